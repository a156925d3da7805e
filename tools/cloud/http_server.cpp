#include "http_server.hpp"

#include <fmt/chrono.h>
#include <spdlog/spdlog.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <charconv>
#include <sstream>

namespace asio = boost::asio;
namespace http = boost::beast::http;
using tcp = asio::ip::tcp;

namespace lotbridge::refcloud {
namespace {

constexpr std::uint64_t body_limit = 32u << 20;  // pictures come in Base64
constexpr auto quiet = asio::as_tuple(asio::use_awaitable);

// A socket is in the set for as long as this lives.
class Presence {
public:
    Presence(std::shared_ptr<std::set<tcp::socket*>> set, tcp::socket& socket)
        : set_(std::move(set)), socket_(&socket) {
        set_->insert(socket_);
    }
    ~Presence() { set_->erase(socket_); }
    Presence(Presence const&) = delete;
    Presence& operator=(Presence const&) = delete;

private:
    std::shared_ptr<std::set<tcp::socket*>> set_;
    tcp::socket* socket_;
};

}  // namespace

Result<std::shared_ptr<asio::ssl::context>> open_tls(TlsFiles const& files) {
    auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
    boost::system::error_code error;
    if (context->use_certificate_chain_file(files.certificate, error); error)
        return fail(Errc::rejected, "reading the certificate " + files.certificate + ": " + error.message());
    if (context->use_private_key_file(files.private_key, asio::ssl::context::pem, error); error)
        return fail(Errc::rejected, "reading the private key " + files.private_key + ": " + error.message());
    if (files.client_ca.empty()) return context;
    if (context->load_verify_file(files.client_ca, error); error)
        return fail(Errc::rejected, "reading the CA of the clients " + files.client_ca + ": " + error.message());
    context->set_verify_mode(asio::ssl::verify_peer | asio::ssl::verify_fail_if_no_peer_cert);
    return context;
}

Result<tcp::endpoint> parse_endpoint(std::string_view text) {
    auto const colon = text.rfind(':');
    if (colon == std::string_view::npos) return fail(Errc::rejected, "no port in \"" + std::string(text) + "\"");
    boost::system::error_code error;
    auto const address = asio::ip::make_address(std::string(text.substr(0, colon)), error);
    unsigned short port = 0;
    auto const digits = text.substr(colon + 1);
    auto const [end, bad] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (error || bad != std::errc{} || end != digits.data() + digits.size())
        return fail(Errc::rejected, "not an address to listen on: \"" + std::string(text) + "\"");
    return tcp::endpoint(address, port);
}

Result<tcp::acceptor> listen_on(asio::io_context& io, tcp::endpoint const& where) {
    try {
        return tcp::acceptor(io, where);
    } catch (boost::system::system_error const& error) {
        std::ostringstream words;
        words << "listening on " << where << ": " << error.code().message();
        return fail(Errc::retry, words.str());
    }
}

HttpServer::HttpServer(asio::io_context& io, Clock const& clock, std::shared_ptr<asio::ssl::context> tls,
                       Handler handler)
    : io_(io), clock_(clock), tls_(std::move(tls)), handler_(std::move(handler)) {}

Result<> HttpServer::listen(std::string const& address) {
    LOTBRIDGE_TRY(endpoint_, parse_endpoint(address));
    return reopen();
}

Result<> HttpServer::reopen() {
    LOTBRIDGE_TRY(auto acceptor, listen_on(io_, endpoint_));
    endpoint_ = acceptor.local_endpoint();
    acceptor_ = std::make_shared<tcp::acceptor>(std::move(acceptor));
    asio::co_spawn(io_, accept(acceptor_), [](std::exception_ptr failure) {
        if (failure) spdlog::critical("the HTTP listener ended by an exception");
    });
    return {};
}

void HttpServer::shut() {
    boost::system::error_code ignored;
    if (acceptor_) acceptor_->close(ignored);
    for (auto* socket : *open_) socket->close(ignored);
}

asio::awaitable<void> HttpServer::accept(Acceptor acceptor) {
    while (acceptor->is_open()) {
        auto [error, socket] = co_await acceptor->async_accept(quiet);
        if (error == asio::error::operation_aborted) co_return;
        if (error) {
            spdlog::warn("accepting a connection on port {}: {}", endpoint_.port(), error.message());
            // Out of descriptors, most likely; trying again at once would only burn the core that frees them.
            asio::steady_timer pause(io_, std::chrono::milliseconds(100));
            co_await pause.async_wait(quiet);
            continue;
        }
        asio::co_spawn(io_, serve(std::move(socket)), [](std::exception_ptr failure) {
            if (failure) spdlog::error("an HTTP connection ended by an exception");
        });
    }
}

asio::awaitable<void> HttpServer::serve(tcp::socket socket) {
    boost::system::error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    if (!tls_) {
        Presence const present(open_, socket);
        co_return co_await talk(socket);
    }
    boost::beast::ssl_stream<tcp::socket> stream(std::move(socket), *tls_);
    Presence const present(open_, stream.next_layer());
    auto const [error] = co_await stream.async_handshake(asio::ssl::stream_base::server, quiet);
    if (error) {
        spdlog::info("TLS handshake on port {}: {}", endpoint_.port(), error.message());
        co_return;
    }
    co_await talk(stream);
}

template <class Stream>
asio::awaitable<void> HttpServer::talk(Stream& stream) {
    boost::beast::flat_buffer buffer;
    for (;;) {
        http::request_parser<http::string_body> parser;
        parser.body_limit(body_limit);
        auto const [error, size] = co_await http::async_read(stream, buffer, parser, quiet);
        if (error) co_return;
        auto const request = parser.release();
        auto reply = co_await handler_(request);
        if (!co_await send(stream, std::move(reply), request)) co_return;
    }
}

template <class Stream>
asio::awaitable<bool> HttpServer::send(Stream& stream, HttpReply reply, HttpRequest const& request) {
    if (reply.delivery == HttpReply::Delivery::none) co_return false;
    http::response<http::string_body> response(static_cast<http::status>(reply.status), request.version());
    response.set(http::field::server, "lotbridge-cloud");
    response.set(http::field::date, date());
    response.set(http::field::content_type, reply.content_type);
    for (auto const& [name, value] : reply.headers) response.set(name, value);
    response.keep_alive(request.keep_alive());
    response.body() = std::move(reply.body);
    response.prepare_payload();
    if (reply.delivery == HttpReply::Delivery::half) {
        std::ostringstream whole;
        whole << response;
        auto const text = whole.str();
        co_await asio::async_write(stream, asio::buffer(text.data(), text.size() - response.body().size() / 2), quiet);
        co_return false;
    }
    auto const [error, size] = co_await http::async_write(stream, response, quiet);
    co_return !error && response.keep_alive();
}

std::string HttpServer::date() const {
    return fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", fmt::gmtime(static_cast<std::time_t>(clock_.shown() / 1000)));
}

}  // namespace lotbridge::refcloud
