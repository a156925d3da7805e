// JSON of other people: read without a shape, and written. For the standard's messages there is schema/json.hpp.
#pragma once

#include <lotbridge/result.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lotbridge {

namespace json {
class Document;
struct Node;
}  // namespace json

// A value somewhere in a text that was read; cheap to copy, and keeps the text's tree alive. What is not there reads as
// nothing, so that a path may be followed without looking: json["body"]["plate"].text().
class JsonValue {
public:
    JsonValue() = default;  // nothing
    // UTF-8, any value at the top.
    static Result<JsonValue> parse(std::string_view text);

    explicit operator bool() const { return node_ != nullptr; }  // there and not null
    JsonValue operator[](std::string_view member) const;
    std::vector<JsonValue> items() const;  // of an array; of anything else none

    // A text, or the digits of a number; "" for anything else.
    std::string text() const;
    // A whole number, also one that is written as a text, as some vendors do at times.
    std::optional<std::int64_t> integer() const;
    std::int64_t integer_or(std::int64_t otherwise) const { return integer().value_or(otherwise); }
    bool is_true() const;
    bool is_object() const;

private:
    JsonValue(std::shared_ptr<json::Document const> document, json::Node const* node);

    std::shared_ptr<json::Document const> document_;
    json::Node const* node_ = nullptr;
};

// Compact JSON with the members in the order in which they are written:
//   JsonWriter().object().member("cmd", "getsn").member("id", "1").end().text()
class JsonWriter {
public:
    JsonWriter();
    JsonWriter(JsonWriter&&) noexcept;
    JsonWriter& operator=(JsonWriter&&) noexcept;
    ~JsonWriter();

    JsonWriter& object();  // the top, or an item of a list
    JsonWriter& object(std::string_view name);
    JsonWriter& list(std::string_view name);
    JsonWriter& item(std::string_view text);  // of a list
    JsonWriter& end();                        // of the innermost object or list
    JsonWriter& member(std::string_view name, std::string_view text);
    JsonWriter& member(std::string_view name, char const* text) { return member(name, std::string_view(text)); }
    JsonWriter& member(std::string_view name, std::int64_t number);
    JsonWriter& member(std::string_view name, int number) { return member(name, std::int64_t{number}); }
    JsonWriter& member(std::string_view name, bool yes);
    std::string text() const;

private:
    struct Body;
    std::unique_ptr<Body> body_;
};

}  // namespace lotbridge
