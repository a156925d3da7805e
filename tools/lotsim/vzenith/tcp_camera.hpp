// The simulator's camera by the TCP protocol: the server side of port 8131.
#pragma once

#include "camera.hpp"

#include <lotbridge/net/tcp.hpp>
#include <lotbridge/text/json.hpp>

#include <memory>

namespace lotbridge::lotsim::vzenith {

class TcpCamera {
public:
    static Result<std::unique_ptr<TcpCamera>> open(net::Network& network, CameraOptions options, std::uint16_t port);

    CameraState& state() { return state_; }
    std::uint16_t port() const { return server_->port(); }

    // Sees a car and pushes it to whoever has asked for results. pieces: the packet travels in so many.
    Shot see(std::string plate, std::size_t picture_size = 2000, std::size_t pieces = 1);
    // The barrier's arm goes up, or comes down, whoever moved it.
    void move_barrier(bool up);
    bool has_listener();  // somebody has asked for results
    // Says close_socket 129 and hangs up on everybody.
    void hang_up();

private:
    explicit TcpCamera(CameraOptions options) : state_(std::move(options)) {}

    void take(net::Connection const& connection, std::string const& whole);
    std::string answer(std::string const& command, JsonValue const& request);
    std::string result(Shot const& shot, std::string_view command) const;
    void send_all(std::string const& packet, bool results_only, std::size_t pieces = 1);

    CameraState state_;
    std::mutex mutex_;
    std::map<std::uint64_t, net::Connection> connections_;
    std::set<std::uint64_t> want_results_;
    std::optional<net::TcpServer> server_;  // goes first
};

}  // namespace lotbridge::lotsim::vzenith
