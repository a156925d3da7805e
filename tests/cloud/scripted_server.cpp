#include "scripted_server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

namespace lotbridge::cloud {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

std::string percent_decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        out += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
        i += 2;
    }
    return out;
}

std::string param_of(Received const& received) {
    if (received.body.starts_with("param=")) return percent_decoded(std::string_view(received.body).substr(6));
    auto const start = received.body.find("\r\n\r\n");
    if (start == std::string::npos) return {};
    return received.body.substr(start + 4, received.body.find("\r\n--", start) - start - 4);
}

}  // namespace

struct ScriptedServer::Peer {
    explicit Peer(TcpSocket connected, asio::ssl::context* context) : socket(std::move(connected)) {
        if (context) tls.emplace(socket, *context);
    }

    Task<error_code> read(http::request_parser<http::string_body>& request) {
        if (tls) {
            auto const [error, count] = co_await http::async_read(*tls, buffer, request, as_result);
            co_return error;
        }
        auto const [error, count] = co_await http::async_read(socket, buffer, request, as_result);
        co_return error;
    }

    Task<error_code> write(std::string const& bytes) {
        if (tls) {
            auto const [error, count] = co_await asio::async_write(*tls, asio::buffer(bytes), as_result);
            co_return error;
        }
        auto const [error, count] = co_await asio::async_write(socket, asio::buffer(bytes), as_result);
        co_return error;
    }

    TcpSocket socket;
    std::optional<asio::ssl::stream<TcpSocket&>> tls;
    boost::beast::flat_buffer buffer;
    std::size_t number = 0;
};

std::string reply_bytes(std::string const& body, std::string const& fields) {
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + fields +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

Act answer_code(std::string code, std::string words) {
    return {reply_bytes(R"({"code":"2","resultCode":")" + code + R"(","resultMessge":")" + words + R"(","data":{}})")};
}

Act http_status(int status) { return {"HTTP/1.1 " + std::to_string(status) + " x\r\nContent-Length: 4\r\n\r\noops"}; }

Act raw(std::string bytes, bool close) { return {std::move(bytes), close, false}; }

ScriptedServer::ScriptedServer(asio::io_context& io, asio::ssl::context* tls) : io_(io), tls_(tls), acceptor_(io) {
    accept_connections();
}

ScriptedServer::~ScriptedServer() {
    alive_.reset();
    refuse_connections();
}

std::string ScriptedServer::url(std::string const& host) const {
    return (tls_ ? "https://" : "http://") + host + ':' + std::to_string(port_) + "/park/api";
}

void ScriptedServer::stop_listening() {
    error_code ignored;
    acceptor_.close(ignored);
}

void ScriptedServer::refuse_connections() {
    stop_listening();
    hang_up();
}

void ScriptedServer::accept_connections() {
    asio::ip::tcp::endpoint const here(asio::ip::address_v4::loopback(), port_);
    acceptor_.open(here.protocol());
    acceptor_.set_option(asio::socket_base::reuse_address(true));
    acceptor_.bind(here);
    acceptor_.listen();
    port_ = acceptor_.local_endpoint().port();
    asio::co_spawn(io_, accept(), asio::detached);
}

void ScriptedServer::hang_up() {
    error_code ignored;
    for (auto const& weak : peers_)
        if (auto const peer = weak.lock()) peer->socket.close(ignored);
}

void ScriptedServer::answer_silent(Act const& act) {
    auto [weak, bytes] = held_back_.front();
    held_back_.pop_front();
    if (!act.bytes.empty()) bytes = act.bytes;
    if (auto const peer = weak.lock())
        asio::co_spawn(
            io_, [peer, bytes]() -> Task<> { co_await peer->write(bytes); }, asio::detached);
}

Task<> ScriptedServer::accept() {
    auto const alive = std::weak_ptr(alive_);
    for (;;) {
        TcpSocket socket(io_);
        auto const [error] = co_await acceptor_.async_accept(socket, as_result);
        if (error || alive.expired()) co_return;
        auto const peer = std::make_shared<Peer>(std::move(socket), tls_);
        peer->number = ++connections;
        peers_.push_back(peer);
        asio::co_spawn(io_, serve(peer), asio::detached);
    }
}

Task<> ScriptedServer::serve(PeerPtr const peer) {
    auto const alive = std::weak_ptr(alive_);
    if (peer->tls) {
        auto const [error] = co_await peer->tls->async_handshake(asio::ssl::stream_base::server, as_result);
        if (error) co_return;
    }
    for (;;) {
        http::request_parser<http::string_body> parser;
        parser.body_limit(16u << 20);
        if (co_await peer->read(parser) || alive.expired()) co_return;
        auto const& request = parser.get();
        Received message{std::string(request.target()),
                         std::string(request[http::field::content_type]),
                         request.body(),
                         peer->number,
                         {}};
        if (auto envelope = wire::read_request(param_of(message))) message.envelope = std::move(*envelope);
        auto const act = act_for(message);
        std::size_t const open = static_cast<std::size_t>(
            std::count_if(peers_.begin(), peers_.end(), [](auto const& weak) { return !weak.expired(); }));
        most_at_once = std::max(most_at_once, open);
        if (act.silent) {
            held_back_.emplace_back(peer, good_answer(message));
            continue;
        }
        if (!act.bytes.empty()) co_await peer->write(act.bytes);
        if (act.close) co_return;
    }
}

Act ScriptedServer::act_for(Received const& message) {
    bool const login = message.envelope.head.code == "1";
    if (login) ++logins, last_login = message;
    if (!login) received.push_back(message);
    auto& acts = login ? login_script : script;
    if (!acts.empty()) {
        auto act = std::move(acts.front());
        acts.pop_front();
        return act;
    }
    if (login) return {log_in(message), close_after_answer};
    if (message.envelope.head.k != token) return answer_code("9000", "token");
    return {good_answer(message), close_after_answer};
}

std::string ScriptedServer::good_answer(Received const& message) {
    auto const data = std::string("{\"seen\":") + std::to_string(received.size()) + "}";
    auto const& head = message.envelope.head;
    return reply_bytes(wire::write_reply({head.code, head.opr_num, "", "0000", "OK"}, data, signer, 0).value(),
                       date.empty() ? "" : "Date: " + date + "\r\n");
}

std::string ScriptedServer::log_in(Received const& message) {
    token = "token-" + std::to_string(logins);
    auto const data = R"({"token":")" + token + R"(","parkId":")" + park_id + R"(","parkCode":")" + park_code + "\"}";
    return reply_bytes(
        wire::write_reply({"1", message.envelope.head.opr_num, "", "0000", ""}, data, signer, 0).value());
}

std::vector<std::string> ScriptedServer::topics() const {
    std::vector<std::string> codes;
    for (auto const& message : received) codes.push_back(message.envelope.head.code);
    return codes;
}

}  // namespace lotbridge::cloud
