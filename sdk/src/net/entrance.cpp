#include "entrance.hpp"

#include <algorithm>

namespace lotbridge::net {

Result<ListenOptions> read_listen(Settings const& settings) {
    ListenOptions options;
    LOTBRIDGE_TRY(options.address, settings.text_or("address", options.address));
    LOTBRIDGE_TRY(auto const port, settings.integer("port"));
    options.port = static_cast<std::uint16_t>(port);
    if (settings.has("allow")) {
        LOTBRIDGE_TRY(options.allow, settings.texts("allow"));
    }
    return options;
}

Result<> Entrance::open(ListenOptions options) {
    options_ = std::move(options);
    auto const where = options_.address + ":" + std::to_string(options_.port);
    error_code error;
    auto const address = asio::ip::make_address(options_.address, error);
    if (error) return fail(Errc::rejected, "listening on " + where + ": \"" + options_.address + "\" is no address");
    asio::ip::tcp::endpoint const endpoint(address, options_.port);
    acceptor_.open(endpoint.protocol(), error);
#ifndef _WIN32
    // There it would let another program take the port away.
    if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
#endif
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error) {
        auto const words = error == asio::error::address_in_use ? "another program has this port" : error.message();
        return fail(Errc::retry, "listening on " + where + ": " + words);
    }
    port_ = acceptor_.local_endpoint(error).port();
    core_.post([self = shared_from_this()] { self->core_.spawn(self->accept()); });
    return {};
}

void Entrance::close() {
    core_.wait_for([this] {
        closed_ = true;
        error_code ignored;
        acceptor_.close(ignored);
        for (auto const& socket : inside_) socket->close(ignored);
    });
}

bool Entrance::welcome(std::string const& peer) const {
    auto const& allowed = options_.allow;
    return inside_.size() < options_.connections &&
           (allowed.empty() || std::ranges::find(allowed, peer) != allowed.end());
}

Task<> Entrance::accept() {
    auto const self = shared_from_this();
    while (!closed_) {
        auto [error, socket] = co_await acceptor_.async_accept(as_result);
        if (closed_) break;
        if (error) {
            // Out of descriptors, most likely; trying again at once would only burn the core that frees them.
            Timer pause(core_.io(), std::chrono::milliseconds(100));
            co_await pause.async_wait(as_result);
            continue;
        }
        auto peer = peer_of(socket);
        if (welcome(peer)) core_.spawn(let_in(std::make_shared<Socket>(std::move(socket)), std::move(peer)));
    }
}

Task<> Entrance::let_in(std::shared_ptr<Socket> socket, std::string peer) {
    struct Presence {
        Entrance& entrance;
        std::shared_ptr<Socket> const& socket;
        ~Presence() { entrance.inside_.erase(socket); }
    };
    auto const self = shared_from_this();
    prepare(*socket);
    inside_.insert(socket);
    Presence const presence{*this, socket};
    if (!closed_) co_await serve(socket, std::move(peer));
}

}  // namespace lotbridge::net
