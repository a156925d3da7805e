// What comes from outside: prepayments that somebody wrote for the booth, and commands for the gate controllers.
#pragma once

#include "lotsim/database.hpp"
#include "lotsim/ledger.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace lotbridge::lotsim {

class Desk {
public:
    // Payments that are there already belong to an earlier play.
    static Result<Desk> open(Database& database, Ledger& ledger);

    // Takes notice of every new payment and moves the gate once for every new command. `now`: what the lot's clocks
    // show.
    Result<> look(LocalTime now);
    std::size_t payments() const { return payments_; }
    std::size_t moves() const { return moves_; }

private:
    struct Command {
        long long id = 0;
        std::string gate, action, number;
    };
    Desk(Database& database, Ledger& ledger, long long last_payment)
        : database_(&database), ledger_(&ledger), last_payment_(last_payment) {}
    Result<> take_payments(LocalTime now);
    Result<> move_gates(LocalTime now);
    Result<> move(Command const& command, LocalTime now);
    // Inside a transaction. False: the command was withdrawn meanwhile; there is no such gate.
    bool take(Command const& command, LocalTime now);
    bool turn(Command const& command, LocalTime now);
    Result<> drop_booms(LocalTime now);

    Database* database_;
    Ledger* ledger_;
    long long last_payment_;
    std::size_t payments_ = 0, moves_ = 0;
    struct Raised {
        std::string gate;
        std::chrono::steady_clock::time_point until;
    };
    std::vector<Raised> raised_;
};

}  // namespace lotbridge::lotsim
