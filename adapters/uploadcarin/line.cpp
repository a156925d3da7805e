#include "line.hpp"

#include "said.hpp"

#include <lotbridge/crypto/bytes.hpp>

namespace lotbridge::uploadcarin {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t longest_message = 12 * 1024 * 1024;  // a picture of 8 MiB in Base64
constexpr auto skew_to_warn = 30s;

std::string refusal(std::string const& service, std::string_view words) {
    return JsonWriter()
        .object()
        .member("service", service)
        .member("result_code", 1)
        .member("message", words)
        .end()
        .text();
}

}  // namespace

Result<std::unique_ptr<Line>> Line::open(net::Network& network, LineOptions options, Hear hear, Warn warn) {
    std::unique_ptr<Line> line(new Line(std::move(options), std::move(hear), std::move(warn)));
    auto* const self = line.get();
    net::TcpEvents events;
    events.message = [self](net::Connection const& connection, std::string const& text) {
        self->take(connection, text);
    };
    events.closed = [self](net::Connection const& connection, std::string const&) {
        std::lock_guard const lock(self->mutex_);
        self->known_.erase(connection.id());
        if (self->lot_ && self->lot_->id() == connection.id()) self->lot_.reset();
    };
    net::TcpServerOptions server;
    server.listen = self->options_.listen;
    auto const framer = [] { return std::make_unique<net::JsonFramer>(longest_message); };
    LOTBRIDGE_TRY(self->server_, net::TcpServer::open(network, server, framer, std::move(events)));
    return line;
}

void Line::take(net::Connection const& connection, std::string const& text) {
    auto const json = read_object(text);
    if (!json) {
        warn_(connection.peer() + " sent a message that is no JSON: " + json.error().message);
        if (!knows(connection)) return connection.close();
        return (void)connection.send(refusal("", "unreadable"));
    }
    auto const service = (*json)["service"].text();
    if (service == "checkKey") return take_key(connection, *json);
    if (!knows(connection)) return (void)connection.send(refusal(service, "checkKey comes first"));
    if ((*json)["result_code"]) return take_answer(*json);
    if (service == "heartbeat") return take_life(connection, *json);
    hear_(connection, *json);
}

void Line::take_key(net::Connection const& connection, JsonValue const& json) {
    bool const right =
        json["parkid"].text() == options_.parkid && crypto::same_bytes(json["parkkey"].text(), options_.parkkey);
    if (!right) {
        warn_(connection.peer() + " has another parkid or parkkey than the settings, and is not heard");
        (void)connection.send(refusal("checkKey", "parkid or parkkey is wrong"));
        return connection.close();
    }
    {
        std::lock_guard const lock(mutex_);
        known_.insert(connection.id());
        lot_ = connection;
    }
    (void)connection.send(answer_to({.service = "checkKey"}, true));
}

void Line::take_life(net::Connection const& connection, JsonValue const& json) {
    (void)connection.send(answer_to({.service = "heartbeat"}, true));
    auto const theirs = LocalTime::parse(json["time"].text());
    if (!theirs || theirs->empty()) return;
    auto const now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    auto const skew = theirs->at() - LocalTime::from_utc(now, options_.utc_offset).at();
    bool const wrong = skew > skew_to_warn || skew < -skew_to_warn;
    if (wrong && !warned_of_clock_)
        warn_("the lot's clock is off by " + std::to_string(skew.count()) + " s; its times are reported as they are");
    warned_of_clock_ = wrong;
}

void Line::take_answer(JsonValue const& json) {
    auto number = json["uuid"] ? json["uuid"].text() : json["requestId"].text();
    if (number.empty()) {
        std::lock_guard const lock(mutex_);
        if (!asked_ || asked_->service != json["service"].text()) return;
        auto const about = json["order_id"].text();
        if (!about.empty() && about != asked_->subject) return;  // of a question that nobody waits for any more
        number = asked_->number;
    }
    replies_.arrived(number, json);
}

bool Line::knows(net::Connection const& connection) const {
    std::lock_guard const lock(mutex_);
    return known_.contains(connection.id());
}

bool Line::connected() const {
    std::lock_guard const lock(mutex_);
    return lot_.has_value();
}

Result<JsonValue> Line::ask(std::string_view service, std::string const& subject,
                            std::function<void(JsonWriter&)> const& members, std::chrono::milliseconds limit) {
    std::optional<net::Connection> lot;
    auto const number = run_ + "-" + std::to_string(++number_);
    {
        std::lock_guard const lock(mutex_);
        if (!lot_) return fail(Errc::retry, "the lot's software is not connected");
        lot = lot_;
        asked_ = {number, std::string(service), subject};
    }
    JsonWriter json;
    // Newer versions repeat the one, older ones the other.
    json.object().member("service", service).member("uuid", number).member("requestId", number);
    json.member("parkid", options_.parkid);
    members(json);
    json.end();
    auto const answer = replies_.ask(
        number, [&] { return lot->send(json.text()); }, limit, "the lot's software");
    {
        std::lock_guard const lock(mutex_);
        asked_.reset();
    }
    LOTBRIDGE_CHECK(answer);
    auto const code = (*answer)["result_code"].integer_or(-1);
    if (code == 0) return *answer;
    return fail(Errc::rejected, "the lot's software answered " + std::to_string(code) + " to " + std::string(service) +
                                    ": " + (*answer)["message"].text());
}

}  // namespace lotbridge::uploadcarin
