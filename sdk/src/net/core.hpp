// Private to the library: the network thread, and the Asio types that all of it uses.
#pragma once

#include <lotbridge/net/listen.hpp>
#include <lotbridge/net/network.hpp>
#include <lotbridge/result.hpp>

#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <future>
#include <memory>
#include <thread>

namespace lotbridge::net {

namespace asio = boost::asio;
using boost::system::error_code;

// Concrete executors, so that no operation pays for type erasure. Operations give (error, ...) and do not throw.
using Executor = asio::io_context::executor_type;
template <class T = void>
using Task = asio::awaitable<T, Executor>;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;
using Resolver = asio::ip::basic_resolver<asio::ip::tcp, Executor>;
using Timer =
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor>;
inline constexpr auto as_result = asio::as_tuple(asio::use_awaitable_t<Executor>());

// What outlives the network (answers, connections that somebody kept) holds it weakly, and hands its work over by
// post(): everything that touches a socket does so on the network thread.
class Core : public std::enable_shared_from_this<Core> {
public:
    Core() : work_(io_.get_executor()) {}

    void start() {
        thread_ = std::thread([this] { run(); });
    }
    void end();

    asio::io_context& io() { return io_; }
    bool here() const { return std::this_thread::get_id() == thread_.get_id(); }
    void post(auto work) { asio::post(io_, std::move(work)); }
    // Does the work on the network thread and waits for its end.
    void wait_for(auto work) {
        if (here() || io_.stopped()) return work();
        std::promise<void> done;
        post([&] {
            work();
            done.set_value();
        });
        done.get_future().wait();
    }
    // An exception ends the task and with it whatever it owns, nothing else.
    void spawn(Task<> task);

private:
    void run();

    asio::io_context io_{1};
    asio::executor_work_guard<Executor> work_;
    std::thread thread_;
};

// Closes the socket when time is up: whatever is under way on it ends with an error. Network thread.
class Deadline {
public:
    Deadline(Core& core, Socket& socket);
    ~Deadline() { cancel(); }
    Deadline(Deadline const&) = delete;
    Deadline& operator=(Deadline const&) = delete;

    // From now on; 0: never.
    void in(std::chrono::milliseconds limit);
    void cancel() { state_->timer.cancel(); }
    bool expired() const { return state_->expired; }

private:
    struct State {
        State(asio::io_context& io, Socket& watched) : timer(io), socket(watched) {}
        Timer timer;
        Socket& socket;
        bool expired = false;
    };
    std::shared_ptr<State> state_;  // a handler that is on its way already finds it gone
};

std::string peer_of(Socket const& socket);
void prepare(Socket& socket);
// Connects to a name or an address within the deadline. Empty, or what went wrong.
Task<std::string> connect(Core& core, Socket& socket, Deadline const& deadline, std::string host, std::string port);

}  // namespace lotbridge::net
