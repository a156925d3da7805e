#include "store/intake.hpp"

namespace lotbridge::store {

IntakeDesk::IntakeDesk(SQLite::Database& database, Topics& topics, Letters& letters, Outbox& outbox)
    : topics_(topics),
      letters_(letters),
      outbox_(outbox),
      put_cursor_(database,
                  "INSERT INTO cursor (lot, instance, position) VALUES (?1, ?2, ?3) "
                  "ON CONFLICT DO UPDATE SET position = excluded.position"),
      quarantine_(database,
                  "INSERT INTO quarantine (lot, topic, key, at, problems, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6) "
                  "ON CONFLICT DO UPDATE SET problems = excluded.problems, body = excluded.body"),
      quarantined_(database, "SELECT lot, topic, key, at, body FROM quarantine WHERE id = ?1"),
      leave_quarantine_(database, "DELETE FROM quarantine WHERE id = ?1") {}

IntakeReceipt IntakeDesk::take_in(Intake const& intake) {
    IntakeReceipt receipt;
    for (auto const& letter : intake.letters) {
        auto const stored = outbox_.put(last_ + 1, intake.lot, intake.captured, letter);
        last_ += stored;
        ++(stored ? receipt.stored : receipt.duplicates);
    }
    for (auto const& row : intake.quarantine)
        run(quarantine_, intake.lot, topics_.id(row.topic), OrNull{row.key}, intake.captured, row.problems, row.body);
    receipt.quarantined = intake.quarantine.size();
    if (intake.cursor) run(put_cursor_, intake.lot, intake.instance, *intake.cursor);
    return receipt;
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
        last_ += outbox_.put(last_ + 1, lot, at, letter);
        run(leave_quarantine_, id);
        ++count;
    }
    return count;
}

}  // namespace lotbridge::store
