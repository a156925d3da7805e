// Keeps the figures: told of every intake and settlement, it counts in memory and writes the days that changed once, in
// the same commit. Belongs to the writer's session.
#pragma once

#include "store/database.hpp"
#include "store/period.hpp"
#include "store/store.hpp"

#include <map>
#include <unordered_map>
#include <vector>

namespace lotbridge::store {

class Tally {
public:
    explicit Tally(SQLite::Database& database);

    // ---- what happens to messages; captured is when each was taken in
    void taken_in(LotId lot, WallTime captured, std::int64_t messages);
    void absorbed(LotId lot, WallTime captured) { ++row(lot, captured).absorbed; }
    void lost(LotId lot, WallTime captured) { ++row(lot, captured).lost; }
    void found_again(LotId lot, WallTime captured) { --row(lot, captured).lost; }
    void settled(LotId lot, Settlement const& settlement);
    void wrong(LotId lot, Day day, std::int64_t messages) { row(lot, day).wrong = messages; }

    // ---- the cloud and the host
    void outage(LotId lot, bool begins, WallTime at);
    void host_runs(WallTime at);
    void take_over();  // at start: an outage that a former process saw begin ended with it, as far as is known

    void write();   // before a commit
    void forget();  // after a rollback

private:
    struct Lot {
        std::chrono::minutes utc_offset{};
        std::optional<WallTime> since;
        std::optional<Interval> outage;  // the latest
        std::map<Day, Figures> days;     // that are being counted
        bool changed = false;
    };
    Lot& lot(LotId id);
    Figures& row(LotId id, Day day);
    Figures& row(LotId id, WallTime at) { return row(id, day_of(at, lot(id).utc_offset)); }
    void accepted(LotId id, Settlement const& settlement);
    void write(LotId id, Lot& lot);

    SQLite::Statement lot_, since_, last_outage_, read_, write_, put_away_, begin_outage_, end_outage_, end_outages_,
        run_;
    std::int64_t run_id_;
    std::unordered_map<LotId, Lot> lots_;
    std::vector<LotId> changed_;
};

}  // namespace lotbridge::store
