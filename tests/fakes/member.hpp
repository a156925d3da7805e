// One member of a JSON object, for assertions.
#pragma once

#include <rapidjson/document.h>

#include <string>
#include <string_view>

namespace lotbridge::fakes {

// A text or the digits of a number, as they stand in the text; "" when there is none.
inline std::string member(std::string_view object, std::string_view name) {
    rapidjson::Document body;
    body.Parse<rapidjson::kParseNumbersAsStringsFlag>(object.data(), object.size());
    if (body.HasParseError() || !body.IsObject()) return {};
    auto const found = body.FindMember(rapidjson::Value(name.data(), static_cast<rapidjson::SizeType>(name.size())));
    if (found == body.MemberEnd() || !found->value.IsString()) return {};
    return {found->value.GetString(), found->value.GetStringLength()};
}

}  // namespace lotbridge::fakes
