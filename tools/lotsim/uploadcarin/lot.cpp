#include "lotsim/uploadcarin/lot.hpp"

#include <algorithm>
#include <utility>

namespace lotbridge::lotsim::uploadcarin {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr std::size_t at_once = 5;  // messages that may wait for their answers
constexpr auto life_every = 5s;

}  // namespace

Result<std::unique_ptr<Lot>> Lot::open(net::Network& network, LotOptions options, Answer answer) {
    std::unique_ptr<Lot> lot(new Lot(std::move(options), std::move(answer)));
    auto* const self = lot.get();
    net::TcpEvents events;
    events.opened = [self](net::Connection const& connection) { self->inbox_.put({true, connection, {}}); };
    events.closed = [self](net::Connection const&, std::string const&) { self->inbox_.put({}); };
    events.message = [self](net::Connection const&, std::string const& text) {
        if (auto json = JsonValue::parse(text)) self->inbox_.put({true, {}, std::move(*json)});
    };
    net::TcpClientOptions client{.host = self->options_.host, .port = self->options_.port};
    client.first_pause = 100ms;
    client.last_pause = 500ms;
    auto const framer = [] { return std::make_unique<net::JsonFramer>(); };
    LOTBRIDGE_TRY(self->client_, net::TcpClient::open(network, client, framer, std::move(events)));
    return lot;
}

void Lot::tell(std::string service, std::string id, std::string text) {
    waiting_.push_back({std::move(service), std::move(id), std::move(text)});
}

void Lot::tend(LocalTime now) {
    for (auto& event : inbox_.take(1000)) {
        if (event.message) {
            take(*event.message);
            continue;
        }
        connection_ = std::move(event.connection);
        accepted_ = false;
        for (auto& message : waiting_) message.sent = false;  // whatever was not answered is sent again
        if (!connection_) continue;
        next_drop_ = steady_clock::now() + options_.drop_every;
        JsonWriter json;
        json.object().member("service", "checkKey").member("parkid", options_.parkid);
        send(json.member("parkkey", options_.parkkey).end().text());
    }
    if (!connection_ || !accepted_) return;
    if (steady_clock::now() >= next_life_) {
        next_life_ = steady_clock::now() + life_every;
        JsonWriter json;
        json.object().member("service", "heartbeat").member("parkid", options_.parkid);
        send(json.member("time", now.text()).end().text() + "\r\n");
    }
    send_what_waits();
    if (options_.drop_every == 0ms || steady_clock::now() < next_drop_) return;
    // In the middle of a message, as a line breaks.
    if (!waiting_.empty()) send(waiting_.front().text.substr(0, waiting_.front().text.size() / 2));
    client_->redial();
    connection_.reset();
}

void Lot::take(JsonValue const& json) {
    if (json["result_code"]) return take_answer(json);
    auto const members = answer_(json);
    if (!members) return;
    JsonWriter answer;
    answer.object().member("service", json["service"].text()).member("result_code", 0).member("message", "success");
    // Older versions repeat no number.
    if (++answers_ % 2 == 0) answer.member("uuid", json["uuid"].text());
    (*members)(answer);
    send(answer.end().text());
}

void Lot::take_answer(JsonValue const& json) {
    auto const service = json["service"].text();
    bool const taken = json["result_code"].integer_or(1) == 0;
    if (service == "checkKey") accepted_ = taken;
    auto const id = json["order_id"] ? json["order_id"].text() : json["recordid"].text();
    auto const found =
        std::ranges::find_if(waiting_, [&](Message const& m) { return m.sent && m.service == service && m.id == id; });
    if (found == waiting_.end()) return;
    if (taken)
        waiting_.erase(found);
    else
        found->sent = false;
}

// Two in one packet at times, blanks between some.
void Lot::send_what_waits() {
    std::string bytes;
    auto const end = waiting_.begin() + static_cast<std::ptrdiff_t>(std::min(at_once, waiting_.size()));
    for (auto message = waiting_.begin(); message != end; ++message) {
        if (std::exchange(message->sent, true)) continue;
        bytes += message->text;
        if (chance_.odds(0.3)) bytes += std::string("\0\r\n", 3);
        if (chance_.odds(0.5)) send(std::exchange(bytes, {}));
    }
    if (!bytes.empty()) send(std::move(bytes));
}

// In pieces that are cut anywhere.
void Lot::send(std::string bytes) {
    while (connection_ && !bytes.empty()) {
        auto const size = 1 + chance_.below(chance_.odds(0.3) ? 40 : bytes.size());
        (void)connection_->send(bytes.substr(0, size));
        bytes.erase(0, size);
    }
}

}  // namespace lotbridge::lotsim::uploadcarin
