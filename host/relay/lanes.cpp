#include "relay/lanes.hpp"

#include "base/json.hpp"

#include <array>

namespace lotbridge::relay {
namespace {

// The members that name a lane or its gate, the same in all of the standard's messages. In a request about an exit the
// lane is the exit's: it stands first. A supplementary bill has "outcross" (sic).
constexpr std::array<char const*, 5> lane_members{"barCode", "outCross", "outcross", "inCross", "channelId"};

// translate: a lane to another word for it, or nothing.
template <class Translate>
bool rewrite_lanes(rapidjson::Document& json, Translate translate) {
    bool changed = false;
    for (auto const* const name : lane_members) {
        auto const lane = base::json::word(json, name);
        if (lane.empty()) continue;
        std::string const* const other = translate(lane);
        if (!other || *other == lane) continue;
        json[name].SetString(other->data(), static_cast<rapidjson::SizeType>(other->size()), json.GetAllocator());
        changed = true;
    }
    return changed;
}

}  // namespace

Lanes::Lanes(std::vector<config::LaneSettings> const& lanes) {
    for (auto const& lane : lanes) {
        codes_.emplace(lane.code, lane.name);
        for (auto const& [adapter, words] : lane.adapters) {
            for (auto const& word : words) code_.emplace(std::pair(adapter, word), lane.code);
            word_.emplace(std::pair(adapter, lane.code), words.front());
        }
    }
}

Lanes::Translated Lanes::to_cloud(std::string_view adapter, std::string_view body) const {
    Translated out{std::string(body), {}};
    rapidjson::Document json;
    if (empty() || !base::json::read_object(json, body)) return out;
    bool changed = rewrite_lanes(json, [&](std::string const& word) -> std::string const* {
        auto const found = code_.find({std::string(adapter), word});
        if (found != code_.end()) return &found->second;
        out.unknown.push_back(word);
        return nullptr;
    });
    auto const channel = codes_.find(base::json::word(json, "channelId"));
    if (channel != codes_.end() && !channel->second.empty() && json.HasMember("channelName")) {
        auto const& name = channel->second;
        json["channelName"].SetString(name.data(), static_cast<rapidjson::SizeType>(name.size()), json.GetAllocator());
        changed = true;
    }
    if (changed) out.body = base::json::written(json);
    return out;
}

std::string Lanes::to_adapter(std::string_view adapter, std::string_view body) const {
    rapidjson::Document json;
    if (empty() || !base::json::read_object(json, body)) return std::string(body);
    bool const changed = rewrite_lanes(json, [&](std::string const& code) -> std::string const* {
        auto const found = word_.find({std::string(adapter), code});
        return found == word_.end() ? nullptr : &found->second;
    });
    return changed ? base::json::written(json) : std::string(body);
}

std::string Lanes::lane_of(std::string_view body) {
    rapidjson::Document json;
    if (!base::json::read_object(json, body)) return {};
    for (auto const* const name : lane_members)
        if (auto lane = base::json::word(json, name); !lane.empty()) return lane;
    return {};
}

bool Lanes::has(std::string_view code, std::string_view adapter) const {
    return word_.contains({std::string(adapter), std::string(code)});
}

}  // namespace lotbridge::relay
