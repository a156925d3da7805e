// What the lot's office does between cars, each in its turn: renews a monthly card, misses a device and has it back,
// takes over a cashier's money.
#pragma once

#include "lotsim/database.hpp"
#include "lotsim/ledger.hpp"
#include "lotsim/town.hpp"

#include <cstddef>

namespace lotbridge::lotsim {

class Office {
public:
    Office(Database& database, Ledger& ledger) : database_(database), ledger_(ledger) {}

    // The next thing to do.
    Result<> work(Town const& town, LocalTime now);

    Result<> renew_card(Car const& car, LocalTime now);
    Result<> miss_device(LocalTime now);
    Result<> find_device(LocalTime now);
    // What was received since the hand-in before.
    Result<> hand_in(LocalTime now);

private:
    Database& database_;
    Ledger& ledger_;
    std::size_t turn_ = 0;
};

}  // namespace lotbridge::lotsim
