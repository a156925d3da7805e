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
bool rewrite(rapidjson::Document& json, char const* name, Translate translate) {
    auto const lane = base::json::word(json, name);
    if (lane.empty()) return false;
    std::string const* const other = translate(lane);
    if (!other || *other == lane) return false;
    json[name].SetString(other->data(), static_cast<rapidjson::SizeType>(other->size()), json.GetAllocator());
    return true;
}
template <class Translate>
bool rewrite_lanes(rapidjson::Document& json, Translate translate) {
    bool changed = false;
    for (auto const* const name : lane_members) changed |= rewrite(json, name, translate);
    return changed;
}

// A gate is opened by the code that its device has (5.5.1).
bool is_gate(rapidjson::Document const& json) { return base::json::word(json, "equipmentType") == "2"; }

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
    auto const code_of = [&](std::string const& word) -> std::string const* {
        auto const found = code_.find({std::string(adapter), word});
        return found == code_.end() ? nullptr : &found->second;
    };
    bool changed = rewrite_lanes(json, [&](std::string const& word) {
        auto const* const code = code_of(word);
        if (!code) out.unknown.push_back(word);
        return code;
    });
    // These need not name a lane: a work station may have a name of its own.
    changed |= rewrite(json, "doorName", code_of);
    if (is_gate(json)) changed |= rewrite(json, "equipmentCode", code_of);
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
