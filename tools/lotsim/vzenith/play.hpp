// A day of a lot with four cameras: two push by HTTP, two speak TCP, one of each at the entrances and at the exits.
// With all that goes wrong between a camera and who listens to it. The ledger says what the lot's day really was.
#pragma once

#include "push_camera.hpp"
#include "tcp_camera.hpp"

#include "lotsim/chance.hpp"
#include "lotsim/ledger.hpp"

#include <functional>

namespace lotbridge::lotsim::vzenith {

struct PlayPlan {
    std::string push_url;             // where the pushing cameras push to
    std::uint16_t entry_port = 8131;  // of the cameras that speak TCP
    std::uint16_t exit_port = 8132;
    std::string plate_key = "0123456789abcdef";  // of the exit that encrypts its plates
    std::size_t cars = 60;
    std::chrono::seconds length{40};  // of the day
    std::chrono::seconds outage{8};   // of the pushing cameras' line, in its middle
    std::uint64_t seed = 1;
    bool stay_open = false;
};

// Ends when the day is over and everything was taken, or when it is told to stop.
Result<> play(PlayPlan const& plan, Ledger& ledger, std::function<bool()> const& stop);

}  // namespace lotbridge::lotsim::vzenith
