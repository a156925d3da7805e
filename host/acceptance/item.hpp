// What an acceptance by chapter 7 finds. An item is one thing that the standard asks for, graded, with why and the
// evidence, every sentence in English and Chinese. Plates and phone numbers are masked before they come here
// (base/personal.hpp), because a report is printed and handed round.
#pragma once

#include "base/time.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lotbridge::acceptance {

enum class Grade { pass, fail, not_supported, not_tested };

// "pass", "fail", "not_supported", "not_tested"; what is none of these is not tested.
std::string_view name_of(Grade grade);
Grade grade_named(std::string_view name);

struct Text {
    std::string en, zh;

    bool operator==(Text const&) const = default;
};
// Words that come from elsewhere and stay as they are in both languages.
inline Text same(std::string words) { return {words, words}; }

// One message or request as proof: where it stands in the store, its number on the wire, when.
struct Message {
    std::int64_t seq = 0;  // of the outbox, or of the requests from the cloud
    std::string opr_num, record;
    WallTime at{};
    std::string words;  // what was said of it, where that matters

    bool operator==(Message const&) const = default;
};

struct Item {
    std::string id;      // "vehicle_entry", "6.1.2", "fault.cloud_down"
    std::string clause;  // "5.1.2"
    Text title;
    Grade grade = Grade::not_tested;
    Text why;  // one sentence
    std::vector<Text> evidence;
    std::vector<Message> messages;

    // Takes over a worse grade, or the first that there is.
    void judge(Grade judged, Text words);
};

}  // namespace lotbridge::acceptance
