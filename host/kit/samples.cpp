#include "kit/samples.hpp"

#include <lotbridge/schema/catalogue.hpp>
#include <lotbridge/text/json.hpp>

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>
#include <set>

namespace lotbridge::kit {
namespace {

using schema::Kind;

// A stay that is still open: its questions have answers.
JsonValue open_stay(Course const& course) {
    std::set<std::string> left;
    JsonValue stay;
    for (auto const& handover : course.handovers()) {
        for (auto const& fact : handover.facts)
            if (fact.identity.name == "vehicle_exit") left.insert(fact.identity.record);
    }
    for (auto const& handover : course.handovers()) {
        for (auto const& fact : handover.facts) {
            if (fact.identity.name != "vehicle_entry" || left.contains(fact.identity.record)) continue;
            if (auto body = JsonValue::parse(fact.body)) stay = *body;
        }
    }
    return stay;
}

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

void put(Writer& out, std::string_view text) { out.String(text.data(), static_cast<rapidjson::SizeType>(text.size())); }

void put_shape(Writer& out, schema::Shape const& shape, JsonValue const& stay);

void put_value(Writer& out, schema::FieldInfo const& field, JsonValue const& stay) {
    auto const known = stay[field.wire].text();
    switch (field.kind) {
        case Kind::text:
            return put(out, known.empty() ? std::string_view("1") : known);
        case Kind::integer:
            return void(out.Int(1));
        case Kind::money:
        case Kind::decimal:
        case Kind::amount_or_list:
            return void(out.Double(1.0));
        case Kind::datetime:
            return put(out, known.empty() ? std::string_view("2026-01-01 08:00:00") : known);
        case Kind::date:
            return put(out, "2026-01-01");
        case Kind::boolean:
            return void(out.Bool(true));
        case Kind::code:
            return void(out.Int64(field.codes.front().wire));
        case Kind::list:
            out.StartArray();
            if (field.item) put_shape(out, *field.item, stay);
            out.EndArray();
    }
}

void put_shape(Writer& out, schema::Shape const& shape, JsonValue const& stay) {
    out.StartObject();
    for (auto const& field : shape.fields) {
        if (!field.required && stay[field.wire].text().empty()) continue;
        put(out, field.wire);
        put_value(out, field, stay);
    }
    out.EndObject();
}

void replace_texts(rapidjson::Value& value, std::string_view text) {
    if (value.IsString()) value.SetString(rapidjson::StringRef(text.data(), text.size()));
    if (value.IsArray())
        for (auto& item : value.GetArray()) replace_texts(item, text);
    if (value.IsObject())
        for (auto& member : value.GetObject()) replace_texts(member.value, text);
}

}  // namespace

bool acts(std::string_view name) { return name != "fee_query" && name != "gate_status"; }

bool sets_a_state(std::string_view name) {
    return name == "blacklist" || name == "free_minutes" || name == "member_query" || name == "monthly_card_product";
}

schema::Interface const* find_command(std::string_view name) {
    auto const* interface = schema::find_interface(name);
    return interface && interface->direction != schema::Direction::up ? interface : nullptr;
}

std::string sample(schema::Interface const& command, Course const& course) {
    auto const& shape = command.pushed ? *command.pushed : *command.request;
    rapidjson::StringBuffer buffer;
    Writer out(buffer);
    put_shape(out, shape, open_stay(course));
    std::string body(buffer.GetString(), buffer.GetSize());
    return schema::check(shape, body).empty() ? body : std::string();
}

std::string with_texts(std::string const& body, std::string_view text) {
    rapidjson::Document json;
    json.Parse(body.data(), body.size());
    if (json.HasParseError()) return body;
    replace_texts(json, text);
    rapidjson::StringBuffer buffer;
    Writer out(buffer);
    json.Accept(out);
    return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace lotbridge::kit
