#include "cloud/http_connection.hpp"

#include "cloud/http_reply.hpp"
#include "cloud/tls_context.hpp"

#include <lotbridge/net/http.hpp>
#include <lotbridge/net/trust.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/error.hpp>

namespace lotbridge::cloud {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::size_t read_size = 8192, kept_body = 64 * 1024;

}  // namespace

HttpConnection::HttpConnection(asio::io_context& io, base::Scheduler& scheduler, std::shared_ptr<HttpServer> server)
    : io_(io), scheduler_(scheduler), server_(std::move(server)), socket_(io), lookup_(io, server_->look_up) {}

void HttpConnection::send(std::string request, HttpLimits limits, Done done) {
    begin({std::move(request), limits, std::move(done)});
}

void HttpConnection::probe(Done done) { begin({{}, {HostTime::max(), HostTime::max()}, std::move(done)}); }

void HttpConnection::begin(Job job) {
    busy_ = true;
    job_ = std::move(job);
    if (working_) return;  // called from within the last job's callback: the coroutine goes on with this one
    working_ = true;
    asio::co_spawn(
        io_, [self = shared_from_this()]() -> Task<> { co_await self->work(); },
        [self = shared_from_this()](std::exception_ptr error) {
            if (error) std::rethrow_exception(error);  // only a bug or no memory gets here: let the host end
        });
}

Task<> HttpConnection::work() {
    while (job_ && !closed_) {
        auto const job = std::move(*job_);
        job_.reset();
        auto const result = co_await perform(job);
        if (closed_) break;
        watch(open_ ? scheduler_.now() + server_->idle_limit : HostTime::max());
        busy_ = false;
        job.done(result);
        if (body_.capacity() > kept_body && !busy_) body_ = {};
    }
    working_ = false;
}

// ---- one request

Task<HttpResult> HttpConnection::perform(Job const& job) {
    using Kind = HttpResult::Kind;
    expired_ = false;
    bool const reused = open_ && !closed_by_peer();
    if (!reused) {
        if (auto words = co_await connect(job.limits); !words.empty()) co_return no_way(std::move(words));
    }
    if (job.request.empty()) {
        HttpResult stands;
        stands.kind = Kind::answered;
        co_return stands;
    }

    watch(job.limits.answer_by);
    auto sent = co_await write(job.request);
    if (sent.error && sent.bytes == 0 && reused && !expired_) {
        // Kept, but gone before a byte went out: this has not been a request.
        if (auto words = co_await connect(job.limits); !words.empty()) co_return no_way(std::move(words));
        watch(job.limits.answer_by);
        sent = co_await write(job.request);
    }
    if (sent.error) {
        drop_socket();
        auto words = "sending to " + server_->url.authority() + ": " + sent.error.message();
        if (sent.bytes == 0) co_return no_way(std::move(words));
        co_return failure(Kind::lost, std::move(words));
    }
    co_return co_await read_answer();
}

Task<HttpConnection::Sent> HttpConnection::write(std::string const& request) {
    if (tls_) {
        auto const [error, bytes] = co_await asio::async_write(*tls_, asio::buffer(request), as_result);
        co_return Sent{error, bytes};
    }
    auto const [error, bytes] = co_await asio::async_write(socket_, asio::buffer(request), as_result);
    co_return Sent{error, bytes};
}

Task<HttpConnection::Sent> HttpConnection::read_some() {
    if (tls_) {
        auto const [error, bytes] = co_await tls_->async_read_some(in_.prepare(read_size), as_result);
        co_return Sent{error, bytes};
    }
    auto const [error, bytes] = co_await socket_.async_read_some(in_.prepare(read_size), as_result);
    co_return Sent{error, bytes};
}

