#include "base/child.hpp"

#include "base/text.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <array>
#include <atomic>
#include <boost/process/args.hpp>
#include <boost/process/child.hpp>
#include <boost/process/exe.hpp>
#include <boost/process/extend.hpp>
#include <boost/process/io.hpp>
#include <boost/process/pipe.hpp>
#include <boost/process/search_path.hpp>
#include <boost/process/start_dir.hpp>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <mutex>
#include <optional>
#include <thread>
#ifdef __linux__
#include <sys/prctl.h>
#endif

namespace lotbridge::base {
namespace bp = boost::process;
using namespace std::chrono_literals;

namespace {

Error system_error(std::string const& attempted) { return {Errc::retry, attempted + ": " + std::strerror(errno)}; }

std::size_t read_end(int end, std::span<char> into) {
    for (;;) {
        auto const count = ::read(end, into.data(), into.size());
        if (count >= 0) return static_cast<std::size_t>(count);
        if (errno != EINTR) return 0;
    }
}

}  // namespace

// ---- pipes

void Pipes::close_end(std::intptr_t& end) {
    if (end != -1) ::close(static_cast<int>(end));
    end = -1;
}

Pipes::Pipes(std::intptr_t in, std::intptr_t out) : in_(in), out_(out) {
    // Programs that a child starts in its turn must not hold them open.
    for (auto const end : {in, out}) ::fcntl(static_cast<int>(end), F_SETFD, FD_CLOEXEC);
}

Result<Pipes::Pair> Pipes::make() {
    Pair pair;
    for (auto [from, to] : {std::pair(&pair.there.in_, &pair.here.out_), std::pair(&pair.here.in_, &pair.there.out_)}) {
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) return fail(system_error("making a pipe"));
        *from = ends[0];
        *to = ends[1];
    }
    return pair;
}

std::size_t Pipes::read(std::span<char> into) { return read_end(static_cast<int>(in_), into); }

Result<> Pipes::write(std::string_view bytes, std::chrono::milliseconds limit) {
    auto const end = static_cast<int>(out_);
    if (limit > 0ms) ::fcntl(end, F_SETFL, ::fcntl(end, F_GETFL) | O_NONBLOCK);
    auto const until = std::chrono::steady_clock::now() + limit;
    while (!bytes.empty()) {
        auto const count = ::write(end, bytes.data(), bytes.size());
        if (count >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(count));
        } else if (errno == EAGAIN) {
            auto const left =
                std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now()).count();
            pollfd waiting{end, POLLOUT, 0};
            if (left <= 0 || ::poll(&waiting, 1, static_cast<int>(left)) == 0)
                return fail(Errc::retry, "it took in nothing for " + std::to_string(limit.count()) + " ms");
        } else if (errno != EINTR) {
            return fail(system_error("writing to it"));
        }
    }
    return {};
}

// ---- a child

namespace {

constexpr auto last_words = 300ms;  // for what a child has written before it ended

// Runs between fork and exec, where only few calls are allowed.
struct Setup : bp::extend::handler {
    int in = -1, out = -1;
    Child::Ends ends = Child::Ends::named;
    std::uint64_t memory = 0;
    pid_t parent = 0;

    // One whose program cannot be started has ended, or is about to: unless it is waited for, its number stays taken.
    template <class Executor>
    void on_error(Executor& executor, std::error_code const&) const {
        if (executor.pid > 0) ::waitpid(executor.pid, nullptr, 0);
    }

    template <class Executor>
    void on_exec_setup(Executor&) const {
#ifdef __linux__
        // Sockets of the host that the child held open would not close for the other side when the host closes them.
        ::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
        if (::getppid() != parent) ::_exit(127);  // it died before the line above
        ::setpgid(0, 0);                          // what the child starts ends with it
        if (ends == Child::Ends::standard) {
            ::dup2(in, STDIN_FILENO);
            ::dup2(out, STDOUT_FILENO);
        } else {
            ::fcntl(in, F_SETFD, 0);
            ::fcntl(out, F_SETFD, 0);
        }
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // which take more than any limit for themselves
        // What is written to, as against address space: a library may reserve more than it ever fills.
        rlimit const limit{memory, memory};
        if (memory > 0) ::setrlimit(RLIMIT_DATA, &limit);
#endif
    }
};

Result<std::filesystem::path> find(std::filesystem::path const& program) {
    if (program.has_parent_path()) return program;
    auto found = bp::search_path(program);
    if (found.empty())
        return fail(Errc::retry, "starting " + to_text(program) + ": no folder of the system's path has this program");
    return found;
}

std::string ending(int status) {
    if (WIFSIGNALED(status)) {
        auto const signal = WTERMSIG(status);
        return "was ended by signal " + std::to_string(signal) + " (" + ::strsignal(signal) + ")";
    }
    return "ended with exit code " + std::to_string(WEXITSTATUS(status));
}

}  // namespace

