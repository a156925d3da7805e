// The way to a host by TCP, for both directions of the cloud.
#pragma once

#include "cloud/url.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace lotbridge::cloud {

// Concrete executors, so that no operation pays for type erasure. Operations give (error, ...) and do not throw.
using NetworkExecutor = boost::asio::io_context::executor_type;
template <class T = void>
using Task = boost::asio::awaitable<T, NetworkExecutor>;
using TcpSocket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, NetworkExecutor>;
using TcpResolver = boost::asio::ip::basic_resolver<boost::asio::ip::tcp, NetworkExecutor>;
inline constexpr auto as_result = boost::asio::as_tuple(boost::asio::use_awaitable_t<NetworkExecutor>());

// Looks up names. The system's own call cannot be cut off, so whoever has waited long enough lets it be; its answer is
// then dropped, and until it comes no second one is begun.
class NameLookup {
public:
    using Results = TcpResolver::results_type;
    using Answer = std::function<void(boost::system::error_code, Results)>;
    // What looks a name up, for tests; empty: the system.
    using Ask = std::function<void(std::string const& host, std::string const& port, Answer)>;

    explicit NameLookup(boost::asio::io_context& io, Ask ask = {});

    struct Found {
        boost::system::error_code error;  // operation_aborted: given up
        Results results;
    };
    Task<Found> find(std::string const& host, std::string const& port);
    void give_up();

private:
    using Timer =
        boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                          boost::asio::wait_traits<std::chrono::steady_clock>, NetworkExecutor>;
    struct State {
        explicit State(boost::asio::io_context& io) : answered(io, Timer::time_point::max()) {}
        Timer answered;  // never fires; its wait is ended
        bool asking = false, wanted = false;
        Found found;
    };
    TcpResolver resolver_;
    Ask ask_;
    std::shared_ptr<State> state_;
};

// Connects socket to the host and port of url. Empty, or what went wrong. The references must outlive it; closing the
// socket and giving up the lookup end it early.
Task<std::string> connect_tcp(TcpSocket& socket, NameLookup& lookup, Url const& url);

}  // namespace lotbridge::cloud