Task<HttpResult> HttpConnection::read_answer() {
    HttpReplyParser parser(body_, date_);
    in_.clear();
    error_code error;
    while (!error && !parser.is_done()) {
        auto const got = co_await read_some();
        in_.commit(got.bytes);
        if (got.error == asio::error::eof && parser.got_some()) {
            parser.put_eof(error);
        } else if (got.error) {
            error = got.error;
        } else {
            in_.consume(parser.put(in_.data(), error));
            if (error == boost::beast::http::error::need_more) error = {};
        }
    }
    if (error || !parser.keep_alive() || in_.size() > 0) drop_socket();
    if (error == asio::error::eof)
        co_return failure(HttpResult::Kind::lost,
                          server_->url.authority() + " closed the connection without an answer");
    if (error)
        co_return failure(HttpResult::Kind::lost,
                          "reading the answer of " + server_->url.authority() + ": " + error.message());
    HttpResult result;
    result.kind = HttpResult::Kind::answered;
    result.status = parser.status();
    result.body = body_;
    result.date = net::parse_http_date(date_);
    co_return result;
}

// ---- the way to the cloud

// Empty: it stands. Else what went wrong.
Task<std::string> HttpConnection::connect(HttpLimits limits) {
    drop_socket();
    tls_.reset();
    socket_ = TcpSocket(io_);
    auto const deadline = std::min(limits.send_by, limits.answer_by);
    auto const limit = scheduler_.now() + server_->connect_limit;
    hurried_ = deadline < limit;
    watch(std::min(deadline, limit));
    auto words = co_await connect_tcp(socket_, lookup_, server_->url);
    if (words.empty() && server_->tls) words = co_await secure();
    open_ = words.empty() && !expired_;
    if (!open_) drop_socket();
    if (!open_ && words.empty()) words = "connecting: too late";
    co_return words;
}

Task<std::string> HttpConnection::secure() {
    tls_ = std::make_unique<TlsStream>(socket_, *server_->tls);
    auto* const session = tls_->native_handle();
    auto const expected = net::expect_host(*session, server_->url.host);
    if (!expected) co_return expected.error().message;
    auto const [error] = co_await tls_->async_handshake(asio::ssl::stream_base::client, as_result);
    if (!error) co_return std::string();
    auto const verdict = SSL_get_verify_result(session);
    if (verdict != X509_V_OK)
        co_return std::string("TLS: certificate refused: ") + X509_verify_cert_error_string(verdict);
    co_return "TLS: " + error.message();
}

// Anything to read on a connection that waits for a request means its end: closed, or not speaking HTTP.
bool HttpConnection::closed_by_peer() {
    char byte;
    error_code error;
    socket_.receive(asio::buffer(&byte, 1), TcpSocket::message_peek, error);
    return error != asio::error::would_block;
}

void HttpConnection::drop_socket() {
    open_ = false;
    error_code ignored;
    socket_.close(ignored);
}

void HttpConnection::close() {
    closed_ = expired_ = true;
    job_.reset();
    scheduler_.cancel(timer_);
    lookup_.give_up();
    drop_socket();
}

// ---- time limits

// One timer per connection, set again only when it fires early: a request in flight costs no timer of its own.
void HttpConnection::watch(HostTime deadline) {
    deadline_ = deadline;
    if (deadline_ < armed_for_) arm();
}

void HttpConnection::arm() {
    scheduler_.cancel(timer_);
    armed_for_ = deadline_;
    timer_ = scheduler_.at(deadline_, [weak = weak_from_this()] {
        if (auto const self = weak.lock()) self->time_is_up();
    });
}

void HttpConnection::time_is_up() {
    armed_for_ = HostTime::max();
    timer_ = 0;
    if (scheduler_.now() < deadline_) return watch(deadline_);
    deadline_ = HostTime::max();
    expired_ = true;
    lookup_.give_up();
    drop_socket();  // what is under way ends with operation_aborted
}

HttpResult HttpConnection::failure(HttpResult::Kind kind, std::string words) const {
    auto const& host = server_->url.authority();
    if (expired_)
        words = kind == HttpResult::Kind::lost ? "no whole answer from " + host + " in time"
                                               : "no connection to " + host + " in time";
    HttpResult result;
    result.kind = kind;
    result.words = std::move(words);
    return result;
}

HttpResult HttpConnection::no_way(std::string words) const {
    auto result = failure(HttpResult::Kind::unsent, std::move(words));
    result.unreachable = !(expired_ && hurried_);
    return result;
}

}  // namespace lotbridge::cloud
