// What adapters deliver: letters, rows that broke the schema, and the cursor that says how far the adapter came.
#pragma once

#include "store/notes.hpp"
#include "store/outbox.hpp"

namespace lotbridge::store {

// Reads the columns of LOTBRIDGE_QUARANTINED.
Quarantined read_quarantined(Rows const& rows, Topics& topics);

class IntakeDesk {
public:
    IntakeDesk(SQLite::Database& database, Topics& topics, Letters& letters, Gaps& gaps, Outbox& outbox, Notes& notes,
               Tally& tally);

    IntakeReceipt take_in(Intake const& intake);
    // ---- people's hands
    Requeued retry_quarantine(std::vector<std::int64_t> const& ids, Remake const& remake);
    std::size_t drop_quarantine(std::vector<std::int64_t> const& ids, std::string const& why);

    Seq last_seq() const { return last_; }
    void load() { last_ = letters_.last(); }  // at start and after a rollback

private:
    struct InQuarantine {
        LotId lot = 0;
        Quarantined row;
    };
    std::optional<InQuarantine> find(std::int64_t id);
    bool quarantine(Intake const& intake, NewQuarantine const& row);  // false: it was there before
    void settle_quarantined(LotId lot, NewLetter const& letter);
    std::string requeue(InQuarantine const& found, Remake const& remake);

    Topics& topics_;
    Letters& letters_;
    Gaps& gaps_;
    Outbox& outbox_;
    Notes& notes_;
    Tally& tally_;
    Seq last_ = 0;
    SQLite::Statement put_cursor_, quarantine_, in_quarantine_, quarantined_, still_broken_, leave_quarantine_, drop_,
        same_in_quarantine_;
};

}  // namespace lotbridge::store
