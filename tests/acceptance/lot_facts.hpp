// Facts of a lot as a test needs them: all is well unless it says otherwise.
#pragma once

#include "acceptance/facts.hpp"

#include <gmock/gmock.h>
#include <algorithm>

namespace lotbridge::acceptance::test {

using namespace std::chrono_literals;

inline WallTime const now{1'780'000'000'000ms};  // 2026-05-28 20:26:40 UTC

inline Facts lot_facts() {
    Facts facts{
        .lot = "north", .park_id = "P1", .park_code = "PC1", .cloud = "https://cloud.example.com", .utc_offset = 8h};
    facts.span = {now - 15 * 24h, now};
    facts.now = now;
    facts.running =
        Running{.version = "1", .started = now - 20 * 24h, .now = now, .reachable = true, .link = "logged in"};
    facts.figures.utc_offset = 8h;
    return facts;
}

inline Sent& deliver(Facts& facts, std::string const& topic, std::int64_t count) {
    auto& sent = facts.sent[topic];
    sent.topic = topic;
    sent.taken = sent.delivered = count;
    return sent;
}

inline Item const& item(std::vector<Item> const& items, std::string_view id) {
    auto const found = std::ranges::find(items, id, &Item::id);
    if (found == items.end()) throw std::runtime_error("there is no item " + std::string(id));
    return *found;
}

MATCHER_P2(Graded, grade, words, "") {
    *result_listener << name_of(arg.grade) << ": " << arg.why.en << " / " << arg.why.zh;
    return arg.grade == grade && arg.why.en.find(words) != std::string::npos && !arg.why.zh.empty();
}

}  // namespace lotbridge::acceptance::test
