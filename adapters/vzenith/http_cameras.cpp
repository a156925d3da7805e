#include "http_cameras.hpp"

#include <lotbridge/crypto/bytes.hpp>
#include <lotbridge/text/encoding.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace lotbridge::vzenith {
namespace {

using namespace std::chrono_literals;

constexpr auto silent_after = 90s;  // three heartbeats of a camera that nobody checks

void put(JsonWriter& json, PulseOrder const& pulse) {
    json.object("ivs_ioctrl").member("delay", std::int64_t{pulse.length.count()}).member("io", pulse.output);
    json.member("value", 2).end();
}
void put(JsonWriter& json, VoiceOrder const& voice) {
    auto const words = from_utf8(voice.words, Encoding::gb18030).value_or(std::string());
    json.object("playserver_json_request").member("type", "ps_voice_play").member("voice", crypto::to_base64(words));
    json.member("voice_interval", 0).member("voice_volume", 100).member("voice_male", 1).end();
}
void put(JsonWriter& json, ScreenOrder const& screen) {
    json.list("serialData").object().member("serialChannel", screen.channel);
    json.member("data", crypto::to_base64(screen.bytes))
        .member("dataLen", static_cast<std::int64_t>(screen.bytes.size()));
    json.end().end();
}
void put(JsonWriter& json, ListOrder const& list) {
    json.object("white_list_operate").member("operate_type", list.remove ? 1 : 0).list("white_list_data").object();
    json.member("plate", list.plate);
    if (!list.remove) {
        json.member("enable", 1).member("need_alarm", list.alarm ? 1 : 0);
        json.member("enable_time", list.from.text()).member("overdue_time", list.until.text());
    }
    json.end().end().end();
}

}  // namespace

HttpCamera::HttpCamera(Lane lane, std::size_t number, std::chrono::minutes utc_offset, Report report)
    : Camera(std::move(lane)), number_(number), utc_offset_(utc_offset), report_(std::move(report)) {}

Result<> HttpCamera::carry_out(Order const& order, std::chrono::milliseconds limit) {
    std::unique_lock lock(mutex_);
    auto const number = ++last_number_;
    waiting_.push_back({order, number});
    auto const mine = [number](Waiting const& waiting) { return waiting.number == number; };
    auto const gone = [&] { return std::ranges::find_if(waiting_, mine) == waiting_.end(); };
    if (fetched_.wait_for(lock, limit, gone)) return {};
    std::erase_if(waiting_, mine);
    return fail(Errc::retry, what_of(lane()) + " did not call within " + std::to_string(limit.count()) +
                                 " ms; the order was withdrawn");
}

Result<bool> HttpCamera::input(int number, std::chrono::milliseconds) {
    auto const open = limit_switch().open();
    if (number == lane().opened_input && open) return *open;
    return fail(Errc::retry, what_of(lane()) + " has not told its input yet");
}

void HttpCamera::tend(std::optional<std::int64_t>) {
    std::unique_lock lock(mutex_);
    bool const up = last_call_ != Clock::time_point() && Clock::now() - last_call_ < silent_after;
    lock.unlock();
    if (up == told_up_) return;
    if (report_({number_, Link{up, up ? "" : "it has not called for 90 s"}})) told_up_ = up;
}

void HttpCamera::take(JsonValue const& body, net::Answer answer) {
    {
        std::lock_guard const lock(mutex_);
        last_call_ = Clock::now();
    }
    if (body["AlarmInfoPlate"].is_object()) return take_plate(body["AlarmInfoPlate"], std::move(answer));
    if (body["AlarmGioIn"].is_object()) take_input(body["AlarmGioIn"]["result"]["TriggerResult"]);
    answer.send(200, reply({}, nullptr));
}

void HttpCamera::take_plate(JsonValue const& alarm, net::Answer answer) {
    auto seen = read_push(alarm, utc_offset_, lane().plate_key);
    // It would be sent again and again.
    if (!seen) return answer.send(200, reply({}, nullptr));
    auto const echo = std::make_shared<Recognition>(*seen);
    auto const settle = [this, echo, answer](Verdict const& verdict) { answer.send(200, reply(verdict, echo.get())); };
    report_({number_, Seen{std::move(*seen), settle}});  // dropped, it is answered "come again"
}

void HttpCamera::take_input(JsonValue const& trigger) {
    Edge const edge{static_cast<int>(trigger["source"].integer_or(-1)), trigger["value"].integer_or(0) == 1};
    if (edge.input == lane().opened_input) limit_switch().tell(edge.high);
    report_({number_, edge});
}

void HttpCamera::put_orders(JsonWriter& json, std::vector<Order> const& own) {
    std::array<bool, std::variant_size_v<Order>> used{};  // an answer takes one order of each kind
    auto const put_one = [&](Order const& order) {
        if (std::exchange(used[order.index()], true)) return false;
        std::visit([&](auto const& kind) { put(json, kind); }, order);
        return true;
    };
    for (auto const& order : own) put_one(order);
    std::lock_guard const lock(mutex_);
    if (std::erase_if(waiting_, [&](Waiting const& waiting) { return put_one(waiting.order); }) > 0)
        fetched_.notify_all();
}

std::string HttpCamera::reply(Verdict const& verdict, Recognition const* seen) {
    JsonWriter json;
    json.object().object("Response_AlarmInfoPlate").member("info", verdict.open ? "ok" : "no");
    if (verdict.open) json.member("channelNum", lane().output).member("delay", std::int64_t{lane().pulse.count()});
    if (seen) {
        json.member("content", "retransfer_stop").member("plateid", seen->id);
        if (seen->replayed) json.object("ContinuePushOffline").member("plateid", seen->id).member("continue", 1).end();
    }
    put_orders(json, verdict.orders);
    return json.end().end().text();
}

// ---- the listener

Result<std::unique_ptr<HttpCameras>> HttpCameras::open(net::Network& network, net::HttpListenerOptions const& options,
                                                       std::vector<HttpCamera*> cameras, Warn warn) {
    auto all = std::make_unique<HttpCameras>();
    for (auto* camera : cameras) all->by_serial_.emplace(camera->lane().serialno, camera);
    all->warn_ = std::move(warn);
    auto const take = [self = all.get()](net::HttpRequest const& request, net::Answer const& answer) {
        self->take(request, answer);
    };
    LOTBRIDGE_TRY(all->listener_, net::HttpListener::open(network, options, take));
    return all;
}

// A push names its camera in its only member, a sign of life in a form.
void HttpCameras::take(net::HttpRequest const& request, net::Answer const& answer) {
    auto const text = to_utf8_of_either(request.body);
    auto const json = text ? JsonValue::parse(*text) : fail(text.error());
    auto serialno = json ? std::string() : form_field(request.body, "serialno");
    for (auto const* root : {"AlarmInfoPlate", "AlarmGioIn", "SerialData", "TriggerImage"})
        if (json && (*json)[root]) serialno = (*json)[root]["serialno"].text();
    auto const found = by_serial_.find(serialno);
    if (found != by_serial_.end()) return found->second->take(json.value_or(JsonValue()), answer);
    if (strangers_.first(serialno))
        warn_("a camera that no lane names called from " + request.peer + ", serialno \"" + serialno + "\"");
    answer.send(403, "{}");
}

}  // namespace lotbridge::vzenith