struct Child::Body {
    Pipes pipes;
    bp::pipe printed;
    pid_t process = -1;
    std::mutex mutex;
    std::optional<Ending> ended;  // nothing: it runs
    std::atomic<std::chrono::steady_clock::time_point> read_until{std::chrono::steady_clock::time_point::max()};

    // A program that left the child's group may hold the other end for ever, or write on.
    std::size_t read(int end, std::span<char> into) const {
        pollfd waiting{end, POLLIN, 0};
        while (std::chrono::steady_clock::now() < read_until.load())
            if (::poll(&waiting, 1, 1000) > 0) return read_end(end, into);
        return 0;
    }
    bool has_ended() const {
        siginfo_t told{};
        return ::waitid(P_PID, static_cast<id_t>(process), &told, WEXITED | WNOWAIT | WNOHANG) == 0 &&
               told.si_pid == process;
    }
    // Ends it, and whatever it has started; its number stays its own until it was waited for.
    int reap() {
        ::kill(-process, SIGKILL);
        ::kill(process, SIGKILL);
        int status = 0;
        ::waitpid(process, &status, 0);
        read_until = std::chrono::steady_clock::now() + last_words;
        return status;
    }
};

Child::Child(std::unique_ptr<Body> body) : body_(std::move(body)) {}
Child::~Child() { end(0ms); }

Pipes& Child::pipes() { return body_->pipes; }
std::int64_t Child::process() const { return body_->process; }

std::size_t Child::read(std::span<char> into) { return body_->read(static_cast<int>(body_->pipes.in()), into); }
std::size_t Child::read_printed(std::span<char> into) { return body_->read(body_->printed.native_source(), into); }

Result<std::unique_ptr<Child>> Child::start(Order const& order) {
    std::signal(SIGPIPE, SIG_IGN);  // a child that is gone is an error of the next write
    LOTBRIDGE_TRY(auto const program, find(order.program));
    LOTBRIDGE_TRY(auto pair, Pipes::make());
    auto body = std::make_unique<Body>();
    body->pipes = std::move(pair.here);
    Setup setup;
    setup.in = static_cast<int>(pair.there.in());
    setup.out = static_cast<int>(pair.there.out());
    setup.ends = order.ends;
    setup.memory = order.memory;
    setup.parent = ::getpid();
    auto words = order.words;
    if (order.ends == Ends::named)
        words.insert(words.end(), {"--read", std::to_string(setup.in), "--write", std::to_string(setup.out)});
    std::error_code error;
    bp::child started(bp::exe = program.string(), bp::args = words,
                      bp::start_dir = order.folder.empty() ? "." : order.folder.string(),
                      bp::std_in<bp::null, (bp::std_out & bp::std_err)> body->printed, setup, error);
    if (error) return fail(Errc::retry, "starting " + to_text(order.program) + ": " + error.message());
    body->process = started.id();
    started.detach();  // whoever ends it waits for it
    return std::unique_ptr<Child>(new Child(std::move(body)));
}

Child::Ending Child::end(std::chrono::milliseconds grace) {
    std::lock_guard const lock(body_->mutex);
    if (body_->ended) return *body_->ended;
    auto const until = std::chrono::steady_clock::now() + grace;
    while (!body_->has_ended() && std::chrono::steady_clock::now() < until) std::this_thread::sleep_for(2ms);
    auto const by_itself = body_->has_ended();
    auto const status = body_->reap();
    return body_->ended.emplace(Ending{by_itself, by_itself ? ending(status) : "was stopped"});
}

void be_a_child() {
    std::setvbuf(stdout, nullptr, _IOLBF, BUFSIZ);
    for (auto const signal : {SIGINT, SIGTERM, SIGHUP}) std::signal(signal, SIG_IGN);
}

}  // namespace lotbridge::base
