// The figures of 6.1, counted by lot and calendar day of the lot. A message belongs to the day on which it was taken
// in, whenever it is accepted or lost, so that each day's sum comes out even; packets belong to the day on which they
// were sent.
#pragma once

#include "base/time.hpp"
#include "store/delays.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lotbridge::store {

using Day = std::chrono::local_days;

// A message that takes longer than this is late (6.1.2).
inline constexpr std::chrono::milliseconds late_after{5000};

struct Figures {
    std::int64_t due = 0;       // messages that were taken in, or put into quarantine
    std::int64_t absorbed = 0;  // of these: carried by another one, or overtaken by a newer count
    std::int64_t accepted = 0;  // by the cloud
    std::int64_t wrong = 0;    // of these: with a content that is not the lot's, as the reconciliation of the day found
    std::int64_t late = 0;     // of the accepted: more than 5 s after it happened, and no outage was to blame
    std::int64_t lost = 0;     // dead or dropped
    std::int64_t packets = 0;  // requests that went out with messages
    std::int64_t malformed = 0;  // of these: the answer says that the packet was not right
    // From when it happened to its acceptance; apart: of those that waited through an outage of the cloud. Of messages
    // whose time is not known (inferred ones, and what happened before the lot was looked after) there is no delay.
    Delays delays, apart;

    std::int64_t correct() const { return accepted - wrong; }
    std::int64_t open() const { return due - absorbed - accepted - lost; }  // waiting, held, or in quarantine
    Figures& operator+=(Figures const& other);
};

using DayFigures = std::pair<Day, Figures>;

// For a column: several days in one.
void pack(std::string& bytes, Day day, Figures const& figures);
std::vector<DayFigures> unpack_days(std::string_view bytes);

struct Interval {
    WallTime from{}, to{};
    bool goes_on = false;  // at `to`, the end of what was looked at
};

struct LotFigures {
    std::string lot;
    std::chrono::minutes utc_offset{};
    WallTime from{}, to{};          // the period
    std::optional<WallTime> since;  // the lot's first message was taken in, ever
    std::vector<DayFigures> days;   // those on which anything was counted, in order
    std::vector<Interval> outages;  // of the cloud; this and the next are cut to the period
    // Times in which the host did not run. From before its first run nothing is known.
    std::vector<Interval> downtime;
};

// The calendar day of a moment by the lot's clocks, and when it begins.
inline Day day_of(WallTime at, std::chrono::minutes utc_offset) {
    return Day(std::chrono::floor<std::chrono::days>(at + utc_offset).time_since_epoch());
}
inline WallTime beginning_of(Day day, std::chrono::minutes utc_offset) {
    return WallTime(day.time_since_epoch() - utc_offset);
}

}  // namespace lotbridge::store
