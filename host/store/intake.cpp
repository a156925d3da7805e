#include "store/intake.hpp"

namespace lotbridge::store {

IntakeDesk::IntakeDesk(SQLite::Database& database, Topics& topics, Letters& letters, Gaps& gaps, Outbox& outbox,
                       Tally& tally)
    : topics_(topics),
      letters_(letters),
      gaps_(gaps),
      outbox_(outbox),
      tally_(tally),
      put_cursor_(database,
                  "INSERT INTO cursor (lot, instance, position) VALUES (?1, ?2, ?3) "
                  "ON CONFLICT DO UPDATE SET position = excluded.position"),
      quarantine_(database,
                  "INSERT INTO quarantine (lot, topic, key, at, problems, body, record) "
                  "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) "
                  "ON CONFLICT DO UPDATE SET problems = excluded.problems, body = excluded.body"),
      in_quarantine_(database, "SELECT 1 FROM quarantine WHERE lot = ?1 AND topic = ?2 AND key = ?3"),
      quarantined_(database, "SELECT lot, topic, key, at, body FROM quarantine WHERE id = ?1"),
      leave_quarantine_(database, "DELETE FROM quarantine WHERE id = ?1") {}

IntakeReceipt IntakeDesk::take_in(Intake const& intake) {
    IntakeReceipt receipt;
    for (auto const& letter : intake.letters) {
        auto const stored = outbox_.put(last_ + 1, intake.lot, intake.captured, letter);
        last_ += stored;
        ++(stored ? receipt.stored : receipt.duplicates);
    }
    auto due = static_cast<std::int64_t>(receipt.stored);
    for (auto const& row : intake.quarantine) due += quarantine(intake, row);
    receipt.quarantined = intake.quarantine.size();
    tally_.taken_in(intake.lot, intake.captured, due);
    if (intake.cursor) run(put_cursor_, intake.lot, intake.instance, *intake.cursor);
    return receipt;
}

bool IntakeDesk::quarantine(Intake const& intake, NewQuarantine const& row) {
    auto const topic = topics_.id(row.topic);
    auto const known = Rows(in_quarantine_, intake.lot, topic, OrNull{row.key}).next();
    run(quarantine_, intake.lot, topic, OrNull{row.key}, intake.captured, row.problems, row.body, row.record);
    if (!row.record.empty()) gaps_.quarantined(intake.lot);
    return !known;
}

std::size_t IntakeDesk::retry_quarantine(std::vector<std::int64_t> const& ids) {
    std::size_t count = 0;
    for (auto const id : ids) {
        NewLetter letter;
        LotId lot = 0;
        WallTime at{};
        {
            Rows rows(quarantined_, id);
            if (!rows.next()) continue;
            lot = rows.integer(0);
            letter.topic = topics_.name(rows.integer(1));
            letter.key = rows.text(2);
            at = rows.wall(3);
            letter.body = rows.text(4);
        }
        auto const stored = outbox_.put(last_ + 1, lot, at, letter);
        last_ += stored;
        if (!stored) tally_.absorbed(lot, at);  // it has come in meanwhile, and was counted
        run(leave_quarantine_, id);
        ++count;
    }
    return count;
}

}  // namespace lotbridge::store
