#include "lotsim/player.hpp"

#include "lotsim/wrong_clock.hpp"

#include <thread>

namespace lotbridge::lotsim {
namespace {

using std::chrono::steady_clock;

std::int64_t number(long long id) { return static_cast<std::int64_t>(id); }

}  // namespace

Result<Score> Player::run(std::function<bool()> stopped, std::function<void(Score const&, Moment)> watch) {
    stopped_ = std::move(stopped);
    watch_ = std::move(watch);
    at_ = parts_.pace.begin();
    while (!enough()) {
        auto const act = parts_.script.next();
        LOTBRIDGE_TRY(auto const go_on, wait_for(act.at));
        if (!go_on) break;
        at_ = act.at;
        LOTBRIDGE_CHECK(play(act));
    }
    // Nobody leaves a transaction open when going home.
    if (parts_.late.open()) LOTBRIDGE_CHECK(commit_late({.at = at_}));
    if (options_.stay_open) LOTBRIDGE_CHECK(stay_open());
    return score_;
}

Moment Player::shown(Moment moment) const {
    return parts_.pace.shown(moment) + (options_.wrong_clock ? wrong_clock(score_.events()) : std::chrono::hours(0));
}

Result<bool> Player::wait_for(Moment moment) {
    auto const due = parts_.pace.due(moment);
    for (;;) {
        auto const now = steady_clock::now();
        if (now >= next_look_) {
            LOTBRIDGE_CHECK(parts_.desk.look(to_seconds(shown(at_))));
            score_.payments = parts_.desk.payments();
            score_.moves = parts_.desk.moves();
            watch_(score_, at_);
            next_look_ = now + options_.look_every;
        }
        if (stopped_()) return false;
        if (now >= due) return true;
        std::this_thread::sleep_until(std::min(due, next_look_));
    }
}

Result<> Player::stay_open() {
    LOTBRIDGE_CHECK(parts_.ledger.write("played", {{"events", number(static_cast<long long>(score_.events()))}}));
    while (!stopped_()) {
        LOTBRIDGE_TRY(auto const go_on, wait_for(at_));
        if (go_on) std::this_thread::sleep_until(next_look_);
    }
    return {};
}

Result<> Player::play(Act const& act) {
    switch (act.what) {
        case What::entry:
        case What::second_entry:
            return enter(act);
        case What::late_commit:
            return commit_late(act);
        case What::correction:
            return correct(act);
        case What::exit:
            return leave(act);
        case What::hand_open:
            return open_by_hand(exit_lanes[act.lane], act.at);
        case What::tidy_up:
            return tidy_up(act);
    }
    return {};
}

Result<Passage> Player::passage(Act const& act, Lane const& lane) {
    auto const at = shown(act.at);
    LOTBRIDGE_TRY(auto pictures, parts_.pictures.take(at, act.plate));
    return Passage{.plate = act.plate,
                   .car = &parts_.script.town().car(act.car),
                   .lane = lane,
                   .at = to_seconds(at),
                   .by_hand = act.by_hand,
                   .pictures = std::move(pictures)};
}

Result<> Player::enter(Act const& act) {
    LOTBRIDGE_TRY(auto passage, this->passage(act, entry_lanes[act.lane]));
    if (act.late && !parts_.late.open() && !inside_.contains(act.car)) {
        LOTBRIDGE_TRY(auto const id, parts_.late.begin(std::move(passage)));
        inside_[act.car] = id;
        return {};
    }
    LOTBRIDGE_TRY(auto const entered, parts_.booth.enter(passage, act.what == What::second_entry));
    inside_[act.car] = entered.id;
    return note_entry(passage, entered, false);
}

Result<> Player::commit_late(Act const& act) {
    if (!parts_.late.open()) return {};
    auto const passage = parts_.late.passage();
    LOTBRIDGE_TRY(auto const id, parts_.late.commit(to_seconds(shown(act.at))));
    return note_entry(passage, {.id = id}, true);
}

Result<> Player::correct(Act const& act) {
    auto const known = inside_.find(act.car);
    if (known == inside_.end() || !act.plate) return {};
    auto const at = to_seconds(shown(act.at));
    LOTBRIDGE_TRY(auto const was, parts_.booth.correct(known->second, *act.plate, at));
    if (!was) return {};
    return note_correction(known->second, was->plate.value_or(""), *act.plate, at);
}

Result<> Player::leave(Act const& act) {
    auto const known = inside_.find(act.car);
    auto const remembered = known == inside_.end() ? std::nullopt : std::optional(known->second);
    if (remembered) inside_.erase(known);
    LOTBRIDGE_TRY(auto passage, this->passage(act, exit_lanes[act.lane]));
    LOTBRIDGE_TRY(auto const left, parts_.booth.leave(passage, remembered, act.waived));
    return left ? note_exit(passage, *left) : open_by_hand(passage.lane, act.at);
}

Result<> Player::tidy_up(Act const& act) {
    auto const at = to_seconds(shown(act.at));
    LOTBRIDGE_TRY(auto const closed, parts_.booth.tidy_up(at));
    for (auto const& stay : closed) {
        ++score_.tidied_up;
        LOTBRIDGE_CHECK(parts_.ledger.write(
            "tidy_up", {{"id", number(stay.id)}, {"plate", stay.plate}, {"in", stay.in}, {"out", at}}));
    }
    return parts_.office.work(parts_.script.town(), at);
}

Result<> Player::open_by_hand(Lane const& lane, Moment moment) {
    using namespace std::chrono_literals;
    auto at = to_seconds(shown(moment));
    // However fast the day is played: nobody opens a barrier twice within a second, and could not tell one from the
    // other.
    auto& last = opened_[std::string(lane.name)];
    if (!last.empty() && at.at() <= last.at() && last.at() - at.at() < 1min) at = LocalTime(last.at() + 1s);
    last = at;
    LOTBRIDGE_TRY(auto const id, parts_.booth.open_by_hand(lane, at));
    return parts_.ledger.write("hand_open", {{"id", number(id)}, {"lane", std::string(lane.name)}, {"at", at}});
}

Result<> Player::note_entry(Passage const& passage, Entered const& entered, bool late) {
    ++score_.entries;
    return parts_.ledger.write("entry", {{"id", number(entered.id)},
                                         {"plate", passage.plate},
                                         {"in", passage.at},
                                         {"type", chinese(charged_as(*passage.car))},
                                         {"lane", std::string(passage.lane.name)},
                                         {"trigger", trigger_name(passage.by_hand)},
                                         {"picture", passage.pictures.big},
                                         {"reused", !entered.before.empty()},
                                         {"before", entered.before},
                                         {"late", late}});
}

Result<> Player::note_correction(long long stay, std::string const& was, std::string const& plate, LocalTime at) {
    ++score_.corrections;
    return parts_.ledger.write("correction", {{"id", number(stay)}, {"plate", plate}, {"was", was}, {"at", at}});
}

Result<> Player::note_exit(Passage const& passage, Left const& left) {
    if (left.plate_before && passage.plate && *left.plate_before != *passage.plate)
        LOTBRIDGE_CHECK(note_correction(left.id, *left.plate_before, *passage.plate, passage.at));
    ++score_.exits;
    return parts_.ledger.write("exit", {{"id", number(left.id)},
                                        {"plate", passage.plate},
                                        {"in", left.in},
                                        {"out", passage.at},
                                        {"type", chinese(charged_as(*passage.car))},
                                        {"lane", std::string(passage.lane.name)},
                                        {"trigger", trigger_name(passage.by_hand)},
                                        {"picture", passage.pictures.big},
                                        {"due", left.due},
                                        {"received", left.received},
                                        {"waived", left.waived},
                                        {"prepaid", left.prepaid},
                                        {"coupon", left.coupon}});
}

}  // namespace lotbridge::lotsim
