#include <lotbridge/net/network.hpp>

#include "core.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <system_error>

namespace lotbridge::net {

Network::Network(std::shared_ptr<Core> core) : core_(std::move(core)) {}
Network::Network(Network&&) noexcept = default;
Network& Network::operator=(Network&& other) noexcept {
    std::swap(core_, other.core_);
    return *this;
}

Network::~Network() {
    if (core_) core_->end();
}

Result<Network> Network::start() {
    try {
        auto core = std::make_shared<Core>();
        core->start();
        return Network(std::move(core));
    } catch (std::system_error const& error) {
        return fail(Errc::retry, std::string("starting the network thread: ") + error.code().message());
    }
}

void Core::end() {
    io_.stop();
    if (thread_.joinable()) thread_.join();
}

void Core::run() {
    for (;;) {
        try {
            io_.run();
            return;
        } catch (...) {  // of one piece of work; the others go on
        }
    }
}

void Core::spawn(Task<> task) {
    asio::co_spawn(io_, std::move(task), [](std::exception_ptr) {});
}

Deadline::Deadline(Core& core, Socket& socket) : state_(std::make_shared<State>(core.io(), socket)) {}

void Deadline::in(std::chrono::milliseconds limit) {
    if (limit.count() == 0) return cancel();
    state_->timer.expires_after(limit);
    state_->timer.async_wait([weak = std::weak_ptr(state_)](error_code cancelled) {
        auto const state = weak.lock();
        if (cancelled || !state || state->timer.expiry() > std::chrono::steady_clock::now()) return;
        state->expired = true;
        error_code ignored;
        state->socket.close(ignored);
    });
}

std::string peer_of(Socket const& socket) {
    error_code error;
    auto const end = socket.remote_endpoint(error);
    if (error) return {};
    auto const address = end.address();
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
    return address.to_string();
}

void prepare(Socket& socket) {
    error_code ignored;  // no option decides whether a message gets there
    socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    socket.set_option(asio::socket_base::keep_alive(true), ignored);
}

Task<std::string> connect(Core& core, Socket& socket, Deadline const& deadline, std::string host, std::string port) {
    // Always through the resolver: of an address it makes an endpoint without asking anybody.
    Resolver resolver(core.io());
    auto const [unknown, endpoints] = co_await resolver.async_resolve(host, port, as_result);
    if (deadline.expired()) co_return "connecting: too late";
    if (unknown) co_return "looking up " + host + ": " + unknown.message();
    auto const [refused, endpoint] = co_await asio::async_connect(socket, endpoints, as_result);
    if (refused) co_return "connecting: " + (deadline.expired() ? std::string("too late") : refused.message());
    prepare(socket);
    co_return std::string();
}

}  // namespace lotbridge::net
