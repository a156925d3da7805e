#include "lotsim/script.hpp"

namespace lotbridge::lotsim {
namespace {

using namespace std::chrono_literals;

// How often things go other than planned, as lots of this size tell of them.
constexpr double entry_unseen = 0.008;  // tailgating: the first that the booth knows of the car is its exit
constexpr double exit_unseen = 0.012;
constexpr double entry_taken_twice = 0.006;
constexpr double misread = 0.03;
constexpr double mended_at_once = 0.7;  // of the misread; the others are mended at the exit
constexpr double late_share = 0.012;
constexpr double by_hand_share = 0.02;
constexpr double waived_share = 0.015;
constexpr auto tidy_up_every = 10min;

}  // namespace

Script::Script(ScriptOptions options, Moment begin)
    : options_(options),
      chance_(options.seed),
      town_(options.regulars, chance_),
      day_(town_, chance_, options.visitors_a_day),
      late_until_(begin) {
    plan_day(begin);
    plan({.at = begin + tidy_up_every, .what = What::tidy_up});
    plan({.at = later(begin, 300, 3600), .what = What::hand_open});
}

Act Script::next() {
    for (;;) {
        auto planned = planned_.top();
        planned_.pop();
        auto& act = planned.act;
        switch (planned.kind) {
            case Planned::Kind::new_day:
                plan_day(act.at);
                break;
            case Planned::Kind::slip_out:
                town_.car(act.car).inside = false;
                break;
            case Planned::Kind::arrival:
                if (auto entry = arrive(std::move(act))) return *entry;
                break;
            case Planned::Kind::stage:
                plan_jobs(act);
                return act;
        }
    }
}

void Script::plan(Act act, Planned::Kind kind) { planned_.push({std::move(act), kind, order_++}); }

// The part of this date that is still to come, and the next midnight.
void Script::plan_day(Moment from) {
    auto const date = std::chrono::floor<std::chrono::days>(from);
    for (auto const& arrival : day_.arrivals(date))
        if (arrival.at >= from)
            plan({.at = arrival.at, .what = What::entry, .car = arrival.car}, Planned::Kind::arrival);
    plan({.at = date + std::chrono::days(1)}, Planned::Kind::new_day);
}

std::optional<Act> Script::arrive(Act act) {
    auto& car = town_.car(act.car);
    if (car.inside) return {};
    car.inside = true;
    act.plate = car.plate;
    plan_departure(act);
    if (car.plate && chance_.odds(entry_unseen)) return {};
    return enter(std::move(act));
}

Act Script::enter(Act act) {
    act.lane = chance_.below(options_.lanes);
    act.by_hand = chance_.odds(by_hand_share);
    if (!act.plate) return act;
    if (chance_.odds(misread)) {
        auto mended = act;
        act.plate = town_.misread(*act.plate);
        mended.what = What::correction;
        mended.at = later(act.at, 25, 50);
        if (chance_.odds(mended_at_once)) plan(std::move(mended));
    } else if (chance_.odds(entry_taken_twice)) {
        auto again = act;
        again.what = What::second_entry;
        again.at = later(act.at, 2, 20);
        again.lane = (act.lane + 1) % options_.lanes;
        plan(std::move(again));
    } else if (act.at > late_until_ && chance_.odds(late_share)) {
        act.late = true;
        late_until_ = later(act.at, 3, 20);
        plan({.at = late_until_, .what = What::late_commit, .car = act.car});
    }
    return act;
}

void Script::plan_departure(Act const& arrival) {
    auto exit = arrival;
    exit.what = What::exit;
    exit.at = arrival.at + day_.stay(town_.car(arrival.car));
    exit.lane = chance_.below(options_.lanes);
    exit.by_hand = chance_.odds(by_hand_share);
    exit.waived = chance_.odds(waived_share);
    plan(std::move(exit), chance_.odds(exit_unseen) ? Planned::Kind::slip_out : Planned::Kind::stage);
}

// What follows from an act that takes place now.
void Script::plan_jobs(Act const& done) {
    if (done.what == What::exit) town_.car(done.car).inside = false;
    if (done.what == What::tidy_up) plan({.at = done.at + tidy_up_every, .what = What::tidy_up});
    if (done.what == What::hand_open)
        plan({.at = later(done.at, 1200, 9000), .what = What::hand_open, .lane = chance_.below(options_.lanes)});
}

Moment Script::later(Moment moment, int low_seconds, int high_seconds) {
    return moment + std::chrono::milliseconds(chance_.between(low_seconds * 1000, high_seconds * 1000));
}

}  // namespace lotbridge::lotsim
