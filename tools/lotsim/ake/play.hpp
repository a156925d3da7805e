// A lot of the AKE platform: the script's cars as the platform pushes them, lists them and charges them. The ledger
// says what happened at the lot, whatever was pushed.
#pragma once

#include "lotsim/ake/platform.hpp"
#include "lotsim/ledger.hpp"
#include "lotsim/pace.hpp"
#include "lotsim/script.hpp"

#include <functional>

namespace lotbridge::lotsim::ake {

struct PlayPlan {
    PlatformOptions platform;
    std::string ledger;  // file
    ScriptOptions script;
    PaceOptions pace;
    std::size_t events = 0;             // entries and exits; 0: until stopped
    std::chrono::seconds quote{600};    // how long the answer to getParkFee holds
    std::chrono::seconds heartbeat{2};  // 0: the lot never shows that it is there
    bool stay_open = false;             // after the last event: go on answering until stopped
};

// Ends when the events are played and every push was taken, or when it is told to stop.
Result<> play(PlayPlan const& plan, std::function<bool()> const& stopped);

}  // namespace lotbridge::lotsim::ake
