#include "bench/sink.hpp"

#include <boost/asio.hpp>

#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

namespace lotbridge::bench {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr std::string_view answer_body =
    R"({"code":"2","oprNum":"","ip":"","resultCode":"0000","resultMessge":"ok","signature":"",)"
    R"("data":{"token":"01234567-89ab-cdef-0123-456789abcdef","parkId":"P1","parkCode":"C1"}})";  // serves a login too

std::string make_answer() {
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
           std::to_string(answer_body.size()) + "\r\n\r\n" + std::string(answer_body);
}

class Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(tcp::socket socket, SinkOptions const& options)
        : socket_(std::move(socket)), timer_(socket_.get_executor()), options_(options) {
        socket_.set_option(tcp::no_delay(true));
    }

    void read() {
        socket_.async_read_some(asio::buffer(buffer_.data() + used_, buffer_.size() - used_),
                                [self = shared_from_this()](boost::system::error_code error, std::size_t size) {
                                    if (error) return;
                                    self->used_ += size;
                                    self->complete() ? self->answer() : self->read();
                                });
    }

private:
    // One request at a time comes down a connection, so a whole one fills the buffer exactly.
    bool complete() {
        std::string_view const text(buffer_.data(), used_);
        auto const end = text.find("\r\n\r\n");
        if (end == std::string_view::npos) return false;
        auto const name = text.find("Content-Length: ");
        std::size_t length = 0;
        std::from_chars(text.data() + name + 16, text.data() + end, length);
        return used_ >= end + 4 + length;
    }
    void answer() {
        if (options_.accepted) note();
        used_ = 0;
        if (options_.latency.count() == 0) return write();
        timer_.expires_after(options_.latency);
        timer_.async_wait([self = shared_from_this()](boost::system::error_code) { self->write(); });
    }
    // recordCode is percent-encoded: recordCode%22%3A%22...-17%22
    void note() {
        std::string_view const text(buffer_.data(), used_);
        auto const name = text.find("recordCode%22%3A%22");
        if (name == std::string_view::npos) return;
        auto const end = text.find("%22", name + 19);
        auto const digits = text.substr(0, end).rfind('-') + 1;
        std::size_t number = 0;
        std::from_chars(text.data() + digits, text.data() + end, number);
        options_.accepted->note(number);
    }
    void write() {
        static std::string const answer = make_answer();
        asio::async_write(socket_, asio::buffer(answer),
                          [self = shared_from_this()](boost::system::error_code error, std::size_t) {
                              if (!error) self->read();
                          });
    }

    tcp::socket socket_;
    asio::steady_timer timer_;
    SinkOptions const& options_;
    std::array<char, 1 << 17> buffer_;
    std::size_t used_ = 0;
};

void accept(tcp::acceptor& acceptor, SinkOptions const& options) {
    acceptor.async_accept([&acceptor, &options](boost::system::error_code error, tcp::socket socket) {
        if (!error) std::make_shared<Connection>(std::move(socket), options)->read();
        accept(acceptor, options);
    });
}

[[noreturn]] void serve(SinkOptions options, int port_pipe) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    stay_on(options.cpu);
    asio::io_context io(1);
    tcp::acceptor acceptor(io, {asio::ip::address_v4::loopback(), 0});
    auto const port = acceptor.local_endpoint().port();
    if (::write(port_pipe, &port, sizeof port) != sizeof port) _exit(1);
    accept(acceptor, options);
    io.run();
    _exit(0);
}

}  // namespace

Moments::Moments(std::size_t count) : count_(count) {
    auto* const memory =
        mmap(nullptr, count * sizeof *moments_, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) std::perror("mmap"), std::exit(1);
    moments_ = static_cast<std::atomic<std::int64_t>*>(memory);  // zeroed by the system
}

Moments::~Moments() { munmap(moments_, count_ * sizeof *moments_); }

void Moments::note(std::size_t number) {
    if (number < count_)
        moments_[number] = std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1);
}

void stay_on(int cpu) {
    if (cpu < 0) return;
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(static_cast<unsigned>(cpu), &set);
    sched_setaffinity(0, sizeof set, &set);
}

Sink::Sink(SinkOptions options) {
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0) std::perror("pipe"), std::exit(1);
    pid_ = fork();
    if (pid_ == 0) serve(options, ends[1]);
    close(ends[1]);
    if (pid_ < 0 || ::read(ends[0], &port_, sizeof port_) != sizeof port_)
        std::perror("starting the sink"), std::exit(1);
    close(ends[0]);
}

Sink::~Sink() {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
}

}  // namespace lotbridge::bench
