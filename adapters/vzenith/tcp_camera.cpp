#include "tcp_camera.hpp"

#include "packet.hpp"

#include <lotbridge/crypto/bytes.hpp>
#include <lotbridge/text/encoding.hpp>

#include <charconv>

namespace lotbridge::vzenith {
namespace {

using namespace std::chrono_literals;

constexpr auto answer_limit = 2s;
constexpr int offline_after = 20;  // seconds without a word of ours, after which the camera decides by itself
constexpr auto missing_for = 1s;   // a record that is on its way by itself is not fetched
constexpr int fetched_at_once = 10;
constexpr std::int64_t done = 200;

std::string in_gbk_base64(std::string_view words) {
    return crypto::to_base64(from_utf8(words, Encoding::gb18030).value_or(std::string()));
}

}  // namespace

TcpCamera::TcpCamera(Lane lane, std::size_t number, std::chrono::minutes utc_offset, Report report)
    : Camera(std::move(lane)), number_(number), utc_offset_(utc_offset), report_(std::move(report)) {}

Result<std::unique_ptr<TcpCamera>> TcpCamera::open(net::Network& network, Lane lane, std::size_t number,
                                                   std::chrono::minutes utc_offset, Report report) {
    std::unique_ptr<TcpCamera> camera(new TcpCamera(std::move(lane), number, utc_offset, std::move(report)));
    auto* const self = camera.get();
    net::TcpEvents events;
    events.opened = [self](net::Connection const& connection) {
        self->connection_ = connection.id();
        self->report_({self->number_, Opened{}});
    };
    events.message = [self](net::Connection const& connection, std::string const& whole) {
        self->take(connection, whole);
    };
    events.closed = [self](net::Connection const&, std::string const& why) {
        self->connection_ = 0;
        self->report_({self->number_, Link{false, why}});
    };
    events.unreachable = [self](std::string const& why) { self->report_({self->number_, Link{false, why}}); };
    net::TcpClientOptions options{.host = self->lane().host, .port = self->lane().port, .idle = 30s, .last_pause = 10s};
    auto const framer = [] { return std::make_unique<net::LengthFramer>(packet_form); };
    LOTBRIDGE_TRY(self->client_, net::TcpClient::open(network, options, framer, std::move(events)));
    return camera;
}

// ---- what the camera says

void TcpCamera::take(net::Connection const& connection, std::string const& whole) {
    if (kind_of(whole) != PacketKind::data) return;
    auto const data = data_of(whole);
    auto const packet = read_packet(data);
    if (!packet) return connection.close();  // what was lost with it is fetched by number
    auto const command = packet->json["cmd"].text(), id = packet->json["id"].text();
    if (command == "get_record" && replies_.arrived("record " + id, {packet->json, std::string(data)})) return;
    if (command == "ivs_result") return take_result(data, false);
    if (command == "gpio_trigger") return take_input(packet->json);
    if (command == "close_socket") return connection.close();
    replies_.arrived(id, {packet->json, {}});
}

// A result that cannot be read, or for which there is no room, is fetched by its number later.
void TcpCamera::take_result(std::string_view data, bool replayed) {
    auto seen = read_result(data, utc_offset_, lane().plate_key);
    if (!seen) return;
    seen->replayed = replayed;
    std::int64_t record = 0;
    std::from_chars(seen->id.data(), seen->id.data() + seen->id.size(), record);
    if (record > newest_) newest_ = record;
    auto const answer = [this](Verdict const& verdict) {
        if (verdict.open)
            (void)carry_out(PulseOrder{lane().output, lane().pulse}, std::chrono::milliseconds(answer_limit));
        for (auto const& order : verdict.orders) (void)carry_out(order, std::chrono::milliseconds(answer_limit));
    };
    report_({number_, Seen{std::move(*seen), answer}});
}

void TcpCamera::take_input(JsonValue const& json) {
    auto const source = json["body"] ? json["body"] : json;
    Edge const edge{static_cast<int>(source["gpio"].integer_or(-1)), source["value"].integer_or(0) == 1};
    if (edge.input == lane().opened_input) limit_switch().tell(edge.high);
    report_({number_, edge});
}

// ---- what it is asked

Result<> TcpCamera::send(std::string_view json) {
    LOTBRIDGE_TRY(auto const data, from_utf8(json, Encoding::gb18030));
    return client_->send(packet(PacketKind::data, data));
}

Result<JsonValue> TcpCamera::ask(std::string_view command, std::function<void(JsonWriter&)> const& members,
                                 std::chrono::milliseconds limit) {
    auto const id = "lb" + std::to_string(++next_id_);
    JsonWriter json;
    json.object().member("cmd", command).member("id", id);
    members(json);
    json.end();
    LOTBRIDGE_TRY(auto const answer, replies_.ask(
                                         id, [&] { return send(json.text()); }, limit, what_of(lane())));
    auto const code = answer.json["state_code"].integer_or(done);
    if (code == done) return answer.json;
    auto const words = answer.json["error_msg"].text();
    return fail(Errc::rejected, what_of(lane()) + " answered " + std::to_string(code) + " to " + std::string(command) +
                                    (words.empty() ? "" : ": " + words));
}

Result<> TcpCamera::carry_out(Order const& order, std::chrono::milliseconds limit) {
    if (connection_ == 0) return fail(Errc::retry, what_of(lane()) + " is not connected");
    if (auto const* pulse = std::get_if<PulseOrder>(&order)) {
        auto const members = [&](JsonWriter& json) {
            json.member("io", pulse->output).member("value", 2).member("delay", std::int64_t{pulse->length.count()});
        };
        LOTBRIDGE_TRY([[maybe_unused]] auto const moved, ask("ioctl_resp", members, limit));
        return {};
    }
    if (auto const* screen = std::get_if<ScreenOrder>(&order)) return send_words(*screen);
    if (auto const* voice = std::get_if<VoiceOrder>(&order)) {
        auto const members = [&](JsonWriter& json) {
            json.object("body").member("type", "ps_voice_play").member("voice", in_gbk_base64(voice->words));
            json.member("voice_interval", 0).member("voice_volume", 100).member("voice_male", 1).end();
        };
        LOTBRIDGE_TRY([[maybe_unused]] auto const said, ask("playserver_json_request", members, limit));
        return {};
    }
    auto const& list = std::get<ListOrder>(order);
    auto const members = [&](JsonWriter& json) {
        json.member("operator_type", list.remove ? "delete" : "update_or_add").member("plate", list.plate);
        if (list.remove) return;
        json.object("dldb_rec")
            .member("plate", list.plate)
            .member("enable", 1)
            .member("need_alarm", list.alarm ? 1 : 0);
        json.member("enable_time", list.from.text()).member("overdue_time", list.until.text()).end();
    };
    LOTBRIDGE_TRY([[maybe_unused]] auto const listed, ask("white_list_operator", members, limit));
    return {};
}

// The camera answers this with nothing.
Result<> TcpCamera::send_words(ScreenOrder const& order) {
    JsonWriter json;
    json.object().member("cmd", "ttransmission").member("id", "screen").member("subcmd", "send");
    json.member("comm", order.channel == 0 ? "rs485-1" : "rs485-2").member("data", crypto::to_base64(order.bytes));
    json.member("datalen", static_cast<std::int64_t>(order.bytes.size())).end();
    return send(json.text());
}

Result<bool> TcpCamera::input(int number, std::chrono::milliseconds limit) {
    if (connection_ == 0) return fail(Errc::retry, what_of(lane()) + " is not connected");
    LOTBRIDGE_TRY(auto const answer,
                  ask(
                      "get_gpio_value", [&](JsonWriter& json) { json.member("gpio", number); }, limit));
    auto const value = answer["value"] ? answer["value"].integer() : answer["body"]["value"].integer();
    if (!value) return fail(Errc::rejected, what_of(lane()) + " did not say what its input is");
    return *value == 1;
}

// ---- what is due

void TcpCamera::tend(std::optional<std::int64_t> stored) {
    auto const connection = connection_.load();
    if (connection == 0) return;
    if (session_of_ != connection) {
        if (!sessions_.due()) return;
        sessions_.done();
        if (auto const begun = begin_session(); !begun) {
            report_({number_, Link{false, begun.error().message}});
            return client_->redial();
        }
        session_of_ = connection;
        report_({number_, Link{true, {}}});
    }
    show_life();
    if (begins_here(stored))
        tell_beginning(stored);
    else
        fetch_missing(*stored);
}

// Met for the first time, or its memory was lost: what it has from before is not ours.
bool TcpCamera::begins_here(std::optional<std::int64_t> stored) const { return !stored || *stored > newest_; }

void TcpCamera::tell_beginning(std::optional<std::int64_t> stored) {
    if (!telling_.due()) return;
    telling_.done();  // again, if it could not be stored
    report_({number_, Records{stored ? newest_.load() : first_newest_.value_or(0), stored.has_value()}});
}

Result<> TcpCamera::begin_session() {
    auto const nothing = [](JsonWriter&) {};
    LOTBRIDGE_TRY(auto const identity, ask("getsn", nothing, answer_limit));
    auto const serialno = identity["value"].text();
    if (serialno != lane().serialno && serialno != "unknown")
        return fail(Errc::rejected, what_of(lane()) + ": at " + lane().host + " is camera " + serialno);
    LOTBRIDGE_CHECK(set_clock());
    LOTBRIDGE_TRY(auto const records, ask("get_max_rec_id", nothing, answer_limit));
    auto const newest = records["max_id"] ? records["max_id"].integer_or(0) : records["body"]["max_id"].integer_or(0);
    newest_ = newest;
    if (!first_newest_) first_newest_ = newest;
    asked_to_ = 0;
    if (lane().screen) {
        auto const init = [&](JsonWriter& json) {
            json.member("subcmd", "init").member("comm", lane().screen->channel == 0 ? "rs485-1" : "rs485-2");
        };
        LOTBRIDGE_TRY([[maybe_unused]] auto const ready, ask("ttransmission", init, answer_limit));
    }
    auto const enable = [](JsonWriter& json) {
        json.member("enable", true).member("format", "json").member("image", true).member("image_type", 2);
    };
    LOTBRIDGE_TRY([[maybe_unused]] auto const enabled, ask("ivsresult", enable, answer_limit));
    auto const check = [](JsonWriter& json) { json.member("interval", offline_after); };
    LOTBRIDGE_TRY([[maybe_unused]] auto const checked, ask("reg_offline_check", check, answer_limit));
    if (lane().opened_input >= 0) {
        LOTBRIDGE_TRY(auto const open, input(lane().opened_input, answer_limit));
        limit_switch().tell(open);
    }
    return {};
}

// The camera's clock dates everything.
Result<> TcpCamera::set_clock() {
    LOTBRIDGE_TRY(auto const answer, ask(
                                         "get_device_timestamp", [](JsonWriter&) {}, answer_limit));
    auto const now = LocalTime::now(utc_offset_);
    auto const theirs = LocalTime::parse(answer["timestring"].text());
    auto const apart = theirs && !theirs->empty() ? theirs->at() - now.at() : 24h;
    if (apart >= -2s && apart <= 2s) return {};
    auto const set = [&](JsonWriter& json) { json.member("timestring", now.text()); };
    LOTBRIDGE_TRY([[maybe_unused]] auto const taken, ask("set_time", set, answer_limit));
    return {};
}

void TcpCamera::show_life() {
    if (!life_.due()) return;
    life_.done();
    (void)client_->send(packet(PacketKind::heartbeat, ""));
    (void)send(JsonWriter().object().member("cmd", "response_online").member("id", "online").end().text());
}

// Between what is on disk and what the camera has, as long as something is missing there.
void TcpCamera::fetch_missing(std::int64_t stored) {
    auto const now = Clock::now();
    if (stored >= newest_) {
        missing_since_ = {};
        return;
    }
    if (missing_since_ == Clock::time_point()) missing_since_ = now;
    if (now - missing_since_ < missing_for) return;
    if (asked_to_ < stored || now - asked_since_ > 10s) asked_to_ = stored;  // what was fetched was not stored
    for (int i = 0; i < fetched_at_once && asked_to_ < newest_ && connection_ == session_of_; ++i) {
        fetch(++asked_to_);
        asked_since_ = now;
    }
}

void TcpCamera::fetch(std::int64_t record) {
    auto const id = std::to_string(record);
    JsonWriter json;
    json.object().member("cmd", "get_record").member("id", id).member("format", "json").member("image", true).end();
    auto const answer = replies_.ask(
        "record " + id, [&] { return send(json.text()); }, answer_limit, what_of(lane()));
    if (!answer) return client_->redial();
    if (answer->json["state_code"].integer_or(done) == done) return take_result(answer->data, true);
    Recognition lost{.id = id, .plate = {}, .color = {}, .time = {}, .picture = {}, .cutting = {}};
    lost.lost = true;
    report_({number_, Seen{std::move(lost), [](Verdict const&) {}}});
}

}  // namespace lotbridge::vzenith
