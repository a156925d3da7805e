// Single values between JSON and C++, and the way from an object's members to the rows of its shape. Private to the
// SDK's library; the check, the typed codec and the generic rewriting all stand on these.
#pragma once

#include "json_tree.hpp"

#include <lotbridge/schema/field.hpp>

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <optional>

namespace lotbridge::schema {

// Missing, null and "" mean "not given" whatever the kind (E7).
inline bool absent(json::Node const* node) {
    return !node || node->type == json::Type::null || (node->type == json::Type::text && node->text.empty());
}

// One present value, or nothing when it is not of that kind. Platforms write numbers as texts, and texts as numbers.
template <class T>
std::optional<T> read(json::Node const& node);
template <>
std::optional<std::string_view> read(json::Node const& node);
template <>
std::optional<std::int64_t> read(json::Node const& node);
template <>
std::optional<bool> read(json::Node const& node);
template <>
std::optional<Money> read(json::Node const& node);
template <>
std::optional<Rate> read(json::Node const& node);
template <>
std::optional<LocalTime> read(json::Node const& node);
template <>
std::optional<LocalDate> read(json::Node const& node);

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

void write(Writer& out, std::string_view text);
void write(Writer& out, std::int64_t number);
void write(Writer& out, bool value);
void write(Writer& out, Money amount);
void write(Writer& out, Rate rate);
void write(Writer& out, LocalTime const& time);
void write(Writer& out, LocalDate const& date);
void write_key(Writer& out, std::string_view name);
void write_raw(Writer& out, json::Node const& node);

inline std::string text_of(rapidjson::StringBuffer const& buffer) { return {buffer.GetString(), buffer.GetSize()}; }

// The members of an object by the rows of its shape.
struct Matched {
    std::array<json::Node const*, max_rows> rows{};  // null: not in the object
    std::vector<json::Node const*> unknown, repeated;
};
Matched match(Shape const& shape, json::Node const& object);

// Everything wrong with root as this shape.
std::vector<Problem> check(Shape const& shape, json::Node const& root);

// The parsed body, or all that is wrong with it.
Result<json::Node const*> parse_checked(json::Document& document, Shape const& shape, std::string_view body);

}  // namespace lotbridge::schema
