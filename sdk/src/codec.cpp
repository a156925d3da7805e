#include "codec.hpp"

#include <charconv>

namespace lotbridge::schema {
namespace {

bool is_scalar_text(json::Node const& node) { return node.type == json::Type::text || node.type == json::Type::number; }

template <class T>
std::optional<T> parse_text(json::Node const& node) {
    return node.type == json::Type::text ? T::parse(node.text) : std::nullopt;
}

template <class T>
std::optional<T> parse_number(json::Node const& node) {
    return is_scalar_text(node) ? T::parse(node.text) : std::nullopt;
}

void write_number(Writer& out, std::string const& digits) {
    out.RawValue(digits.data(), digits.size(), rapidjson::kNumberType);
}

}  // namespace

template <>
std::optional<std::string_view> read(json::Node const& node) {
    return is_scalar_text(node) ? std::optional(node.text) : std::nullopt;
}

template <>
std::optional<std::int64_t> read(json::Node const& node) {
    if (!is_scalar_text(node)) return std::nullopt;
    std::int64_t value = 0;
    auto const* end = node.text.data() + node.text.size();
    auto const [stop, error] = std::from_chars(node.text.data(), end, value);
    return error == std::errc{} && stop == end ? std::optional(value) : std::nullopt;
}

template <>
std::optional<bool> read(json::Node const& node) {
    if (node.text == "true" || node.text == "1") return true;
    if (node.text == "false" || node.text == "0") return false;
    return std::nullopt;
}

template <>
std::optional<Money> read(json::Node const& node) {
    return parse_number<Money>(node);
}

template <>
std::optional<Rate> read(json::Node const& node) {
    return parse_number<Rate>(node);
}

template <>
std::optional<LocalTime> read(json::Node const& node) {
    return parse_text<LocalTime>(node);
}

template <>
std::optional<LocalDate> read(json::Node const& node) {
    return parse_text<LocalDate>(node);
}

void write(Writer& out, std::string_view text) {
    out.String(text.data() ? text.data() : "", static_cast<rapidjson::SizeType>(text.size()));
}
void write(Writer& out, std::int64_t number) { out.Int64(number); }
void write(Writer& out, bool value) { out.Bool(value); }
void write(Writer& out, Money amount) { write_number(out, amount.text()); }
void write(Writer& out, Rate rate) { write_number(out, rate.text()); }
void write(Writer& out, LocalTime const& time) { write(out, std::string_view(time.text())); }
void write(Writer& out, LocalDate const& date) { write(out, std::string_view(date.text())); }

void write_key(Writer& out, std::string_view name) {
    out.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
}

// Recursion ends at Document::max_depth.
void write_raw(Writer& out, json::Node const& node) {
    switch (node.type) {
        case json::Type::null:
            out.Null();
            return;
        case json::Type::boolean:
            out.Bool(node.text == "true");
            return;
        case json::Type::number:
            write_number(out, std::string(node.text));
            return;
        case json::Type::text:
            write(out, node.text);
            return;
        case json::Type::array:
            out.StartArray();
            for (auto const* child = node.child; child; child = child->next) write_raw(out, *child);
            out.EndArray();
            return;
        case json::Type::object:
            out.StartObject();
            for (auto const* child = node.child; child; child = child->next) {
                write_key(out, child->name);
                write_raw(out, *child);
            }
            out.EndObject();
            return;
    }
}

// Most senders write the members in the order of the table, so the search goes on where the last one was found.
Matched match(Shape const& shape, json::Node const& object) {
    Matched matched;
    auto const count = shape.fields.size();
    std::size_t next = 0;
    for (auto const* node = object.child; node; node = node->next) {
        std::size_t tried = 0;
        while (tried < count && shape.fields[(next + tried) % count].wire != node->name) ++tried;
        if (tried == count) {
            matched.unknown.push_back(node);
            continue;
        }
        auto const row = (next + tried) % count;
        next = row + 1;
        if (matched.rows[row])
            matched.repeated.push_back(node);
        else
            matched.rows[row] = node;
    }
    return matched;
}

}  // namespace lotbridge::schema
