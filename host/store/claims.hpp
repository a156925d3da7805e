// What is in flight: letters that were handed out and not settled yet. Kept in memory, and on disk as one short list
// per lot, rewritten in the same commit as whatever changed it. After a crash the list tells which letters the cloud
// may have.
#pragma once

#include "store/database.hpp"
#include "store/store.hpp"

#include <map>
#include <set>
#include <unordered_map>

namespace lotbridge::store {

struct Claim {
    LotId lot = 0;
    HostTime at{};
    bool followed = false;  // a later letter of its record waits
};

class Claims {
public:
    explicit Claims(SQLite::Database& database);

    void add(Seq seq, Claim claim);
    void remove(Seq seq);
    Claim* find(Seq seq);

    // A letter became ready (again): claiming looks from there.
    void became_ready(LotId lot, Seq seq);
    // No unclaimed ready letter of the lot has this number or a lower one. Spares each claim the walk over what is in
    // flight.
    Seq passed(LotId lot) const;
    void pass(LotId lot, Seq seq);

    void count_delivered(LotId lot) { ++changed_[lot]; }

    void write();  // before a commit
    void load();   // at start and after a rollback
    // Turns what a former process left in flight into letters that the cloud perhaps has. The latest time of a claim.
    HostTime take_over();
    // Lots of which letters became ready since the last forget_ready().
    bool ready(LotId lot) const { return ready_.contains(lot); }
    void forget_ready() { ready_.clear(); }

private:
    struct Lot {
        Seq passed = 0;
        std::vector<Seq> seqs;
    };
    SQLite::Statement keep_, lots_, followed_, requests_, doubt_;
    std::unordered_map<Seq, Claim> claims_;
    std::unordered_map<LotId, Lot> by_lot_;
    std::map<LotId, std::int64_t> changed_;  // lots to write, with the letters delivered since
    std::set<LotId> ready_;
};

}  // namespace lotbridge::store
