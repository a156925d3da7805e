#include "gateway.hpp"

#include <lotbridge/adapter/picture.hpp>
#include <lotbridge/adapter/reading.hpp>
#include <lotbridge/net/url.hpp>

#include <algorithm>
#include <thread>

namespace lotbridge::ake {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr auto first_pause = 200ms;
constexpr auto longest_connect = 3000ms;

// The gateway answers so for routes that are there.
bool stumbles(int status) { return status == 404 || status == 429 || status >= 500; }

net::HttpLimits within(milliseconds limit, std::size_t body) {
    auto const whole = std::max(limit, 1ms);
    return {.connect = std::min(longest_connect, whole), .whole = whole, .body = body};
}

Sent failed(Sent::Kind kind, bool passing, std::string words) {
    return {.kind = kind,
            .reply = {},
            .error = {passing ? Errc::retry : Errc::rejected, std::move(words)},
            .passing = passing};
}

}  // namespace

Result<Gateway> Gateway::open(net::Network& network, GatewayOptions options) {
    LOTBRIDGE_TRY(auto const url, net::parse_url(options.url));
    if (url.scheme == "tcp" || !(url.path.empty() || url.path == "/"))
        return fail(Errc::rejected, "settings /url: not http(s)://host[:port] without a path");
    options.url = url.scheme + "://" + url.authority();
    LOTBRIDGE_TRY(auto client, net::HttpClient::open(network, {.ca_file = options.ca_file, .limits = {}}));
    return Gateway(std::move(client), std::move(options));
}

Sent Gateway::once(std::string_view cmd, std::string const& body, milliseconds limit) {
    constexpr std::size_t most = 16u << 20;  // a thousand rows
    auto const stamp = compact(now());
    auto const what = std::string(cmd);
    net::HttpCall call;
    call.method = "POST";
    call.url = options_.url + "/openydt/api/v3/" + what + "?sign=" + signature(options_.key, stamp, body);
    call.headers = {{"Authorization", authorization(options_.key, stamp)},
                    {"Content-Type", "application/json;charset=utf-8"},
                    {"Accept", "application/json"}};
    call.body = body;
    auto outcome = client_.send(call, within(limit, most));
    if (outcome.kind == net::HttpOutcome::Kind::unsent)
        return failed(Sent::Kind::unsent, true, what + ": " + outcome.error.message);
    if (outcome.kind == net::HttpOutcome::Kind::lost)
        return failed(Sent::Kind::unknown, true, what + ": " + outcome.error.message);
    auto const& http = outcome.reply;
    if (auto const date = net::parse_http_date(net::find_header(http.headers, "Date")))
        skew_ = *date - std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    // Told by its body, because the status alone may be the gateway's and not the platform's.
    auto reply = read_reply(http.body);
    if (!reply) {
        auto const passing = stumbles(http.status) || http.status == 200;
        return failed(Sent::Kind::unknown, passing,
                      what + ": HTTP " + std::to_string(http.status) + " without an answer of the platform");
    }
    if (reply->ok()) return {.kind = Sent::Kind::done, .reply = std::move(*reply), .error = {}, .passing = false};
    auto error = error_of(cmd, *reply);
    bool const passing = error.code == Errc::retry;
    bool const unclear = reply->status == system_error;
    return {unclear ? Sent::Kind::unknown : Sent::Kind::refused, std::move(*reply), std::move(error), passing};
}

Result<Reply> Gateway::ask(std::string_view cmd, std::string const& body, milliseconds limit) {
    auto const end = steady_clock::now() + limit;
    for (auto pause = first_pause;; pause *= 2) {
        auto const left = std::chrono::duration_cast<milliseconds>(end - steady_clock::now());
        auto sent = once(cmd, body, left);
        if (sent.kind == Sent::Kind::done) return std::move(sent.reply);
        if (!sent.passing || steady_clock::now() + pause >= end) return fail(std::move(sent.error));
        std::this_thread::sleep_for(pause);
    }
}

Result<std::string> Gateway::fetch(std::string const& url, milliseconds limit) const {
    auto outcome =
        client_.send({.method = "GET", .url = url, .headers = {}, .body = {}}, within(limit, largest_picture));
    LOTBRIDGE_TRY(auto reply, std::move(outcome).answer());
    if (reply.status != 200) return fail(Errc::retry, "HTTP " + std::to_string(reply.status));
    return std::move(reply.body);
}

}  // namespace lotbridge::ake
