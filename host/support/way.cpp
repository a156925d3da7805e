#include "cloud/http_reply.hpp"
#include "cloud/tcp.hpp"
#include "cloud/tls_context.hpp"
#include "support/certificate.hpp"
#include "support/examine.hpp"

#include <lotbridge/net/http.hpp>
#include <lotbridge/net/trust.hpp>

#include <fmt/format.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <optional>

namespace lotbridge::support {

namespace {

using app::Grade;
using cloud::as_result;
using cloud::Task;
namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

std::int64_t milliseconds_since(Clock::time_point begin) {
    return (Clock::now() - begin) / std::chrono::milliseconds(1);
}

// One step after the other, each with its own finding; the first that fails is the last.
class Way {
public:
    Way(config::LotSettings const& lot, app::Report const& report) : lot_(lot), report_(report) {}

    bool run() {
        auto const& times = lot_.cloud.profile.times;
        asio::co_spawn(io_, walk(), [](std::exception_ptr error) {
            if (error) std::rethrow_exception(error);  // only a bug or no memory gets here
        });
        io_.run_for(times.connect + times.answer);
        if (!step_.empty()) {
            reached_ = false;
            say(Grade::failed, step_,
                "no answer of " + lot_.cloud.url + " within " +
                    std::to_string((times.connect + times.answer) / std::chrono::seconds(1)) + " s",
                "is the address right, and does a firewall or proxy stand between? Another program on this computer, "
                "such "
                "as a browser, would have to reach it too");
        }
        return reached_;
    }

private:
    void say(Grade grade, std::string_view subject, std::string words, std::string advice = {}) {
        report_({grade, lot_.name + ": " + std::string(subject), std::move(words), std::move(advice)});
    }

    Task<> walk() {
        auto url = cloud::parse_url(lot_.cloud.url);
        if (!url) co_return say(Grade::failed, "DNS", url.error().message, "correct \"url\" in the lot's file");
        url_ = std::move(*url);
        if (co_await look_up(url_.host) && co_await connect()) {
            if (!url_.tls()) {
                say(Grade::ok, "TLS", "is not used: " + url_.scheme + "://");
                reached_ = true;
                co_await read_clock(socket_);
            } else if (co_await secure()) {
                reached_ = true;
                co_await read_clock(*tls_);
            }
        }
        step_.clear();
    }

    Task<bool> look_up(std::string const& host) {
        boost::system::error_code no_address;
        asio::ip::make_address(host, no_address);
        if (!no_address) co_return true;
        step_ = "DNS";
        auto const begin = Clock::now();
        auto const found = co_await lookup_.find(host, url_.port);
        if (found.error) {
            say(Grade::failed, "DNS", "looking up " + host + ": " + found.error.message(),
                "is the network up, the name right, and a name server set? Try: nslookup " + host);
            co_return false;
        }
        std::string addresses;
        for (auto const& entry : found.results)
            addresses += (addresses.empty() ? "" : ", ") + entry.endpoint().address().to_string();
        say(Grade::ok, "DNS", fmt::format("{} is {} (told in {} ms)", host, addresses, milliseconds_since(begin)));
        co_return true;
    }

    Task<bool> connect() {
        step_ = "connection";
        auto const begin = Clock::now();
        auto const words = co_await cloud::connect_tcp(socket_, lookup_, url_);
        if (words.empty())
            say(Grade::ok, "connection",
                fmt::format("{} answers in {} ms", url_.authority(), milliseconds_since(begin)));
        else
            say(Grade::failed, "connection", words,
                "is the cloud up, its port right, and does no firewall stand between? Ask the platform, and whoever "
                "looks "
                "after the network, to let this computer reach " +
                    url_.authority());
        co_return words.empty();
    }

