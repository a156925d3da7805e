// The same lot by its tables, on MySQL: a row for each stay, changed in place by the product, by operators, and by a
// camera whose clock is wrong. The ledger says what the rows came to.
#pragma once

#include "lotsim/ledger.hpp"
#include "lotsim/pace.hpp"
#include "lotsim/script.hpp"

#include <functional>
#include <string>

namespace lotbridge::lotsim::uploadcarin {

struct TablesPlan {
    std::string mysql;   // connection
    std::string ledger;  // file
    ScriptOptions script;
    PaceOptions pace;
    std::size_t events = 0;  // entries, corrections and exits; 0: until stopped
};

// Makes the tables that are missing.
Result<> play(TablesPlan const& plan, std::function<bool()> const& stopped);

}  // namespace lotbridge::lotsim::uploadcarin
