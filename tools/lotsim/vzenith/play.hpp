// A day of a lot with four cameras: two push by HTTP, two speak TCP, one of each at the entrances and at the exits.
// With all that goes wrong between a camera and who listens to it. The ledger says what the lot's day really was.
#pragma once

#include "cameras.hpp"

#include <functional>

namespace lotbridge::lotsim::vzenith {

struct PlayPlan {
    CameraPlan cameras;
    std::size_t cars = 60;
    std::chrono::seconds length{40};  // of the day
    std::chrono::seconds outage{8};   // of the pushing cameras' line, in its middle
    std::uint64_t seed = 1;
    bool stay_open = false;
};

// Ends when the day is over and everything was taken, or when it is told to stop.
Result<> play(PlayPlan const& plan, Ledger& ledger, std::function<bool()> const& stop);

}  // namespace lotbridge::lotsim::vzenith
