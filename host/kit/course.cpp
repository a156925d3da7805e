#include "kit/course.hpp"

#include "base/personal.hpp"

#include <fmt/format.h>
#include <lotbridge/schema/catalogue.hpp>
#include <lotbridge/text/json.hpp>

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>
#include <algorithm>
#include <map>
#include <set>

namespace lotbridge::kit {
namespace {

std::string words_of(Identity const& identity) {
    return base::without_personal(
        fmt::format("{} of record \"{}\", key \"{}\"", identity.name, identity.record, identity.key));
}

std::string without_record(std::string const& body) {
    rapidjson::Document json;
    json.Parse(body.data(), body.size());
    if (json.HasParseError() || !json.IsObject()) return body;
    json.RemoveMember("recordCode");
    rapidjson::StringBuffer buffer;
    rapidjson::Writer writer(buffer);
    json.Accept(writer);
    return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace

std::optional<Fact> fact_of(plugin::Message const& message) {
    auto const* interface = schema::find_interface(message.name);
    if (interface && interface->queueing != schema::Queueing::keep) return std::nullopt;
    auto const body = JsonValue::parse(message.body);
    return Fact{{message.name, body ? (*body)["recordCode"].text() : std::string(), message.key},
                message.body,
                without_record(message.body)};
}

std::size_t Course::facts() const {
    std::size_t count = 0;
    for (auto const& handover : handovers_) count += handover.facts.size();
    return count;
}

std::vector<Course::Place> Course::places(std::size_t most) const {
    std::vector<Place> all{{}};
    for (std::size_t i = 0; i < handovers_.size(); ++i) {
        if (handovers_[i].cursor != all.back().cursor)
            all.push_back({handovers_[i].cursor, i + 1});
        else
            all.back().before = i + 1;
    }
    if (all.size() <= most) return all;
    std::vector<Place> some;
    for (std::size_t i = 0; i < most; ++i) some.push_back(all[i * (all.size() - 1) / (most - 1)]);
    return some;
}

std::size_t Course::repeated(Course const& other) const {
    std::set<Identity> told;
    for (auto const& handover : other.handovers_)
        for (auto const& fact : handover.facts) told.insert(fact.identity);
    std::size_t count = 0;
    for (auto const& handover : handovers_)
        count += static_cast<std::size_t>(
            std::ranges::count_if(handover.facts, [&](Fact const& fact) { return told.contains(fact.identity); }));
    return count;
}

std::optional<std::string> Course::difference(Course const& again, std::size_t before) const {
    std::set<Identity> known, told;
    std::map<std::pair<std::string, std::string>, Identity> contents, renamed;
    for (auto const& handover : handovers_) {
        for (auto const& fact : handover.facts) {
            known.insert(fact.identity);
            contents.try_emplace({fact.identity.name, fact.body}, fact.identity);
        }
    }
    for (auto const& handover : again.handovers_) {
        for (auto const& fact : handover.facts) {
            told.insert(fact.identity);
            // What nobody has seen before has happened meanwhile.
            auto const same = contents.find({fact.identity.name, fact.body});
            if (known.contains(fact.identity)) continue;
            renamed.try_emplace({fact.identity.name, fact.content}, fact.identity);
            if (same == contents.end()) continue;
            return fmt::format("{} came again with the key \"{}\": the host would store it twice",
                               words_of(same->second), base::without_personal(fact.identity.key));
        }
    }
    for (std::size_t i = before; i < handovers_.size(); ++i) {
        for (auto const& fact : handovers_[i].facts) {
            if (told.contains(fact.identity)) continue;
            auto const other = renamed.find({fact.identity.name, fact.content});
            if (other == renamed.end()) return words_of(fact.identity) + " is lost: it never came again";
            return fmt::format("{} came again as record \"{}\": the host would take it for another car",
                               words_of(fact.identity), base::without_personal(other->second.record));
        }
    }
    return std::nullopt;
}

}  // namespace lotbridge::kit
