#include "push_camera.hpp"

#include <lotbridge/crypto/bytes.hpp>
#include <lotbridge/text/encoding.hpp>

#include <utility>

namespace lotbridge::lotsim::vzenith {
namespace {

constexpr int tries = 5;  // the first, and four resends

std::string spoken(std::string const& base64) {
    return to_utf8(crypto::from_base64(base64).value_or(""), Encoding::gb18030).value_or("?");
}

}  // namespace

std::string PushCamera::body(Shot const& shot, bool offline) const {
    auto const text = shot.time.text();
    auto const part = [&](std::size_t at, std::size_t size) { return std::stoll(text.substr(at, size)); };
    JsonWriter json;
    json.object().object("AlarmInfoPlate").member("channel", 0).member("deviceName", "IVS");
    json.member("serialno", state_.options().serialno).object("result").object("PlateResult");
    json.member("license", shot.plate.empty() ? std::string("_无_") : shot.plate);
    json.member("colorType", shot.plate.empty() ? 0 : 5).member("type", shot.plate.empty() ? 31 : 19);
    json.member("plateid", shot.id).member("isoffline", offline ? 1 : 0).member("triggerType", shot.trigger);
    json.member("imageFile", crypto::to_base64(shot.picture))
        .member("imageFileLen", static_cast<std::int64_t>(shot.picture.size()));
    json.member("imageFragmentFile", crypto::to_base64(shot.cutting));
    json.object("timeStamp")
        .object("Timeval")
        .member("sec", std::int64_t{shot.time.to_utc(lot_offset).time_since_epoch().count()});
    json.member("decyear", std::int64_t{part(0, 4)})
        .member("decmon", std::int64_t{part(5, 2)})
        .member("decday", std::int64_t{part(8, 2)});
    json.member("dechour", std::int64_t{part(11, 2)})
        .member("decmin", std::int64_t{part(14, 2)})
        .member("decsec", std::int64_t{part(17, 2)});
    return json.end().end().end().end().end().end().text();
}

bool PushCamera::push(std::string const& body) {
    auto outcome =
        client_.send({.method = "POST", .url = url_, .headers = {{"Content-Type", "application/json"}}, .body = body});
    if (outcome.kind != net::HttpOutcome::Kind::answered || outcome.reply.status != 200) return false;
    last_answer_ = outcome.reply.body;
    auto const answer = JsonValue::parse(last_answer_);
    if (answer) obey((*answer)["Response_AlarmInfoPlate"]);
    return true;
}

void PushCamera::obey(JsonValue const& answer) {
    bool const pulsed = answer["info"].text() == "ok" || answer["ivs_ioctrl"]["value"].integer_or(0) == 2;
    if (auto const voice = answer["playserver_json_request"]) state_.say(spoken(voice["voice"].text()));
    for (auto const& serial : answer["serialData"].items()) state_.say(spoken(serial["data"].text()));
    auto const lists = answer["white_list_operate"];
    for (auto const& row : lists["white_list_data"].items())
        state_.list(row["plate"].text(), lists["operate_type"].integer_or(0) == 1);
    if (pulsed && state_.pulse()) move_barrier(true);
}

bool PushCamera::see(std::string plate, std::size_t picture_size, int trigger) {
    last_shot_ = state_.shoot(std::move(plate), picture_size, trigger);
    last_ = body(last_shot_, false);
    for (int i = 0; i < tries; ++i)
        if (push(last_)) return true;
    kept_.push_back(last_shot_);
    return false;
}

bool PushCamera::repeat(int times) {
    bool taken = true;
    for (int i = 0; i < times; ++i) taken = push(last_) && taken;
    return taken;
}

Shot PushCamera::see_offline(std::string plate, std::size_t picture_size) {
    kept_.push_back(state_.shoot(std::move(plate), picture_size));
    return kept_.back();
}

std::size_t PushCamera::replay(std::function<void(std::deque<Shot>&)> const& shuffle) {
    shuffle(kept_);
    std::size_t taken = 0;
    for (auto const& shot : std::exchange(kept_, {})) {
        if (push(body(shot, true)))
            ++taken;
        else
            kept_.push_back(shot);
    }
    return taken;
}

bool PushCamera::call() {
    std::string const form =
        "--b\r\nContent-Disposition: form-data; name=\"device_name\"\r\n\r\nIVS\r\n--b\r\n"
        "Content-Disposition: form-data; name=\"serialno\"\r\n\r\n" +
        state_.options().serialno + "\r\n--b--\r\n";
    auto outcome = client_.send({.method = "POST",
                                 .url = url_,
                                 .headers = {{"Content-Type", "multipart/form-data; boundary=b"}},
                                 .body = form});
    if (outcome.kind != net::HttpOutcome::Kind::answered || outcome.reply.status != 200) return false;
    auto const answer = JsonValue::parse(outcome.reply.body);
    if (answer) obey((*answer)["Response_AlarmInfoPlate"]);
    return true;
}

bool PushCamera::move_barrier(bool up) {
    state_.open = up;
    JsonWriter json;
    json.object()
        .object("AlarmGioIn")
        .member("serialno", state_.options().serialno)
        .object("result")
        .object("TriggerResult");
    json.member("source", state_.options().opened_input).member("value", up ? 1 : 0).end().end().end().end();
    return push(json.text());
}

}  // namespace lotbridge::lotsim::vzenith
