// How the play's calendar runs against the real clock, and which time a row carries.
#pragma once

#include "lotsim/day.hpp"

#include <lotbridge/schema/scalars.hpp>

#include <chrono>
#include <optional>

namespace lotbridge::lotsim {

// China has one zone and no summer time.
inline constexpr std::chrono::minutes lot_offset = std::chrono::hours(8);

struct PaceOptions {
    std::optional<Moment> start;  // rows carry the play's calendar from here on; absent: rows carry the real time
    double speed = 1;             // play seconds per real second; 0: no waiting at all
};

class Pace {
public:
    explicit Pace(PaceOptions options);

    Moment begin() const { return begin_; }
    // When, on the real clock, this moment is to be played.
    std::chrono::steady_clock::time_point due(Moment moment) const;
    // What the lot's clocks show at this moment of the play.
    Moment shown(Moment moment) const;

private:
    PaceOptions options_;
    Moment begin_;
    std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

// The row's form of a moment: whole seconds.
inline LocalTime to_seconds(Moment moment) { return LocalTime(std::chrono::floor<std::chrono::seconds>(moment)); }

}  // namespace lotbridge::lotsim
