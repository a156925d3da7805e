#include "config/secrets.hpp"

#include <rapidjson/document.h>
#include <rapidjson/pointer.h>

namespace lotbridge::config {

std::set<std::string> secrets_of(AdapterSettings const& adapter) {
    rapidjson::Document json;
    json.Parse(adapter.settings.c_str());
    std::set<std::string> secrets;
    for (auto const& pointer : adapter.origin.places->secrets) {
        if (!pointer.starts_with(adapter.origin.below)) continue;
        auto const below = pointer.substr(adapter.origin.below.size());
        auto const* value = rapidjson::Pointer(below.c_str(), below.size()).Get(json);
        if (value && value->IsString()) secrets.insert(value->GetString());
    }
    return secrets;
}

std::set<std::string> secrets_of(LotSettings const& lot) {
    std::set<std::string> secrets;
    for (auto const& adapter : lot.adapters) secrets.merge(secrets_of(adapter));
    for (auto const* secret : {&lot.cloud.password, &lot.cloud.login_key, &lot.cloud.login_iv})
        secrets.insert(secret->reveal());
    for (auto const& key : lot.cloud.signature_keys) secrets.insert(key.reveal());
    secrets.erase("");
    return secrets;
}

}  // namespace lotbridge::config
