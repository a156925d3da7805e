// The shape of a day at the lot: when cars come, in which order, and how long they stay.
#pragma once

#include "lotsim/chance.hpp"
#include "lotsim/town.hpp"

#include <chrono>
#include <vector>

namespace lotbridge::lotsim {

// A moment of the play's own calendar. What the rows carry is decided by Pace.
using Moment = std::chrono::local_time<std::chrono::milliseconds>;

struct Arrival {
    Moment at;
    CarId car;
};

class Day {
public:
    Day(Town& town, Chance& chance, unsigned visitors_a_day)
        : town_(town), chance_(chance), visitors_(visitors_a_day) {}

    // Everybody who comes on this date, in order of time.
    std::vector<Arrival> arrivals(std::chrono::local_days date);
    std::chrono::milliseconds stay(Car const& car);

private:
    bool comes_today(CarId regular, bool weekend);

    Town& town_;
    Chance& chance_;
    unsigned visitors_;
};

}  // namespace lotbridge::lotsim
