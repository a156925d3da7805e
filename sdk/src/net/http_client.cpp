#include <lotbridge/net/http_client.hpp>
#include <lotbridge/net/trust.hpp>
#include <lotbridge/net/url.hpp>

#include "core.hpp"
#include "tls.hpp"

#include <algorithm>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

namespace lotbridge::net {
namespace {

namespace http = boost::beast::http;
using Kind = HttpOutcome::Kind;

constexpr std::uint32_t most_header = 64 * 1024;

bool is_token(std::string_view name) {
    return !name.empty() && std::ranges::all_of(name, [](unsigned char c) { return c > ' ' && c < 0x7F && c != ':'; });
}
bool is_line(std::string_view text) { return text.find_first_of(std::string_view("\r\n\0", 3)) == text.npos; }

Result<> check_headers(Headers const& headers) {
    for (auto const& [name, value] : headers)
        if (!is_token(name) || !is_line(value))
            return fail(Errc::misuse, "a header's name or value holds a character that would end it");
    return {};
}

// Present, be its value empty or not.
bool named(Headers const& headers, std::string_view name) { return find_header(headers, name).data() != nullptr; }

std::string written(HttpCall const& call, Url const& url) {
    auto const standard_port = url.port == (url.tls() ? "443" : "80");
    std::string text = call.method + " " + url.path + " HTTP/1.1\r\n";
    auto const line = [&](std::string_view name, std::string_view value) {
        text.append(name).append(": ").append(value).append("\r\n");
    };
    if (!named(call.headers, "Host"))
        line("Host",
             standard_port ? url.authority().substr(0, url.authority().size() - url.port.size() - 1) : url.authority());
    for (auto const& [name, value] : call.headers) line(name, value);
    bool const carries = !call.body.empty() || call.method == "POST" || call.method == "PUT";
    if (carries && !named(call.headers, "Content-Length")) line("Content-Length", std::to_string(call.body.size()));
    if (!named(call.headers, "Connection")) line("Connection", "close");
    return text + "\r\n" + call.body;
}

// One call. The adapter's thread waits for its outcome; a lookup that the system does not end in time is left behind.
class Exchange : public std::enable_shared_from_this<Exchange> {
public:
    Exchange(Core& core, Url url, std::string request, HttpLimits limits, asio::ssl::context* tls)
        : core_(core),
          url_(std::move(url)),
          request_(std::move(request)),
          limits_(limits),
          tls_(tls),
          socket_(core.io()),
          deadline_(core, socket_),
          whole_(core.io()) {}

    HttpOutcome wait() {
        auto outcome = outcome_.get_future();
        core_.post([self = shared_from_this()] { self->begin(); });
        return outcome.get();
    }

private:
    void begin() {
        whole_.expires_after(limits_.whole);
        whole_.async_wait([weak = weak_from_this()](error_code cancelled) {
            auto const self = weak.lock();
            if (cancelled || !self) return;
            error_code ignored;
            self->socket_.close(ignored);
            self->finish(self->sent_ ? Kind::lost : Kind::unsent, self->sent_ ? "no whole answer in time" : "too late");
        });
        core_.spawn(run(shared_from_this()));
    }

    static Task<> run(std::shared_ptr<Exchange> self) {
        try {
            co_await self->work();
        } catch (std::exception const& error) {
            self->finish(self->sent_ ? Kind::lost : Kind::unsent, error.what());
        }
    }

    Task<> work() {
        deadline_.in(limits_.connect);
        auto words = co_await connect(core_, socket_, deadline_, url_.host, url_.port);
        if (!words.empty()) co_return finish(Kind::unsent, words);
        if (finished_) co_return;  // given up meanwhile: nothing may go out any more
        if (!tls_) {
            deadline_.cancel();
            co_return co_await talk(socket_);
        }
        asio::ssl::stream<Socket&> stream(socket_, *tls_);
        auto const expected = expect_host(*stream.native_handle(), url_.host);
        if (!expected) co_return finish(Kind::unsent, expected.error().message);
        auto const [error] = co_await stream.async_handshake(asio::ssl::stream_base::client, as_result);
        if (error) co_return finish(Kind::unsent, refusal(stream.native_handle(), error));
        if (finished_) co_return;
        deadline_.cancel();
        co_await talk(stream);
    }

