#include "relay/letters.hpp"

#include "base/json.hpp"

#include <lotbridge/schema/body.hpp>
#include <lotbridge/schema/scalars.hpp>

#include <algorithm>
#include <array>

namespace lotbridge::relay {
namespace {

// A message belongs to its parking record; others to the thing they tell about, so that two reports about one card or
// one channel keep their order. Those about nothing in particular are unordered.
std::string record_of(schema::Interface const& interface, schema::Body const& body) {
    if (auto const record = body.text("recordCode"); !record.empty()) return std::string(record);
    if (interface.queueing == schema::Queueing::newest) return std::string(interface.id);
    static constexpr std::array<std::string_view, 5> names{"msRecordId", "equipmentCode", "channelId", "pcName",
                                                           "productId"};
    for (auto const name : names)
        if (auto const value = body.text(name); !value.empty())
            return std::string(interface.id).append(1, '/').append(value);
    return {};
}

// recordCode is the only identity of a stay: it enters once and leaves once, whatever the adapter's key says.
std::string key_of(schema::Interface const& interface, schema::Body const& body, plugin::Message const& message,
                   std::string const& normalised) {
    if (interface.id == "vehicle_entry" || interface.id == "vehicle_exit" || interface.id == "supplementary_bill")
        return "once";
    if (interface.id == "image_upload")
        return std::string(body.text("imageCode")).append(1, '/').append(body.text("imageType"));
    if (!message.key.empty()) return message.key;
    return interface.id == "vehicle_correction" ? normalised : std::string();
}

WallTime occurred(schema::Interface const& interface, schema::Body const& body, config::LotSettings const& lot,
                  WallTime captured) {
    if (interface.id == "vehicle_correction") return captured;  // its inTime is the stay's
    static constexpr std::array<std::string_view, 5> names{"outTime", "inTime", "operateTime", "createTime",
                                                           "operatorTime"};
    for (auto const name : names)
        if (auto const time = LocalTime::parse(body.text(name)); time && !time->empty())
            return time->to_utc(lot.utc_offset);
    return captured;
}

// Of a body that need not be what it should.
std::string record_code_in(std::string const& body) {
    rapidjson::Document document;
    return base::json::read_object(document, body) ? base::json::text(document, "recordCode") : std::string();
}

store::NewQuarantine refuse(plugin::Message const& message, std::string why) {
    return {.topic = message.name,
            .key = message.key,
            .body = message.body,
            .problems = std::move(why),
            .image = message.image,
            .origin = message.origin,
            .record = message.name == "vehicle_entry" ? record_code_in(message.body) : ""};
}

}  // namespace

std::string loggable(std::string_view topic, std::string_view body, std::string_view words) {
    auto const* interface = schema::find_interface(topic);
    return interface ? schema::redact_words(*interface->request, body, words) : std::string(words);
}

std::string found_by(std::string_view key, std::string const& body) {
    if (auto code = record_code_in(body); !code.empty()) return code;
    // Alone, or before a content's hash or a picture's index; as long as a telephone number it might be one.
    constexpr std::size_t telephone = 11;
    auto const digits = std::min(key.find_first_not_of("0123456789"), key.size());
    bool const ends = digits == key.size() || key[digits] == '-' || key[digits] == '/';
    return digits > 0 && digits < telephone && ends ? "row " + std::string(key.substr(0, digits)) : std::string();
}

LetterOrQuarantine make_letter(plugin::Message const& message, config::LotSettings const& lot, WallTime captured) {
    auto const* interface = schema::find_interface(message.name);
    if (!interface || interface->direction == schema::Direction::down)
        return refuse(message, "\"" + message.name + "\" is no uplink interface of the standard");
    if (interface->queueing == schema::Queueing::never)
        return refuse(message, "\"" + message.name + "\" is a question: an adapter asks it, and it is never queued");
    auto const body = schema::Body::read(*interface->request, message.body);
    if (!body) return refuse(message, body.error().message);
    schema::Default const defaults[] = {{"parkId", lot.park_id}, {"parkCode", lot.park_code}};
    auto normalised = body->normalised(defaults);

    return store::NewLetter{
        .topic = message.name,
        .record = record_of(*interface, *body),
        .key = key_of(*interface, *body, message, normalised),
        .body = std::move(normalised),
        .image = message.image,
        .origin = message.origin,
        .occurred = occurred(*interface, *body, lot, captured),
        .opens = interface->id == "vehicle_entry",
        .watch = interface->id == "vehicle_exit" ? "vehicle_correction" : "",
        .newest = interface->queueing == schema::Queueing::newest,
    };
}

}  // namespace lotbridge::relay
