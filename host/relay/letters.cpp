#include "relay/letters.hpp"

#include <lotbridge/schema/catalogue.hpp>
#include <lotbridge/schema/scalars.hpp>

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <array>

namespace lotbridge::relay {
namespace {

// Numbers stay text: money must not pass through a double.
constexpr unsigned parse_flags = rapidjson::kParseNumbersAsStringsFlag | rapidjson::kParseValidateEncodingFlag;

std::string text_of(rapidjson::Value const& object, std::string_view name) {
    auto const found = object.FindMember(rapidjson::Value(name.data(), static_cast<rapidjson::SizeType>(name.size())));
    if (found == object.MemberEnd() || !found->value.IsString()) return {};
    return {found->value.GetString(), found->value.GetStringLength()};
}

bool has_field(schema::Shape const& shape, std::string_view wire) {
    return std::ranges::any_of(shape.fields, [&](schema::FieldInfo const& field) { return field.wire == wire; });
}

// A message belongs to its parking record; others to the thing they tell about, so that two reports about one card or
// one channel keep their order. Those about nothing in particular are unordered.
std::string record_of(schema::Interface const& interface, rapidjson::Value const& body) {
    if (auto record = text_of(body, "recordCode"); !record.empty()) return record;
    if (interface.queueing == schema::Queueing::newest) return std::string(interface.id);
    static constexpr std::array<std::string_view, 5> names{"msRecordId", "equipmentCode", "channelId", "pcName",
                                                           "productId"};
    for (auto const name : names)
        if (auto value = text_of(body, name); !value.empty()) return std::string(interface.id) + '/' + value;
    return {};
}

// recordCode is the only identity of a stay: it enters once and leaves once, whatever the adapter's key says.
std::string key_of(schema::Interface const& interface, rapidjson::Value const& body, plugin::Message const& message,
                   std::string const& normalised) {
    if (interface.id == "vehicle_entry" || interface.id == "vehicle_exit" || interface.id == "supplementary_bill")
        return "once";
    if (interface.id == "image_upload") return text_of(body, "imageCode") + '/' + text_of(body, "imageType");
    if (!message.key.empty()) return message.key;
    return interface.id == "vehicle_correction" ? normalised : std::string();
}

WallTime occurred(rapidjson::Value const& body, config::LotSettings const& lot, WallTime captured) {
    static constexpr std::array<std::string_view, 5> names{"outTime", "inTime", "operateTime", "createTime",
                                                           "operatorTime"};
    for (auto const name : names)
        if (auto const time = LocalTime::parse(text_of(body, name)); time && !time->empty())
            return time->to_utc(lot.utc_offset);
    return captured;
}

void fill_if_empty(rapidjson::Document& body, schema::Shape const& shape, rapidjson::Value::StringRefType name,
                   std::string const& value) {
    if (!has_field(shape, {name.s, name.length}) || !text_of(body, {name.s, name.length}).empty()) return;
    body.RemoveMember(name.s);
    body.AddMember(name,
                   rapidjson::Value(value.data(), static_cast<rapidjson::SizeType>(value.size()), body.GetAllocator()),
                   body.GetAllocator());
}

store::NewQuarantine refuse(plugin::Message const& message, std::string why) {
    return {.topic = message.name, .key = message.key, .body = message.body, .problems = std::move(why)};
}

// Only the wire's own words are copied back: numbers parsed as text are written as text and read exactly by
// normalise().
std::string rewritten(rapidjson::Document const& body) {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    body.Accept(writer);
    return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace

LetterOrQuarantine make_letter(plugin::Message const& message, config::LotSettings const& lot, WallTime captured) {
    auto const* interface = schema::find_interface(message.name);
    if (!interface || interface->direction == schema::Direction::down)
        return refuse(message, "\"" + message.name + "\" is no uplink interface of the standard");
    rapidjson::Document body;
    body.Parse<parse_flags>(message.body.data(), message.body.size());
    if (body.HasParseError() || !body.IsObject()) return refuse(message, "the body is no JSON object");
    auto const& shape = *interface->request;
    auto const members = body.MemberCount();
    fill_if_empty(body, shape, "parkId", lot.park_id);
    fill_if_empty(body, shape, "parkCode", lot.park_code);
    auto const filled = has_field(shape, "parkId") || members != body.MemberCount() ? rewritten(body) : message.body;

    if (auto const problems = schema::check(*interface, shape, filled); !problems.empty())
        return refuse(message, schema::describe(problems));
    auto normalised = schema::normalise(shape, filled);
    if (!normalised) return refuse(message, normalised.error().message);

    return store::NewLetter{
        .topic = message.name,
        .record = record_of(*interface, body),
        .key = key_of(*interface, body, message, *normalised),
        .body = std::move(*normalised),
        .image = message.image,
        .origin = message.origin,
        .occurred = occurred(body, lot, captured),
        .watch = interface->id == "vehicle_exit" ? "vehicle_correction" : "",
        .newest = interface->queueing == schema::Queueing::newest,
    };
}

std::string member(std::string_view object, std::string_view name) {
    rapidjson::Document body;
    body.Parse<parse_flags>(object.data(), object.size());
    return body.HasParseError() || !body.IsObject() ? std::string() : text_of(body, name);
}

}  // namespace lotbridge::relay