    std::string refusal(SSL* session, error_code error) const {
        if (deadline_.expired()) return "TLS: too late";
        auto const verdict = SSL_get_verify_result(session);
        if (verdict != X509_V_OK)
            return std::string("TLS: certificate refused: ") + X509_verify_cert_error_string(verdict);
        return "TLS: " + error.message();
    }

    template <class Stream>
    Task<> talk(Stream& stream) {
        sent_ = true;
        auto const [error, bytes] = co_await asio::async_write(stream, asio::buffer(request_), as_result);
        if (error) co_return finish(bytes == 0 ? Kind::unsent : Kind::lost, "sending: " + error.message());
        http::response_parser<http::string_body> parser;
        parser.body_limit(limits_.body);
        parser.header_limit(most_header);
        if (request_.starts_with("HEAD ")) parser.skip(true);
        boost::beast::flat_buffer buffer;
        auto const [trouble, size] = co_await http::async_read(stream, buffer, parser, as_result);
        if (trouble == http::error::body_limit)
            co_return finish(Kind::lost, "the answer is longer than " + std::to_string(limits_.body) + " bytes");
        if (trouble) co_return finish(Kind::lost, "reading the answer: " + trouble.message());
        HttpOutcome outcome;
        outcome.kind = Kind::answered;
        auto& message = parser.get();
        outcome.reply.status = static_cast<int>(message.result_int());
        for (auto const& field : message)
            outcome.reply.headers.push_back({std::string(field.name_string()), std::string(field.value())});
        outcome.reply.body = std::move(message.body());
        finish(std::move(outcome));
    }

    void finish(Kind kind, std::string const& words) {
        HttpOutcome outcome;
        outcome.kind = kind;
        outcome.error = {Errc::retry, "calling " + url_.scheme + "://" + url_.authority() + ": " + words};
        finish(std::move(outcome));
    }
    void finish(HttpOutcome outcome) {
        if (std::exchange(finished_, true)) return;
        whole_.cancel();
        outcome_.set_value(std::move(outcome));
    }

    Core& core_;
    Url url_;
    std::string request_;
    HttpLimits limits_;
    asio::ssl::context* tls_;  // null: plain
    Socket socket_;
    Deadline deadline_;  // of the way there
    Timer whole_;
    bool sent_ = false, finished_ = false;
    std::promise<HttpOutcome> outcome_;
};

}  // namespace

struct HttpClient::Tls {
    asio::ssl::context context;
};

HttpClient::HttpClient(Core& core, HttpLimits limits, std::shared_ptr<Tls> tls)
    : core_(&core), limits_(limits), tls_(std::move(tls)) {}
HttpClient::HttpClient(HttpClient&&) noexcept = default;
HttpClient& HttpClient::operator=(HttpClient&&) noexcept = default;
HttpClient::~HttpClient() = default;

Result<HttpClient> HttpClient::open(Network& network, HttpClientOptions options) {
    LOTBRIDGE_TRY(auto context, client_tls(options.ca_file));
    return HttpClient(network.core(), options.limits, std::make_shared<Tls>(Tls{std::move(context)}));
}

HttpOutcome HttpClient::send(HttpCall const& call, HttpLimits const& limits) const {
    auto const refuse = [](Error error) {
        HttpOutcome outcome;
        outcome.error = std::move(error);
        return outcome;
    };
    auto url = parse_url(call.url);
    if (!url) return refuse(url.error());
    if (url->scheme == "tcp") return refuse({Errc::rejected, "calling " + call.url + ": this is no HTTP address"});
    if (!is_token(call.method)) return refuse({Errc::misuse, "\"" + call.method + "\" is no HTTP method"});
    if (auto const fit = check_headers(call.headers); !fit) return refuse(fit.error());
    if (core_->here()) return refuse({Errc::misuse, "an HTTP call was made from the network thread, which carries it"});
    auto const tls = url->tls() ? &tls_->context : nullptr;
    auto request = written(call, *url);
    return std::make_shared<Exchange>(*core_, std::move(*url), std::move(request), limits, tls)->wait();
}

}  // namespace lotbridge::net
