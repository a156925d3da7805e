// A small HTTP/1.1 server for the network thread: keep-alive, optional TLS, a coroutine per connection. It can also
// answer badly on purpose and shut its door for a while.
#pragma once

#include "clock.hpp"

#include <lotbridge/result.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace lotbridge::refcloud {

using HttpRequest = boost::beast::http::request<boost::beast::http::string_body>;

struct HttpReply {
    unsigned status = 200;
    std::string body;
    std::string content_type = "application/json; charset=utf-8";
    enum class Delivery { whole, half, none } delivery = Delivery::whole;
    std::vector<std::pair<std::string, std::string>> headers;  // beside the usual ones
};

struct TlsFiles {
    std::string certificate, private_key, client_ca;  // client_ca set: clients must show a certificate of it
};
Result<std::shared_ptr<boost::asio::ssl::context>> open_tls(TlsFiles const& files);

// "127.0.0.1:8080"; port 0 takes a free one.
Result<boost::asio::ip::tcp::endpoint> parse_endpoint(std::string_view text);
Result<boost::asio::ip::tcp::acceptor> listen_on(boost::asio::io_context& io,
                                                 boost::asio::ip::tcp::endpoint const& where);

class HttpServer {
public:
    using Handler = std::function<boost::asio::awaitable<HttpReply>(HttpRequest)>;
    // tls null: plain HTTP.
    HttpServer(boost::asio::io_context& io, Clock const& clock, std::shared_ptr<boost::asio::ssl::context> tls,
               Handler handler);

    Result<> listen(std::string const& address);
    unsigned short port() const { return endpoint_.port(); }
    // Closes the listener and every connection; nobody gets in until reopen(), which takes the same port.
    void shut();
    Result<> reopen();

private:
    using Acceptor = std::shared_ptr<boost::asio::ip::tcp::acceptor>;
    using Sockets = std::set<boost::asio::ip::tcp::socket*>;

    boost::asio::awaitable<void> accept(Acceptor acceptor);
    boost::asio::awaitable<void> serve(boost::asio::ip::tcp::socket socket);
    template <class Stream>
    boost::asio::awaitable<void> talk(Stream& stream);
    template <class Stream>
    boost::asio::awaitable<bool> send(Stream& stream, HttpReply reply, HttpRequest const& request);
    std::string date() const;

    boost::asio::io_context& io_;
    Clock const& clock_;
    std::shared_ptr<boost::asio::ssl::context> tls_;
    Handler handler_;
    boost::asio::ip::tcp::endpoint endpoint_;
    Acceptor acceptor_;
    // Each socket belongs to the frame of its serve(), and frames may outlive the server: hence shared.
    std::shared_ptr<Sockets> open_ = std::make_shared<Sockets>();
};

}  // namespace lotbridge::refcloud
