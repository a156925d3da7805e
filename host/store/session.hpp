// Everything that is bound to the one writing connection: its statements, and what they remember between transactions.
// Belongs to the writer thread. After damage was healed there is a new one.
#pragma once

#include "store/commands.hpp"
#include "store/intake.hpp"
#include "store/questions.hpp"
#include "store/quotes.hpp"
#include "store/upkeep.hpp"
#include "store/values.hpp"

namespace lotbridge::store {

class Session {
public:
    // The database has the newest schema. Takes over what a former process left in flight.
    explicit Session(std::unique_ptr<SQLite::Database> connection);
    Session(Session const&) = delete;
    Session& operator=(Session const&) = delete;

    void begin();
    void commit();
    void rollback() noexcept;
    // One piece of a transaction that may have to go alone.
    void begin_piece();
    void keep_piece();
    void undo_piece();

    HostTime latest_claim() const { return latest_claim_; }

private:
    void load();

    std::unique_ptr<SQLite::Database> connection_;

public:
    SQLite::Database& database = *connection_;
    Topics topics{database};
    Claims claims{database};
    Gaps gaps{database};
    Letters letters{database, topics, gaps};
    Tally tally{database};
    Outbox outbox{database, topics, letters, gaps, claims, tally};
    Notes notes{database};
    IntakeDesk intake{database, topics, letters, gaps, outbox, notes, tally};
    Commands commands{database};
    Questions questions{database};
    Quotes quotes{database};
    Values values{database};
    Upkeep upkeep{database};

private:
    SQLite::Statement begin_{database, "BEGIN IMMEDIATE"}, commit_{database, "COMMIT"}, rollback_{database, "ROLLBACK"},
        savepoint_{database, "SAVEPOINT piece"}, release_{database, "RELEASE piece"},
        rollback_to_{database, "ROLLBACK TO piece"};
    HostTime latest_claim_{};
    bool stale_ = false;  // a rollback undid what the parts remember
};

}  // namespace lotbridge::store