    Task<bool> secure() {
        step_ = "TLS";
        context_ = cloud::make_tls_context(lot_.cloud.tls);
        if (!*context_) {
            say(Grade::failed, "TLS", context_->error().message,
                "correct \"tls\" in the lot's file, or the file it names");
            co_return false;
        }
        if (auto const* own = SSL_CTX_get0_certificate((*context_)->native_handle()))
            report_certificate("the client certificate ", *own, "have the platform issue a new one");
        tls_.emplace(socket_, **context_);
        auto* const session = tls_->native_handle();
        if (auto const expected = net::expect_host(*session, url_.host); !expected) {
            say(Grade::failed, "TLS", expected.error().message, "correct \"url\" in the lot's file");
            co_return false;
        }
        auto const [error] = co_await tls_->async_handshake(asio::ssl::stream_base::client, as_result);
        if (error) {
            auto const verdict = SSL_get_verify_result(session);
            auto const words = verdict == X509_V_OK ? error.message() : X509_verify_cert_error_string(verdict);
            say(Grade::failed, "TLS", url_.authority() + ": " + words, advice_on_verdict(verdict));
            co_return false;
        }
        say(Grade::ok, "TLS", std::string(SSL_get_version(session)) + ", " + chain_text(session));
        if (auto const* certificate = SSL_get0_peer_certificate(session))
            report_certificate("the cloud's certificate ", *certificate,
                               "have the platform renew it in time: once it has ended, nothing goes out");
        co_return true;
    }

    void report_certificate(std::string what, X509 const& certificate, std::string advice) {
        auto const days = days_left(certificate);
        what += "ends on " + end_text(certificate);
        if (days < 0) return say(Grade::failed, "TLS", what + ", which is over", std::move(advice));
        if (days < 30) return say(Grade::note, "TLS", fmt::format("{}, in {} days", what, days), std::move(advice));
        say(Grade::ok, "TLS", fmt::format("{}, in {} days", what, days));
    }

    template <class Stream>
    Task<> read_clock(Stream& stream) {
        step_ = "clock";
        auto const path = url_.path.empty() ? "/" : url_.path;
        auto const request =
            "HEAD " + path + " HTTP/1.1\r\nHost: " + url_.authority() + "\r\nConnection: close\r\n\r\n";
        auto const [unsent, bytes] = co_await asio::async_write(stream, asio::buffer(request), as_result);
        std::string body, date;
        cloud::HttpReplyParser parser(body, date);
        parser.skip(true);  // an answer to HEAD has no body
        boost::system::error_code error = unsent;
        boost::beast::flat_buffer in;
        while (!error && !parser.is_header_done()) {
            auto const [ended, size] = co_await stream.async_read_some(in.prepare(4096), as_result);
            in.commit(size);
            error = ended;
            if (error) break;
            in.consume(parser.put(in.data(), error));
            if (error == boost::beast::http::error::need_more) error = {};
        }
        auto const now = std::chrono::system_clock::now();
        auto const told = net::parse_http_date(date);
        if (!told)
            co_return say(Grade::note, "clock",
                          "the cloud does not tell its time" + (error ? ": " + error.message() : ""),
                          "compare this computer's clock with another one");
        report_(clock_finding(*told, now));
    }

    app::CheckFinding clock_finding(std::chrono::sys_seconds told, std::chrono::system_clock::time_point now) const {
        // It tells whole seconds: the middle of its second is the best guess.
        using Milliseconds = std::chrono::milliseconds;
        auto const offset = std::chrono::floor<Milliseconds>(told + Milliseconds(500) - now);
        auto finding = app::check_clock(offset);
        finding.subject = lot_.name + ": " + finding.subject;
        finding.words += ", by its HTTP Date";
        return finding;
    }

    config::LotSettings const& lot_;
    app::Report const& report_;
    asio::io_context io_{1};
    cloud::TcpSocket socket_{io_};
    cloud::NameLookup lookup_{io_};
    cloud::Url url_;
    std::string step_;  // that is under way
    bool reached_ = false;
    std::optional<Result<asio::ssl::context>> context_;
    std::optional<asio::ssl::stream<cloud::TcpSocket&>> tls_;
};

}  // namespace

bool examine_way(config::LotSettings const& lot, app::Report const& report) { return Way(lot, report).run(); }

}  // namespace lotbridge::support
