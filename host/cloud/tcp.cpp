#include "cloud/tcp.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/address.hpp>
#include <utility>

namespace lotbridge::cloud {

namespace asio = boost::asio;
using boost::system::error_code;

NameLookup::NameLookup(asio::io_context& io, Ask ask)
    : resolver_(io), ask_(std::move(ask)), state_(std::make_shared<State>(io)) {
    if (ask_) return;
    ask_ = [this](std::string const& host, std::string const& port, Answer answer) {
        resolver_.async_resolve(host, port, std::move(answer));
    };
}

Task<NameLookup::Found> NameLookup::find(std::string const& host, std::string const& port) {
    auto const state = state_;
    state->wanted = true;
    if (!std::exchange(state->asking, true)) {
        ask_(host, port, [state](error_code error, Results results) {
            state->asking = false;
            if (!state->wanted) return;
            state->found = {error, std::move(results)};
            state->answered.cancel();
        });
    }
    if (state->asking) (void)co_await state->answered.async_wait(as_result);
    if (!std::exchange(state->wanted, false)) co_return Found{asio::error::operation_aborted, {}};
    co_return std::move(state->found);
}

void NameLookup::give_up() {
    state_->wanted = false;
    state_->answered.cancel();
}

Task<std::string> connect_tcp(TcpSocket& socket, NameLookup& lookup, Url const& url) {
    error_code no_address;
    auto const address = asio::ip::make_address(url.host, no_address);
    error_code error;
    if (no_address) {
        auto const [unknown, endpoints] = co_await lookup.find(url.host, url.port);
        if (unknown) co_return "looking up " + url.host + ": " + unknown.message();
        auto const [refused, endpoint] = co_await asio::async_connect(socket, endpoints, as_result);
        error = refused;
    } else {
        asio::ip::tcp::endpoint const endpoint(address, static_cast<unsigned short>(std::stoi(url.port)));
        auto const [refused] = co_await socket.async_connect(endpoint, as_result);
        error = refused;
    }
    if (error) co_return "connecting to " + url.authority() + ": " + error.message();
    error_code ignored;  // no option decides whether a message gets there
    socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    socket.set_option(asio::socket_base::keep_alive(true), ignored);
    socket.non_blocking(true, ignored);
    co_return std::string();
}

}  // namespace lotbridge::cloud
