// Where reading goes on: its own cursors, and those that it never gave.
#include "kit/bench.hpp"

#include <fmt/format.h>

#include <regex>

namespace lotbridge::kit::cases {
namespace {

std::string shown(std::string const& cursor) {
    constexpr std::size_t most = 60;
    return cursor.size() <= most ? '"' + cursor + '"'
                                 : fmt::format("\"{}...\" ({} bytes)", cursor.substr(0, most), cursor.size());
}

// A cursor far ahead: later years, or where it has none, larger numbers: the whole cursor, its texts, or else its
// values.
std::string later(std::string const& cursor) {
    struct Rule {
        char const *pattern, *into;
    };
    constexpr Rule rules[] = {{"20[0-9]{2}-", "2099-"},
                              {"^([0-9]{1,15})$", "9$1"},
                              {"\"([0-9]{1,15})\"", "\"9$1\""},
                              {":( ?)([0-9]{1,15})", ":$019$2"}};
    for (auto const& [pattern, into] : rules) {
        auto changed = std::regex_replace(cursor, std::regex(pattern), into);
        if (changed != cursor) return changed;
    }
    return cursor;
}

}  // namespace

Verdict restart(Bench& bench) {
    if (bench.course.empty()) return not_applicable("it handed over nothing");
    auto const places = bench.course.places(bench.limits.cursors);
    for (auto const& [cursor, before] : places) {
        auto trial = bench.trial();
        trial.resume_at(cursor);
        if (auto const started = trial.start(); !started) return failed(started.error().message);
        if (auto const read = trial.read(); !read)
            return failed(fmt::format("resumed at its cursor {}: {}", shown(cursor), read.error().message));
        if (auto const difference = bench.course.difference(trial.course(), before))
            return failed(fmt::format("resumed after {} of {} batches: {}", before, bench.course.handovers().size(),
                                      *difference));
    }
    return passed(fmt::format("{} cursors", places.size()));
}

Verdict resuming(Bench& bench) {
    auto const all = bench.course.facts();
    if (all < 2) return not_applicable("it handed over less than two messages");
    // One that is empty leaves the one before where it is.
    std::string cursor;
    for (auto const& handover : bench.course.handovers())
        if (!handover.cursor.empty()) cursor = handover.cursor;
    if (cursor.empty()) return failed("it gives no cursor: each start reads the lot from its beginning");
    auto trial = bench.trial();
    trial.resume_at(cursor);
    if (auto const started = trial.start(); !started) return failed(started.error().message);
    if (auto const read = trial.read(); !read) return failed(read.error().message);
    auto const again = bench.course.repeated(trial.course());
    auto const words = fmt::format("resumed at its last cursor it hands over {} of its {} messages again", again, all);
    return again < all ? passed(again > 0 ? words : std::string()) : failed(words);
}

Verdict foreign_cursor(Bench& bench) {
    std::string const foreign[] = {
        "no cursor of yours",         R"({"v":99,"streams":7})",  "-1",
        "99999999999999999999999999", "\xE5\x81\x9C\xE8\xBD\xA6", std::string(64 * 1024, 'x')};
    for (auto const& cursor : foreign) {
        auto trial = bench.trial();
        trial.resume_at(cursor);
        if (auto const started = trial.start(); !started) return failed(started.error().message);
        auto const read = trial.read();
        if (!read && read.error().code == Errc::broken)
            return failed(fmt::format("at the cursor {}: {}", shown(cursor), read.error().message));
        if (read && trial.course().empty() && !bench.course.empty())
            return failed(
                fmt::format("takes {} for a cursor of its own and hands over nothing: what lies before is "
                            "lost without a word",
                            shown(cursor)));
        if (read) continue;
        trial.resume_at("");
        if (auto const again = trial.read(); !again)
            return failed(fmt::format("does not recover from the cursor {}: {}", shown(cursor), again.error().message));
        if (auto const difference = bench.course.difference(trial.course()))
            return failed(fmt::format("after the cursor {}: {}", shown(cursor), *difference));
    }
    return passed();
}

Verdict future_cursor(Bench& bench) {
    if (bench.course.handovers().empty()) return not_applicable("it handed over no cursor");
    auto const last = bench.course.handovers().back().cursor;
    auto const future = later(last);
    if (future == last) return not_applicable("its cursors hold no time and no number");
    auto trial = bench.trial();
    trial.resume_at(future);
    if (auto const started = trial.start(); !started) return failed(started.error().message);
    if (auto const read = trial.read(); !read && read.error().code == Errc::broken)
        return failed(fmt::format("at the cursor {}: {}", shown(future), read.error().message));
    trial.resume_at("");
    if (auto const read = trial.read(); !read) return failed("does not recover from it: " + read.error().message);
    if (auto const difference = bench.course.difference(trial.course())) return failed("after it: " + *difference);
    return passed();
}

}  // namespace lotbridge::kit::cases
