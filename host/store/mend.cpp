#include "store/salvage.hpp"

#include <SQLiteCpp/Transaction.h>
#include <array>

namespace lotbridge::store {

namespace {

// In this order: each rule stands on those before it.
constexpr auto unknown_fate =
    "INSERT INTO outbox (lot, state, seq, uncertain) SELECT l.lot, 0, l.seq, 1 FROM letter l "
    "LEFT JOIN receipt r ON r.seq = l.seq WHERE r.seq IS NULL AND NOT EXISTS "
    "(SELECT 1 FROM outbox o WHERE o.lot = l.lot AND o.state IN (0, 1, 2, 4) AND o.seq = l.seq)";
constexpr auto no_content = "DELETE FROM outbox WHERE seq NOT IN (SELECT seq FROM letter)";

constexpr std::array agreements{
    // The cloud's acceptance is on record: whatever else a stale page says, the letter is done with.
    "DELETE FROM outbox WHERE seq IN (SELECT seq FROM receipt)",
    // One letter in two states: the older page loses. Ready is always safe.
    "DELETE FROM outbox WHERE EXISTS (SELECT 1 FROM outbox o WHERE o.lot = outbox.lot AND o.seq = outbox.seq "
    "AND o.state < outbox.state)",
    "DELETE FROM receipt WHERE seq NOT IN (SELECT seq FROM letter)",
    // Names that were lost with their table stand in the facts, too.
    "INSERT OR IGNORE INTO lot (id, name) SELECT CAST(substr(name, 5) AS INTEGER), value FROM meta WHERE name GLOB "
    "'lot/*'",
    "INSERT OR IGNORE INTO topic (id, name) SELECT CAST(substr(name, 7) AS INTEGER), value FROM meta WHERE name GLOB "
    "'topic/*'",
    "INSERT OR IGNORE INTO lot (id, name) SELECT DISTINCT lot, 'salvaged-' || lot FROM letter",
    "INSERT OR IGNORE INTO topic (id, name) SELECT DISTINCT topic, 'salvaged-' || topic FROM letter",
    "INSERT OR IGNORE INTO topic (id, name) SELECT DISTINCT sent_as, 'salvaged-' || sent_as FROM letter "
    "WHERE sent_as IS NOT NULL",
};

// Of the unfinished letters of a record the first is its head; the others are behind it.
constexpr std::array order{
    "CREATE TEMP TABLE place AS SELECT l.lot AS lot, l.seq AS seq, o.state AS state, "
    "row_number() OVER (PARTITION BY l.lot, l.record ORDER BY l.seq) AS place, "
    "count(*) OVER (PARTITION BY l.lot, l.record) AS size "
    "FROM letter l JOIN outbox o ON o.lot = l.lot AND o.state IN (0, 1, 2) AND o.seq = l.seq WHERE l.record <> ''",
    "UPDATE outbox SET state = 0 WHERE state = 1 AND seq IN (SELECT seq FROM place WHERE place = 1)",
    "UPDATE outbox SET state = 1, followed = 0, due = NULL WHERE state IN (0, 2) "
    "AND seq IN (SELECT seq FROM place WHERE place > 1)",
    "UPDATE outbox SET followed = 0 WHERE followed <> 0",
    "UPDATE outbox SET followed = 1 WHERE state IN (0, 2) AND seq IN (SELECT seq FROM place WHERE place = 1 AND size > "
    "1)",
    "DROP TABLE place",
};

}  // namespace

void mend(SQLite::Database& database, Saved& saved) {
    SQLite::Transaction transaction(database);
    for (auto const* const rule : agreements) database.exec(rule);
    saved.lost = static_cast<std::size_t>(database.exec(no_content));
    saved.doubtful = static_cast<std::size_t>(database.exec(unknown_fate));
    for (auto const* const rule : order) database.exec(rule);
    saved.rows["outbox"] = static_cast<std::size_t>(database.execAndGet("SELECT count(*) FROM outbox").getInt64());
    transaction.commit();
}

}  // namespace lotbridge::store
