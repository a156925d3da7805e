// What it has of a day that is over, for the daily reconciliation.
#include "kit/bench.hpp"

#include <fmt/format.h>
#include <lotbridge/text/json.hpp>

#include <algorithm>
#include <map>
#include <vector>

namespace lotbridge::kit::cases {
namespace {

constexpr char const* amounts[] = {"payMoney", "agioMoney", "chargeMoney"};

std::string day_of(Fact const& exit) {
    auto const body = JsonValue::parse(exit.body);
    return body ? (*body)["outTime"].text().substr(0, 10) : std::string();
}

std::vector<Fact> exits_of(Course const& course) {
    std::vector<Fact> exits;
    for (auto const& handover : course.handovers())
        std::ranges::copy_if(handover.facts, std::back_inserter(exits), [](Fact const& fact) {
            return fact.identity.name == "vehicle_exit" && !day_of(fact).empty();
        });
    return exits;
}

// Empty: the day is listed as it was told.
std::string listing_fault(std::vector<plugin::Message> const& listed, std::vector<Fact> const& told,
                          std::string const& day) {
    std::map<Identity, std::string> exits;
    std::size_t totals = 0;
    for (auto const& message : listed) {
        totals += message.name == "daily_reconciliation";
        if (auto fact = fact_of(message)) exits.emplace(std::move(fact->identity), std::move(fact->body));
    }
    if (totals != 1) return fmt::format("lists {} totals of {} and not one", totals, day);
    for (auto const& exit : told) {
        if (day_of(exit) != day) continue;
        auto const found = exits.find(exit.identity);
        if (found == exits.end())
            return fmt::format("does not list the exit of record \"{}\", key \"{}\", which it has told of {}",
                               exit.identity.record, exit.identity.key, day);
        auto const here = *JsonValue::parse(exit.body), there = *JsonValue::parse(found->second);
        for (auto const* amount : amounts) {
            if (here[amount].text() == there[amount].text()) continue;
            return fmt::format("lists {} {} for the exit of record \"{}\", and has told {}", amount,
                               there[amount].text(), exit.identity.record, here[amount].text());
        }
    }
    return {};
}

// Empty: what it submits anew is what it has told.
std::string submission_fault(Bench& bench, Trial& trial, Fact const& exit, std::string const& day) {
    if (auto const submitted = trial.submit_day(day, {exit.identity.record}); !submitted)
        return submitted.error().message;
    auto const everything = bench.course.handovers().size();
    if (auto const difference = bench.course.difference(trial.course(), everything)) return *difference;
    for (auto const& again : exits_of(trial.course()))
        if (again.identity == exit.identity) return {};
    return fmt::format("does not submit the exit of record \"{}\" anew", exit.identity.record);
}

}  // namespace

Verdict day_book(Bench& bench) {
    auto const offer = bench.sheet.find("daily_reconciliation");
    if (offer == bench.sheet.end() || offer->second == "unsupported") return not_applicable("it keeps no books");
    auto const told = exits_of(bench.course);
    if (told.empty()) return not_shown("no exit was read whose day could be listed");
    auto const day = day_of(told.back());
    auto trial = bench.trial();
    if (auto const started = trial.start(); !started) return failed(started.error().message);
    auto const listed = trial.list_day(day);
    if (!listed) return failed(listed.error().message);
    if (auto const fault = listing_fault(*listed, told, day); !fault.empty()) return failed(fault);
    if (auto const fault = submission_fault(bench, trial, told.back(), day); !fault.empty())
        return failed("asked anew: " + fault);
    return passed(fmt::format("{}: {} messages", day, listed->size()));
}

}  // namespace lotbridge::kit::cases
