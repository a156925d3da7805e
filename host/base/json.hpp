// Reading JSON that others wrote: what is missing or of another type is empty.
#pragma once

#include "base/time.hpp"

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>
#include <optional>
#include <string>
#include <string_view>

namespace lotbridge::base::json {

using Value = rapidjson::Value;
using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

// Deeper than anything that is meant for us. Trees are read, walked and written by recursion, which has an end: what
// others wrote is looked at first.
bool is_deep(std::string_view text);
// False: it is none, or is deep; numbers stay exact.
bool read_object(rapidjson::Document& json, std::string_view text);
std::string written(Value const& value);

Value const& member(Value const& object, char const* name);
std::string text(Value const& object, char const* name);
std::string word(Value const& object, char const* name);  // a text, or the digits of a whole number
std::int64_t number(Value const& object, char const* name);
bool flag(Value const& object, char const* name);
Value::ConstArray items(Value const& object, char const* name);
Value::ConstArray items(Value const& list);

// "2026-05-28T12:26:40Z", with or without milliseconds.
std::optional<WallTime> time(Value const& object, char const* name);
std::string time_text(WallTime at);

// {"name":"value",...} of plain texts.
std::string object(std::initializer_list<std::pair<char const*, std::string_view>> members);

}  // namespace lotbridge::base::json
