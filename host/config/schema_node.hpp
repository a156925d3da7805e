// Reading a schema's own JSON. Inside this layer only.
#pragma once

#include <rapidjson/document.h>
#include <rapidjson/pointer.h>
#include <string>
#include <string_view>

namespace lotbridge::config {

using Json = rapidjson::Value;

inline std::string_view text_of(Json const& value) { return {value.GetString(), value.GetStringLength()}; }

inline Json const* find(Json const& object, std::string_view name) {
    if (!object.IsObject()) return nullptr;
    auto const found = object.FindMember(Json(rapidjson::StringRef(name.data(), name.size())));
    return found == object.MemberEnd() ? nullptr : &found->value;
}
// Schemas come from plugins: a keyword of the wrong kind counts as absent.
inline Json const* find_object(Json const& object, std::string_view name) {
    auto const* value = find(object, name);
    return value && value->IsObject() ? value : nullptr;
}
inline Json const* find_list(Json const& object, std::string_view name) {
    auto const* value = find(object, name);
    return value && value->IsArray() ? value : nullptr;
}
inline Json const* find_number(Json const& object, std::string_view name) {
    auto const* value = find(object, name);
    return value && value->IsNumber() ? value : nullptr;
}
inline Json const* find_count(Json const& object, std::string_view name) {
    auto const* value = find(object, name);
    return value && value->IsUint() ? value : nullptr;
}
inline bool flagged(Json const& object, std::string_view name) {
    auto const* value = find(object, name);
    return value && value->IsBool() && value->GetBool();
}
inline std::string_view text_or(Json const& object, std::string_view name, std::string_view fallback = {}) {
    auto const* value = find(object, name);
    return value && value->IsString() ? text_of(*value) : fallback;
}

// The node itself, or what its "$ref" names inside the same schema; an empty node when there is none. Schema::parse()
// refuses references that lead nowhere or in a circle.
inline Json const& resolved(Json const& root, Json const* node) {
    static Json const nothing(rapidjson::kObjectType);
    while (node && find(*node, "$ref")) {
        auto const reference = text_or(*node, "$ref");
        node = rapidjson::Pointer(reference.data(), reference.size()).Get(root);
    }
    return node ? *node : nothing;
}

}  // namespace lotbridge::config
