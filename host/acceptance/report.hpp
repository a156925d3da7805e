// The whole acceptance of a lot, as it is printed, shown and kept.
#pragma once

#include "acceptance/facts.hpp"

#include <array>

namespace lotbridge::acceptance {

// One calendar day of the lot, for the charts and the table of 6.1.
struct DayLine {
    std::string date;
    std::int64_t due = 0, accepted = 0, late = 0, lost = 0, open = 0;  // due: less what others carry
    std::optional<std::chrono::milliseconds> mean, p99;
    std::chrono::milliseconds away{}, down{};  // the cloud, the host

    bool operator==(DayLine const&) const = default;
};

struct Report {
    std::string lot, park_id, park_code, cloud, version;
    std::vector<std::string> plugins;
    std::chrono::minutes utc_offset{};
    store::Span span;
    WallTime made{};
    bool second_opinion = false;  // a reference cloud was asked
    std::vector<Item> functions;  // chapter 5
    std::vector<Item> figures;    // 6.1 and 7.3
    std::vector<Item> faults;     // rehearsed; empty: none
    std::vector<DayLine> days;

    std::array<int, 4> counts() const;  // of all items, by Grade
    bool passed() const;                // nothing failed, and something passed
};

// Grades the facts; tests are what was tried on purpose: each is added to the item of its id. undisturbed: the facts
// from before faults were rehearsed, for the figures of 6.1; where none were, the same facts.
Report make_report(Facts const& facts, Facts const& undisturbed, std::vector<Item> const& tests,
                   std::vector<Item> faults);

std::string to_json(Report const& report);

}  // namespace lotbridge::acceptance
