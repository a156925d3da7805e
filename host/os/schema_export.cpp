#include "os/schema_export.hpp"

#include <fmt/format.h>
#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

namespace lotbridge::os {

namespace {

using Writer = rapidjson::PrettyWriter<rapidjson::StringBuffer>;
using schema::FieldInfo;
using schema::Interface;
using schema::Kind;
using schema::Shape;

std::string_view name_of(Kind kind) {
    switch (kind) {
        case Kind::text:
            return "text";
        case Kind::integer:
            return "integer";
        case Kind::money:
            return "money";
        case Kind::decimal:
            return "decimal";
        case Kind::datetime:
            return "datetime";
        case Kind::date:
            return "date";
        case Kind::boolean:
            return "boolean";
        case Kind::code:
            return "code";
        case Kind::list:
            return "list";
        case Kind::amount_or_list:
            return "amount or list";
    }
    return "text";
}

std::string_view name_of(schema::Direction direction) {
    switch (direction) {
        case schema::Direction::up:
            return "up";
        case schema::Direction::down:
            return "down";
        case schema::Direction::both:
            return "both";
    }
    return "both";
}

void text(Writer& writer, char const* name, std::string_view value) {
    writer.Key(name);
    writer.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
}

void write(Writer& writer, Shape const& shape);

void write(Writer& writer, FieldInfo const& field) {
    writer.StartObject();
    text(writer, "wire", field.wire);
    text(writer, "member", field.member);
    text(writer, "type", name_of(field.kind));
    text(writer, "title_zh", field.title_zh);
    writer.Key("required");
    writer.Bool(field.required);
    if (field.max > 0) {
        writer.Key("max");
        writer.Uint64(field.max);
    }
    if (field.sic) {
        writer.Key("sic");
        writer.Bool(true);
    }
    if (field.secret) {
        writer.Key("personal");
        writer.Bool(true);
    }
    if (!field.codes.empty()) {
        writer.Key("codes");
        writer.StartArray();
        for (auto const& code : field.codes) {
            writer.StartObject();
            writer.Key("wire");
            writer.Int64(code.wire);
            text(writer, "name", code.name);
            text(writer, "title_zh", code.title_zh);
            writer.EndObject();
        }
        writer.EndArray();
    }
    if (field.item) {
        writer.Key("item");
        write(writer, *field.item);
    }
    writer.EndObject();
}

void write(Writer& writer, Shape const& shape) {
    writer.StartArray();
    for (auto const& field : shape.fields) write(writer, field);
    writer.EndArray();
}

void write(Writer& writer, Interface const& interface) {
    writer.StartObject();
    writer.Key("number");
    writer.Int(interface.number);
    text(writer, "id", interface.id);
    text(writer, "title_zh", interface.title_zh);
    text(writer, "title_en", interface.title_en);
    text(writer, "clause", interface.clause);
    text(writer, "function_clause", interface.function_clause);
    text(writer, "direction", name_of(interface.direction));
    writer.Key("request");
    write(writer, *interface.request);
    writer.Key("response");
    write(writer, *interface.response);
    if (interface.pushed != interface.request) {
        writer.Key("pushed");
        write(writer, *interface.pushed);
    }
    writer.EndObject();
}

std::string codes_of(FieldInfo const& field) {
    std::string listed;
    for (auto const& code : field.codes)
        listed += fmt::format("{}{} {} ({})", listed.empty() ? "" : ", ", code.wire, code.title_zh, code.name);
    return listed;
}

std::string notes_of(FieldInfo const& field) {
    std::string notes;
    auto const add = [&](std::string_view note) { notes += fmt::format("{}{}", notes.empty() ? "" : "; ", note); };
    if (field.max > 0) add(fmt::format("at most {} characters", field.max));
    if (field.sic) add("sic");
    if (field.secret) add("masked in logs");
    if (!field.codes.empty()) add(codes_of(field));
    return notes;
}

void write_table(std::ostream& out, std::string_view title, Shape const& shape) {
    if (shape.fields.empty()) return;
    out << fmt::format("\n{}:\n\n| wire | member | type | required | meaning | notes |\n|---|---|---|---|---|---|\n",
                       title);
    for (auto const& field : shape.fields) {
        out << fmt::format("| `{}` | `{}` | {} | {} | {} | {} |\n", field.wire, field.member, name_of(field.kind),
                           field.required ? "yes" : "", field.title_zh, notes_of(field));
    }
    for (auto const& field : shape.fields) {
        if (field.item) write_table(out, fmt::format("Items of `{}`", field.wire), *field.item);
    }
}

}  // namespace

void write_messages_json(std::ostream& out, std::span<Interface const> interfaces) {
    rapidjson::StringBuffer buffer;
    Writer writer(buffer);
    writer.SetIndent(' ', 2);
    writer.StartArray();
    for (auto const& interface : interfaces) write(writer, interface);
    writer.EndArray();
    out << buffer.GetString() << '\n';
}

void write_messages_markdown(std::ostream& out, std::span<Interface const> interfaces) {
    out << "# Messages\n";
    for (auto const& interface : interfaces) {
        out << fmt::format("\n## {} {} `{}`\n\n{}; {}, {}; direction: {}.\n", interface.number, interface.title_zh,
                           interface.id, interface.title_en, interface.clause, interface.function_clause,
                           name_of(interface.direction));
        write_table(out, "Request", *interface.request);
        write_table(out, "Response", *interface.response);
        if (interface.pushed != interface.request) write_table(out, "Sent down by the cloud", *interface.pushed);
    }
}

}  // namespace lotbridge::os
