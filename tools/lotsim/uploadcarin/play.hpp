// A lot of the uploadcarin interface: the script's cars as its software tells them over the line. The ledger says what
// it told; an exit of which it knows no entry is never told.
#pragma once

#include "lotsim/ledger.hpp"
#include "lotsim/pace.hpp"
#include "lotsim/script.hpp"
#include "lotsim/uploadcarin/lot.hpp"

#include <functional>

namespace lotbridge::lotsim::uploadcarin {

struct PlayPlan {
    LotOptions lot;
    std::string ledger;  // file
    ScriptOptions script;
    PaceOptions pace;
    std::size_t events = 0;  // entries and exits; 0: until stopped
    bool stay_open = false;  // after the last event: go on answering until stopped
};

// Ends when the events are played and everything was accepted, or when it is told to stop.
Result<> play(PlayPlan const& plan, std::function<bool()> const& stopped);

}  // namespace lotbridge::lotsim::uploadcarin
