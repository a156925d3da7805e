#include "store/intake.hpp"

#include "store/statements.hpp"

#include <algorithm>

namespace lotbridge::store {

IntakeDesk::IntakeDesk(SQLite::Database& database, Topics& topics, Letters& letters, Gaps& gaps, Outbox& outbox,
                       Notes& notes, Tally& tally)
    : topics_(topics),
      letters_(letters),
      gaps_(gaps),
      outbox_(outbox),
      notes_(notes),
      tally_(tally),
      put_cursor_(database,
                  "INSERT INTO cursor (lot, instance, position) VALUES (?1, ?2, ?3) "
                  "ON CONFLICT DO UPDATE SET position = excluded.position"),
      quarantine_(database,
                  "INSERT INTO quarantine (lot, topic, key, at, problems, body, record, image, origin) "
                  "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) "
                  "ON CONFLICT DO UPDATE SET problems = excluded.problems, body = excluded.body, "
                  "record = excluded.record, image = excluded.image, origin = excluded.origin, "
                  "dropped = CASE WHEN body = excluded.body THEN dropped END"),
      in_quarantine_(database, "SELECT 1 FROM quarantine WHERE lot = ?1 AND topic = ?2 AND key = ?3"),
      quarantined_(database, LOTBRIDGE_QUARANTINED "AND q.id = ?1"),
      still_broken_(database, "UPDATE quarantine SET problems = ?2 WHERE id = ?1"),
      leave_quarantine_(database, "DELETE FROM quarantine WHERE id = ?1"),
      drop_(database, "UPDATE quarantine SET dropped = ?2 WHERE id = ?1"),
      same_in_quarantine_(database,
                          "SELECT id, at FROM quarantine WHERE lot = ?1 AND topic = ?2 AND key = ?3 "
                          "AND dropped IS NULL") {}

IntakeReceipt IntakeDesk::take_in(Intake const& intake) {
    IntakeReceipt receipt;
    for (auto const& letter : intake.letters) {
        auto const stored = outbox_.put(last_ + 1, intake.lot, intake.captured, letter);
        last_ += stored;
        ++(stored ? receipt.stored : receipt.duplicates);
        settle_quarantined(intake.lot, letter);
    }
    for (auto const& row : intake.quarantine) receipt.quarantined += quarantine(intake, row) ? 1 : 0;
    tally_.taken_in(intake.lot, intake.captured, static_cast<std::int64_t>(receipt.stored + receipt.quarantined));
    for (auto const& note : intake.notes) notes_.keep(intake.lot, note);
    for (auto const& name : intake.forgets) notes_.forget(intake.lot, name);
    if (intake.cursor) run(put_cursor_, intake.lot, intake.instance, *intake.cursor);
    return receipt;
}

bool IntakeDesk::quarantine(Intake const& intake, NewQuarantine const& row) {
    auto const topic = topics_.id(row.topic);
    auto const known = Rows(in_quarantine_, intake.lot, topic, OrNull{row.key}).next();
    run(quarantine_, intake.lot, topic, OrNull{row.key}, intake.captured, row.problems, row.body, row.record,
        OrNull{row.image}, row.origin);
    if (!row.record.empty()) gaps_.quarantined(intake.lot);
    return !known;
}

// The row was mended in the lot's software, or the mapping was: it has been told now, and nobody need look at it. It
// was counted when it was put aside.
void IntakeDesk::settle_quarantined(LotId lot, NewLetter const& letter) {
    if (letter.key.empty()) return;
    Rows rows(same_in_quarantine_, lot, topics_.id(letter.topic), letter.key);
    if (!rows.next()) return;
    tally_.absorbed(lot, rows.wall(1));
    run(leave_quarantine_, rows.integer(0));
}

Quarantined read_quarantined(Rows const& rows, Topics& topics) {
    Quarantined row{.id = rows.integer(0), .lot = rows.text(1), .topic = topics.name(rows.integer(2))};
    row.key = rows.text(3);
    row.body = rows.text(4);
    row.problems = rows.text(5);
    row.image = rows.text(6);
    row.origin = static_cast<int>(rows.integer(7));
    row.at = rows.wall(8);
    return row;
}

std::optional<IntakeDesk::InQuarantine> IntakeDesk::find(std::int64_t id) {
    Rows rows(quarantined_, id);
    if (!rows.next()) return std::nullopt;
    return InQuarantine{rows.integer(9), read_quarantined(rows, topics_)};
}

Requeued IntakeDesk::retry_quarantine(std::vector<std::int64_t> const& ids, Remake const& remake) {
    Requeued result;
    for (auto const id : ids) {
        auto const found = find(id);
        if (!found) continue;
        auto refusal = requeue(*found, remake);
        if (refusal.empty())
            ++result.letters;
        else
            result.refused.emplace_back(id, std::move(refusal));
    }
    return result;
}

// Empty, or why it stays in quarantine.
std::string IntakeDesk::requeue(InQuarantine const& found, Remake const& remake) {
    auto const& [lot, row] = found;
    auto const made = remake(row);
    if (!made) return made.error().message;
    if (auto const* broken = std::get_if<NewQuarantine>(&*made)) {
        run(still_broken_, row.id, broken->problems);
        return broken->problems;
    }
    auto const& letter = std::get<NewLetter>(*made);
    auto const told = [](Letter const& other) { return other.state == State::delivered; };
    if (letter.opens && std::ranges::any_of(letters_.history(lot, letter.record), told))
        return "the cloud has accepted what followed in its record and would take this for something new";
    auto const stored = outbox_.put(last_ + 1, lot, row.at, letter);
    last_ += stored;
    if (!stored) tally_.absorbed(lot, row.at);  // it has come in meanwhile, and was counted
    run(leave_quarantine_, row.id);
    return {};
}

std::size_t IntakeDesk::drop_quarantine(std::vector<std::int64_t> const& ids, std::string const& why) {
    std::size_t count = 0;
    for (auto const id : ids) {
        auto const found = find(id);
        if (!found) continue;
        run(drop_, id, why);
        tally_.lost(found->lot, found->row.at);
        ++count;
    }
    return count;
}

}  // namespace lotbridge::store
