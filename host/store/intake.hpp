// What adapters deliver: letters, rows that broke the schema, and the cursor that says how far the adapter came.
#pragma once

#include "store/outbox.hpp"

namespace lotbridge::store {

class IntakeDesk {
public:
    IntakeDesk(SQLite::Database& database, Topics& topics, Letters& letters, Gaps& gaps, Outbox& outbox, Tally& tally);

    IntakeReceipt take_in(Intake const& intake);
    // Quarantined rows become letters as they are: for when the check, or the cloud, has learnt better.
    std::size_t retry_quarantine(std::vector<std::int64_t> const& ids);

    Seq last_seq() const { return last_; }
    void load() { last_ = letters_.last(); }  // at start and after a rollback

private:
    Topics& topics_;
    Letters& letters_;
    Gaps& gaps_;
    bool quarantine(Intake const& intake, NewQuarantine const& row);  // false: it was there before

    Outbox& outbox_;
    Tally& tally_;
    Seq last_ = 0;
    SQLite::Statement put_cursor_, quarantine_, in_quarantine_, quarantined_, leave_quarantine_;
};

}  // namespace lotbridge::store
