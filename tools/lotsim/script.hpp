// What happens at the lot, in order of time, as the drivers and the booth staff would have it. Pure: knows no database,
// so a seed gives the same script everywhere.
#pragma once

#include "lotsim/day.hpp"

#include <cstdint>
#include <optional>
#include <queue>
#include <string>

namespace lotbridge::lotsim {

enum class What {
    entry,
    second_entry,  // another booth's camera takes the car that has just entered once more
    late_commit,   // the entry whose transaction was left open is committed now
    correction,    // the operator mends a misread plate
    exit,
    hand_open,  // the operator opens a gate by hand for somebody who is no customer
    tidy_up,    // the product's job of every 10 minutes
};

struct Act {
    Moment at;
    What what = What::tidy_up;
    CarId car = 0;
    std::optional<std::string> plate;  // as the camera reads it; corrections: as the operator reads it
    std::size_t lane = 0;              // which of the entry or exit lanes
    bool by_hand = false;              // 手动: the camera did not trigger
    bool late = false;                 // entry: its commit is an act of its own
    bool waived = false;               // exit: the operator lets the car off
};

struct ScriptOptions {
    std::uint64_t seed = 1;
    std::size_t regulars = 300;
    unsigned visitors_a_day = 2000;
    std::size_t lanes = 2;  // each way
};

class Script {
public:
    Script(ScriptOptions options, Moment begin);
    Script(Script const&) = delete;  // its parts refer to each other
    Script& operator=(Script const&) = delete;

    Act next();
    Town& town() { return town_; }

private:
    struct Planned {
        Act act;
        enum class Kind { stage, arrival, slip_out, new_day } kind = Kind::stage;
        std::uint64_t order = 0;
        bool operator>(Planned const& other) const {
            return act.at != other.act.at ? act.at > other.act.at : order > other.order;
        }
    };

    void plan(Act act, Planned::Kind kind = Planned::Kind::stage);
    void plan_day(Moment from);
    std::optional<Act> arrive(Act act);
    Act enter(Act act);
    void plan_departure(Act const& arrival);
    void plan_jobs(Act const& done);
    Moment later(Moment moment, int low_seconds, int high_seconds);

    ScriptOptions options_;
    Chance chance_;
    Town town_;
    Day day_;
    Moment late_until_;
    std::uint64_t order_ = 0;
    std::priority_queue<Planned, std::vector<Planned>, std::greater<>> planned_;
};

}  // namespace lotbridge::lotsim
