// RapidJSON in the few shapes that this program needs: parse with words, read members, write objects and lists.
#pragma once

#include <lotbridge/result.hpp>

#include <rapidjson/document.h>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lotbridge::refcloud::json {

using Document = rapidjson::Document;
using Value = rapidjson::Value;

// what names the text in the error: "settings.json", "the body of POST /faults".
Result<Document> parse(std::string_view text, std::string_view what);
std::string write(Value const& value);

// The member, or null when object is none or has no such member.
Value const* find(Value const& object, std::string_view name);
// Text members, and numbers as they are written; anything else is the default.
std::string text(Value const& object, std::string_view name, std::string_view otherwise = "");
// The texts of a list of them; empty when there is none.
std::vector<std::string> texts(Value const& object, std::string_view name);
std::int64_t integer(Value const& object, std::string_view name, std::int64_t otherwise = 0);
double number(Value const& object, std::string_view name, double otherwise = 0);
bool boolean(Value const& object, std::string_view name, bool otherwise = false);

std::string quote(std::string_view text);

// The members of both objects; where both have one, that of changes.
std::string merged(Value const& base, Value const& changes);

// Object().text("code", "9999").number("count", 3).raw("data", "{}").take()
class Object {
public:
    Object& text(std::string_view name, std::string_view value);
    Object& number(std::string_view name, std::int64_t value);
    Object& boolean(std::string_view name, bool value);
    Object& raw(std::string_view name, std::string_view json);
    std::string take() { return out_.empty() ? "{}" : std::move(out_) + "}"; }

private:
    std::string& begin(std::string_view name);
    std::string out_;
};

class List {
public:
    List& raw(std::string_view json);
    List& text(std::string_view value) { return raw(quote(value)); }
    std::string take() { return out_.empty() ? "[]" : std::move(out_) + "]"; }

private:
    std::string out_;
};

}  // namespace lotbridge::refcloud::json
