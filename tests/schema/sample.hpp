// Valid bodies made from the rows, and one fault put into each member in turn.
#pragma once

#include <lotbridge/schema/catalogue.hpp>

#include <string>
#include <utility>
#include <vector>

namespace lotbridge::test {

// Members of a JSON object, wire name and JSON text of the value, in row order.
using Members = std::vector<std::pair<std::string, std::string>>;

inline std::string to_json(Members const& members) {
    std::string text = "{";
    for (auto const& [name, value] : members) {
        text += text.size() > 1 ? ",\"" : "\"";
        text.append(name).append("\":").append(value);
    }
    return text + "}";
}

inline Members sample(schema::Shape const& shape);

inline std::string sample(schema::FieldInfo const& field) {
    using schema::Kind;
    switch (field.kind) {
        case Kind::text:
            return "\"x\"";
        case Kind::integer:
            return "7";
        case Kind::money:
            return "12.34";
        case Kind::decimal:
            return "0.85";
        case Kind::datetime:
            return "\"2024-02-29 23:59:59\"";
        case Kind::date:
            return "\"2024-02-29\"";
        case Kind::boolean:
            return "true";
        case Kind::code:
            return std::to_string(field.codes.back().wire);
        case Kind::list:
            return field.item ? "[" + to_json(sample(*field.item)) + "," + to_json(sample(*field.item)) + "]"
                              : "[1.50,\"free form\",{\"a\":[null,true]}]";
        case Kind::amount_or_list:
            return "[" + to_json(sample(*field.item)) + "]";
    }
    return {};
}

inline Members sample(schema::Shape const& shape) {
    Members members;
    for (auto const& field : shape.fields) members.emplace_back(field.wire, sample(field));
    return members;
}

}  // namespace lotbridge::test
