// What the lot tells the platform, which pushes it on, and what goes wrong with that: pushes that nobody makes or that
// are bare, pictures that come late or never.
#pragma once

#include "lotsim/ake/lot.hpp"
#include "lotsim/ake/platform.hpp"
#include "lotsim/chance.hpp"
#include "lotsim/ledger.hpp"

#include <cstdint>
#include <map>
#include <string>

namespace lotbridge::lotsim::ake {

class Reports {
public:
    Reports(Platform& platform, Lot& lot, Ledger& ledger, Town& town, std::uint64_t seed);

    void entry(Stay const& stay);
    void exit(Stay const& stay);
    void correction(Stay const& stay);
    Result<> open_by_hand(Gate const& gate);
    // Spaces, a card, a device, a shift, a product: each in its turn.
    Result<> tell_states();
    // True: a picture that will be there, at once or later. url: what the record says of it.
    bool picture(std::string const& name, std::string& url);
    // Whether the cloud is asked to deduct what a car that leaves owes.
    bool asks_first();
    // The bill of the cloud; empty: charge as usual.
    std::string deduct(Stay const& stay);
    Result<> tell_misdeeds();

private:
    void tell(std::string const& cmd, Stay const& stay, bool left);
    Result<> issue_card();
    bool odds(double share, std::string const& fault);

    Platform& platform_;
    Lot& lot_;
    Ledger& ledger_;
    Town& town_;
    Chance faults_;
    std::map<std::string, std::int64_t> misdeeds_;  // beside the platform's
    int turn_ = 0;
};

}  // namespace lotbridge::lotsim::ake
