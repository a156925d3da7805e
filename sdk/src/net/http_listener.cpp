#include <lotbridge/net/http_listener.hpp>

#include "entrance.hpp"
#include "tls.hpp"

#include <atomic>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/status.hpp>
#include <boost/beast/http/string_body.hpp>
#include <optional>

namespace lotbridge::net {
namespace {

namespace http = boost::beast::http;
using Parser = http::request_parser<http::string_body>;

constexpr std::uint32_t longest_header = 64 * 1024;
constexpr std::string_view not_now = "{\"error\":\"not now, come again\"}";

// A request that waits for its answer. Network thread.
struct Waiting {
    explicit Waiting(asio::io_context& io) : wake(io) {}
    Timer wake;
    std::optional<HttpReply> reply;
};

std::string without_line_ends(std::string text) {
    std::erase_if(text, [](char c) { return c == '\r' || c == '\n'; });
    return text;
}

std::string written(HttpReply const& reply, bool keep_alive) {
    auto const reason = http::obsolete_reason(http::int_to_status(static_cast<unsigned>(reply.status)));
    std::string text = "HTTP/1.1 " + std::to_string(reply.status) + " " + std::string(reason) + "\r\n";
    for (auto const& [name, value] : reply.headers)
        text += without_line_ends(name) + ": " + without_line_ends(value) + "\r\n";
    text += "Content-Length: " + std::to_string(reply.body.size()) + "\r\n";
    text += keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
    return text + reply.body;
}

HttpReply plain(int status, std::string_view body) {
    return {status, {{"Content-Type", "application/json; charset=utf-8"}}, std::string(body)};
}

// What a request that cannot be read is answered; 0: nothing, its sender is gone.
int status_of(error_code error) {
    if (error == http::error::body_limit) return 413;
    if (error == http::error::header_limit) return 431;
    bool const gone = error == http::error::end_of_stream || error == http::error::partial_message;
    return !gone && error.category() == http::make_error_code(http::error::bad_method).category() ? 400 : 0;
}

}  // namespace

struct Answer::Slot {
    Slot(std::weak_ptr<Core> network, std::weak_ptr<Waiting> request)
        : core(std::move(network)), waiting(std::move(request)) {}
    ~Slot() { send(plain(503, not_now)); }

    void send(HttpReply reply) {
        auto const alive = sent.exchange(true) ? nullptr : core.lock();
        if (!alive) return;
        alive->post([weak = waiting, answer = std::move(reply)]() mutable {
            auto const request = weak.lock();
            if (!request || request->reply) return;
            request->reply = std::move(answer);
            request->wake.cancel();
        });
    }

    std::weak_ptr<Core> core;
    std::weak_ptr<Waiting> waiting;
    std::atomic<bool> sent{false};
};

void Answer::send(HttpReply reply) const { slot_->send(std::move(reply)); }
void Answer::send(int status, std::string body, std::string content_type) const {
    slot_->send({status, {{"Content-Type", std::move(content_type)}}, std::move(body)});
}

class HttpListener::Door final : public Entrance {
public:
    Door(Core& core, HttpListenerOptions options, std::optional<asio::ssl::context> tls, Handler handler)
        : Entrance(core), options_(std::move(options)), tls_(std::move(tls)), handler_(std::move(handler)) {}

private:
    Task<> serve(std::shared_ptr<Socket> socket, std::string peer) override {
        Deadline deadline(core(), *socket);
        if (!tls_) co_return co_await talk(*socket, deadline, peer);
        asio::ssl::stream<Socket&> stream(*socket, *tls_);
        deadline.in(listening().idle);
        auto const [error] = co_await stream.async_handshake(asio::ssl::stream_base::server, as_result);
        if (!error) co_await talk(stream, deadline, peer);
    }

    template <class Stream>
    Task<> talk(Stream& stream, Deadline& deadline, std::string const& peer) {
        boost::beast::flat_buffer buffer;
        for (bool keep_alive = true; keep_alive;) {
            Parser parser;
            parser.body_limit(options_.body);
            parser.header_limit(longest_header);
            auto const error = co_await read(stream, deadline, buffer, parser);
            if (error) {
                if (auto const status = status_of(error); status != 0)
                    co_await write(stream, deadline, plain(status, ""), false);
                co_return;
            }
            keep_alive = parser.keep_alive();
            auto const reply = co_await answer(deadline, taken(parser.release(), peer));
            keep_alive = co_await write(stream, deadline, reply, keep_alive) && keep_alive;
        }
    }

    template <class Stream>
    Task<error_code> read(Stream& stream, Deadline& deadline, boost::beast::flat_buffer& buffer, Parser& parser) {
        deadline.in(listening().idle);
        auto const [error, size] = co_await http::async_read_header(stream, buffer, parser, as_result);
        if (error) co_return error;
        deadline.in(options_.request);
        if (boost::beast::iequals(parser.get()[http::field::expect], "100-continue")) {
            constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
            auto const [lost, sent] = co_await asio::async_write(stream, asio::buffer(go_on), as_result);
            if (lost) co_return lost;
        }
        auto const [failed, rest] = co_await http::async_read(stream, buffer, parser, as_result);
        co_return failed;
    }

    Task<HttpReply> answer(Deadline& deadline, HttpRequest request) {
        deadline.cancel();
        auto const waiting = std::make_shared<Waiting>(core().io());
        waiting->wake.expires_after(options_.answer);
        {
            Answer const slot(std::make_shared<Answer::Slot>(core().weak_from_this(), waiting));
            try {
                if (!closed()) handler_(std::move(request), slot);
            } catch (...) {
                waiting->reply = plain(500, "");
            }
        }
        // The answer comes by post(), never before this waits.
        if (!waiting->reply) (void)co_await waiting->wake.async_wait(as_result);
        co_return waiting->reply ? std::move(*waiting->reply) : plain(503, not_now);
    }

    template <class Stream>
    Task<bool> write(Stream& stream, Deadline& deadline, HttpReply const& reply, bool keep_alive) {
        deadline.in(listening().idle);
        auto const text = written(reply, keep_alive);
        auto const [error, size] = co_await asio::async_write(stream, asio::buffer(text), as_result);
        co_return !error;
    }

    static HttpRequest taken(http::request<http::string_body> message, std::string const& peer) {
        HttpRequest request{std::string(message.method_string()), std::string(message.target()), {}, {}, peer};
        for (auto const& field : message)
            request.headers.push_back({std::string(field.name_string()), std::string(field.value())});
        request.body = std::move(message.body());
        return request;
    }

    HttpListenerOptions options_;
    std::optional<asio::ssl::context> tls_;
    Handler handler_;
};

HttpListener::HttpListener(std::shared_ptr<Door> door) : door_(std::move(door)) {}
HttpListener::HttpListener(HttpListener&&) noexcept = default;
HttpListener& HttpListener::operator=(HttpListener&& other) noexcept {
    std::swap(door_, other.door_);
    return *this;
}
HttpListener::~HttpListener() {
    if (door_) door_->close();
}

Result<HttpListener> HttpListener::open(Network& network, HttpListenerOptions const& options, Handler handler) {
    std::optional<asio::ssl::context> tls;
    if (!options.certificate.empty() || !options.private_key.empty()) {
        LOTBRIDGE_TRY(tls, server_tls(options.certificate, options.private_key));
    }
    auto door = std::make_shared<Door>(network.core(), options, std::move(tls), std::move(handler));
    LOTBRIDGE_CHECK(door->open(options.listen));
    return HttpListener(std::move(door));
}

std::uint16_t HttpListener::port() const { return door_->port(); }

}  // namespace lotbridge::net
