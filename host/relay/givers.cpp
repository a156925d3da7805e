#include "relay/givers.hpp"

#include <lotbridge/schema/catalogue.hpp>

#include <algorithm>
#include <map>
#include <utility>

namespace lotbridge::relay {
namespace {

std::string listed(std::vector<std::string_view> const& words) {
    std::string out;
    for (auto const word : words) out.append(out.empty() ? "" : ", ").append(word);
    return out;
}

}  // namespace

Givers::Givers(std::vector<config::AdapterSettings> const& adapters) {
    for (auto const& adapter : adapters)
        candidates_.push_back({adapter.name, {adapter.reports.begin(), adapter.reports.end()}, {}});
}

void Givers::learn(std::string_view adapter, Topics offers) {
    std::lock_guard const lock(mutex_);
    auto const found = std::ranges::find(candidates_, adapter, &Candidate::name);
    if (found != candidates_.end()) found->offers = std::move(offers);
}

bool Givers::can(std::string_view adapter, std::string_view topic) const {
    std::lock_guard const lock(mutex_);
    auto const found = std::ranges::find(candidates_, adapter, &Candidate::name);
    return found != candidates_.end() && found->can(topic);
}

// Those that the file names, otherwise the first that may and can.
std::vector<Givers::Candidate const*> Givers::givers_of(std::string_view topic) const {
    std::vector<Candidate const*> givers;
    for (auto const& candidate : candidates_)
        if (candidate.named.contains(topic)) givers.push_back(&candidate);
    if (!givers.empty()) return givers;
    for (auto const& candidate : candidates_) {
        if (!candidate.named.empty() || !candidate.can(topic)) continue;
        givers.push_back(&candidate);
        break;
    }
    return givers;
}

Givers::Verdict Givers::verdict(std::string_view adapter, std::string_view topic) const {
    auto const* interface = schema::find_interface(topic);
    if (!interface || interface->direction == schema::Direction::down) return Verdict::gives;  // to be put aside
    std::lock_guard const lock(mutex_);
    auto const self = std::ranges::find(candidates_, adapter, &Candidate::name);
    if (self == candidates_.end()) return Verdict::gives;
    auto const givers = givers_of(topic);
    if (!givers.empty() && givers.front()->named.contains(topic))
        return std::ranges::find(givers, &*self) != givers.end() ? Verdict::gives : Verdict::leaves;
    if (!self->named.empty()) return Verdict::leaves;
    for (auto const* other = candidates_.data(); other != &*self; ++other) {
        if (!other->named.empty()) continue;
        if (!other->offers) return Verdict::open;
        if (other->can(topic)) return Verdict::leaves;
    }
    return givers.empty() || self->can(topic) ? Verdict::gives : Verdict::leaves;
}

Givers::Words Givers::words() const {
    std::lock_guard const lock(mutex_);
    Words out;
    std::map<std::string_view, std::vector<std::string_view>> gives;                                   // by adapter
    std::map<std::pair<std::string_view, std::string_view>, std::vector<std::string_view>> undecided;  // giver, other
    for (auto const& interface : schema::interfaces()) {
        if (interface.direction == schema::Direction::down) continue;
        auto const givers = givers_of(interface.id);
        for (auto const* giver : givers) gives[giver->name].push_back(interface.id);
        if (givers.empty() || givers.front()->named.contains(interface.id)) continue;
        for (auto const& other : candidates_)
            if (&other != givers.front() && other.named.empty() && other.can(interface.id))
                undecided[{givers.front()->name, other.name}].push_back(interface.id);
    }
    for (auto const& candidate : candidates_) {
        if (auto const found = gives.find(candidate.name); found != gives.end())
            out.gives.emplace_back(candidate.name, listed(found->second));
        if (candidate.named.empty() && !candidate.offers)
            out.warnings.push_back("what " + candidate.name +
                                   " can tell is not known before it has started once; until then what others tell "
                                   "waits, unless \"reports\" in the lot's file says who gives what");
    }
    for (auto const& [pair, topics] : undecided)
        out.warnings.push_back(std::string(pair.second) + " can tell " + listed(topics) + " too; " +
                               std::string(pair.first) +
                               " gives it, because it stands first in the lot's file; \"reports\" there would say it");
    return out;
}

}  // namespace lotbridge::relay
