#include "cloud/tcp.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/address.hpp>

namespace lotbridge::cloud {

namespace asio = boost::asio;
using boost::system::error_code;

Task<std::string> connect_tcp(TcpSocket& socket, TcpResolver& resolver, Url const& url) {
    error_code no_address;
    auto const address = asio::ip::make_address(url.host, no_address);
    error_code error;
    if (no_address) {
        auto const [unknown, endpoints] = co_await resolver.async_resolve(url.host, url.port, as_result);
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
