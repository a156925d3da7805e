// Records whose opening letter was given up, dropped or quarantined. Such a gap is rare, so a lot that has none costs
// its letters no look.
#pragma once

#include "store/database.hpp"
#include "store/store.hpp"

#include <unordered_map>

namespace lotbridge::store {

class Gaps {
public:
    explicit Gaps(SQLite::Database& database);

    bool in(LotId lot, std::string const& record);
    // One more letter of the lot failed, whether or not it opened its record. Those that wait behind it are marked.
    void failed(LotId lot, Seq seq);
    void quarantined(LotId lot) { any_[lot] = true; }
    void forget() { any_.clear(); }  // after a rollback

private:
    SQLite::Statement of_lot_, of_record_, mark_behind_;
    std::unordered_map<LotId, bool> any_;
};

}  // namespace lotbridge::store
