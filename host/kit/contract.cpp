#include "kit/contract.hpp"

#include "base/personal.hpp"
#include "kit/bench.hpp"

#include <algorithm>

namespace lotbridge::kit {
namespace {

struct Case {
    std::string_view id, title;
    Grade needed_for;
    Verdict (*play)(Bench&);
    bool leaves_something = false;  // that others build upon
};

// In this order: later ones need what earlier ones have found out.
constexpr Case all_cases[] = {
    {"life_cycle", "starts, stops and starts again, in every order", Grade::bronze, cases::life_cycle},
    {"reading", "hands over what the lot has", Grade::bronze, cases::reading, true},
    {"restart", "goes on from each of its cursors: nothing lost, nothing doubled", Grade::bronze, cases::restart},
    {"refusing_host", "gives again what the host has refused", Grade::silver, cases::refusing_host},
    {"full_disk", "gives again what found no room on the host's disk", Grade::silver, cases::full_disk},
    {"slow_host", "waits for a host that takes its time", Grade::silver, cases::slow_host},
    {"capabilities", "says what it can, and hands over nothing else", Grade::silver, cases::capabilities, true},
    {"unknown_commands", "answers what it does not know with \"unsupported\"", Grade::silver, cases::unknown_commands},
    {"commands", "carries out or refuses what it offers, in the standard's words", Grade::silver, cases::commands,
     true},
    {"repeated_commands", "does a repeated command once", Grade::silver, cases::repeated_commands},
    {"strange_text", "bears giant, broken and nonsensical commands", Grade::silver, cases::strange_text},
    {"values", "hands over values that the standard allows", Grade::silver, cases::values},
    {"stopping", "stops in time", Grade::silver, cases::stopping},
    {"foreign_cursor", "refuses a cursor that is not its own, or begins anew", Grade::gold, cases::foreign_cursor},
    {"resuming", "reads on behind its last cursor, not from the beginning", Grade::gold, cases::resuming},
    {"future_cursor", "bears a cursor from the future", Grade::gold, cases::future_cursor},
    {"day_book", "lists a day as it told it, and submits it anew under the same keys", Grade::gold, cases::day_book},
    {"wording", "says in UTF-8 what went wrong", Grade::gold, cases::wording},
    {"discretion", "says no plate, phone number or secret", Grade::gold, cases::discretion},
};

}  // namespace

std::string_view name_of(Grade grade) {
    constexpr std::string_view names[] = {"none", "bronze", "silver", "gold"};
    return names[static_cast<int>(grade)];
}

std::string_view name_of(Verdict::Result result) {
    constexpr std::string_view names[] = {"passed", "failed", "not shown", "not applicable"};
    return names[static_cast<int>(result)];
}

Grade CaseReport::leaves() const {
    switch (verdict.result) {
        case Verdict::Result::failed:
            return static_cast<Grade>(static_cast<int>(needed_for) - 1);
        case Verdict::Result::not_shown:
            return Grade::silver;
        default:
            return Grade::gold;
    }
}

Grade Report::grade() const {
    auto grade = Grade::gold;
    for (auto const& played : cases) grade = std::min(grade, played.leaves());
    return grade;
}

std::vector<std::string> case_ids() {
    std::vector<std::string> ids;
    for (auto const& each : all_cases) ids.emplace_back(each.id);
    return ids;
}

Report check_contract(Subject const& subject, Options const& options) {
    auto const& manifest = subject.loaded.library->manifest();
    Bench bench{subject, options, options.limits, Evidence(subject.secrets), {}, {}, {}};
    Report report{manifest.id, manifest.version, {}, 0};
    for (auto const& each : all_cases) {
        auto const wanted = options.only.empty() || std::ranges::find(options.only, each.id) != options.only.end();
        if (!wanted && !each.leaves_something) continue;
        auto verdict = each.play(bench);
        verdict.reason = base::without_personal(verdict.reason);
        report.cases.push_back({each.id, each.title, each.needed_for, std::move(verdict)});
        // Whatever else could be said of it would only be this again.
        if (each.play == cases::reading && report.cases.back().verdict.result == Verdict::Result::failed) break;
    }
    report.facts = bench.course.facts();
    return report;
}

}  // namespace lotbridge::kit
