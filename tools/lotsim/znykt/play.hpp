// A ZNYKT lot on MySQL: the script's cars, what the product makes of them, and what goes wrong at such a booth. The
// ledger says what its outbox told.
#pragma once

#include "lotsim/ledger.hpp"
#include "lotsim/pace.hpp"
#include "lotsim/pictures.hpp"
#include "lotsim/script.hpp"

#include <functional>

namespace lotbridge::lotsim::znykt {

struct PlayPlan {
    std::string mysql;     // connection
    std::string ledger;    // file
    std::string pictures;  // folder; empty: none are taken
    ScriptOptions script;
    PaceOptions pace;
    std::size_t events = 0;  // entries, corrections and exits; 0: until stopped
    // After so many of them the program is closed for 8 s and upgraded: the outbox is made again. 0: never.
    std::size_t upgrade_at = 0;
    bool create_only = false;
};

struct Score {
    std::size_t entries = 0, corrections = 0, exits = 0;
    std::size_t events() const { return entries + corrections + exits; }
};

Result<Score> play(PlayPlan const& plan, std::function<bool()> const& stopped);

}  // namespace lotbridge::lotsim::znykt
