// Plays the script at its pace: every act goes into the database, then into the ledger.
#pragma once

#include "lotsim/booth.hpp"
#include "lotsim/desk.hpp"
#include "lotsim/late_entry.hpp"
#include "lotsim/office.hpp"
#include "lotsim/pace.hpp"
#include "lotsim/script.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>

namespace lotbridge::lotsim {

struct PlayOptions {
    std::size_t events = 0;    // entries, corrections and exits to play; 0: until stopped
    bool stay_open = false;    // after the last event: go on taking payments and moving gates until stopped
    bool wrong_clock = false;  // the booth's clock is a day ahead for a while, then a year behind
    std::chrono::milliseconds look_every{100};  // for payments and gate commands
};

struct Score {
    std::size_t entries = 0, corrections = 0, exits = 0, tidied_up = 0, payments = 0, moves = 0;
    std::size_t events() const { return entries + corrections + exits; }
};

class Player {
public:
    struct Parts {
        Script& script;
        Pace const& pace;
        Pictures& pictures;
        Booth& booth;
        LateEntry& late;
        Desk& desk;
        Office& office;
        Ledger& ledger;
    };
    Player(PlayOptions options, Parts parts) : options_(options), parts_(parts) {}

    // Until the events are played or `stopped` says so. `watch` is called now and then, for a progress line.
    Result<Score> run(std::function<bool()> stopped, std::function<void(Score const&, Moment)> watch);

private:
    Result<> play(Act const& act);
    Result<> enter(Act const& act);
    Result<> commit_late(Act const& act);
    Result<> correct(Act const& act);
    Result<> leave(Act const& act);
    Result<> tidy_up(Act const& act);
    Result<> open_by_hand(Lane const& lane, Moment at);
    Result<> note_entry(Passage const& passage, Entered const& entered, bool late);
    Result<> note_correction(long long stay, std::string const& was, std::string const& plate, LocalTime at);
    Result<> note_exit(Passage const& passage, Left const& left);
    Result<Passage> passage(Act const& act, Lane const& lane);
    // Looks after the desk until it is time; false: stopped.
    Result<bool> wait_for(Moment moment);
    Result<> stay_open();
    // By the booth's clock.
    Moment shown(Moment moment) const;
    bool enough() const { return options_.events > 0 && score_.events() >= options_.events; }

    PlayOptions options_;
    Parts parts_;
    Score score_;
    Moment at_{};
    std::map<std::string, LocalTime> opened_;  // when each lane's barrier was opened by hand
    std::function<bool()> stopped_;
    std::function<void(Score const&, Moment)> watch_;
    std::chrono::steady_clock::time_point next_look_{};
    std::unordered_map<CarId, long long> inside_;  // the row that the operator remembers for a car
};

}  // namespace lotbridge::lotsim
