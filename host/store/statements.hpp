// The statements that run for every event. tests/store pins their query plans: none may ever scan a table.
#pragma once

namespace lotbridge::store::sql {

// The columns of a letter, in the order in which letters.cpp reads them.
#define LOTBRIDGE_LETTER_COLUMNS(state, words)                                                                   \
    "l.seq, l.lot, l.record, l.key, coalesce(l.sent_as, l.topic), l.opr_num, l.origin, l.occurred, l.captured, " \
    "l.watched, l.image, l.body, " state ", o.followed, o.uncertain, o.refused, o.requests, " words ", o.at"

inline constexpr auto insert_letter =
    "INSERT INTO letter (seq, lot, topic, record, key, opr_num, origin, occurred, captured, watched, image, body) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) ON CONFLICT DO NOTHING";
inline constexpr auto insert_outbox = "INSERT INTO outbox (lot, state, seq, slot) VALUES (?1, ?2, ?3, ?4)";

// The head of a record: its only ready or held letter. Two joins, because IN (0, 2) would build a table for each run.
inline constexpr auto head_of_record =
    "SELECT coalesce(a.seq, b.seq), coalesce(a.state, b.state), coalesce(a.followed, b.followed), "
    "b.seq IS NOT NULL AND b.requests IS NULL FROM letter l "
    "LEFT JOIN outbox a ON a.lot = l.lot AND a.state = 0 AND a.seq = l.seq "
    "LEFT JOIN outbox b ON b.lot = l.lot AND b.state = 2 AND b.seq = l.seq "
    "WHERE l.lot = ?1 AND l.record = ?2 AND coalesce(a.seq, b.seq) IS NOT NULL";
// Of a topic that has no keys: the index is in the order of seq then.
inline constexpr auto last_body =
    "SELECT body FROM letter WHERE lot = ?1 AND record = ?2 AND topic = ?3 AND key IS NULL ORDER BY seq DESC LIMIT 1";
inline constexpr auto record_has_topic = "SELECT 1 FROM letter WHERE lot = ?1 AND record = ?2 AND topic = ?3 LIMIT 1";

// Marks in letter.watched: 2 opens its record, 4 follows one that did and failed. Dead, dropped or in quarantine.
inline constexpr auto gaps_of_lot =
    "SELECT 1 WHERE EXISTS (SELECT 1 FROM outbox WHERE lot = ?1 AND state = 4) "
    "OR EXISTS (SELECT 1 FROM receipt WHERE lot = ?1 AND state = 6) "
    "OR EXISTS (SELECT 1 FROM quarantine WHERE lot = ?1 AND record <> '')";
inline constexpr auto gap_of_record =
    "SELECT 1 FROM letter l LEFT JOIN outbox o ON o.lot = l.lot AND o.state = 4 AND o.seq = l.seq "
    "LEFT JOIN receipt r ON r.seq = l.seq WHERE l.lot = ?1 AND l.record = ?2 AND l.watched & 2 "
    "AND (o.seq IS NOT NULL OR r.state = 6) "
    "UNION ALL SELECT 1 FROM quarantine WHERE lot = ?1 AND record = ?2 AND record <> ''";
inline constexpr auto mark_gap_behind =
    "UPDATE letter SET watched = watched | 4 WHERE seq IN (SELECT o.seq FROM letter h "
    "CROSS JOIN letter l ON l.lot = h.lot AND l.record = h.record "
    "CROSS JOIN outbox o ON o.lot = l.lot AND o.state = 1 AND o.seq = l.seq WHERE h.seq = ?1 AND h.watched & 2)";

// What is in quarantine and was not dropped; a condition is added behind. The columns are as intake.cpp reads them.
#define LOTBRIDGE_QUARANTINED                                                                                    \
    "SELECT q.id, n.name, q.topic, q.key, q.body, q.problems, q.image, q.origin, q.at, q.lot FROM quarantine q " \
    "JOIN lot n ON n.id = q.lot WHERE q.dropped IS NULL "

inline constexpr auto ready_letters =
    "SELECT " LOTBRIDGE_LETTER_COLUMNS("o.state", "o.words") " FROM outbox o CROSS JOIN letter l ON l.seq = o.seq "
    "WHERE o.lot = ?1 AND o.state = 0 AND o.seq > ?2 ORDER BY o.seq";
inline constexpr auto unfinished_of_record =
    "SELECT " LOTBRIDGE_LETTER_COLUMNS("o.state", "o.words") " FROM letter l CROSS JOIN outbox o "
    "ON o.lot = l.lot AND o.state IN (0, 1, 2) AND o.seq = l.seq WHERE l.lot = ?1 AND l.record = ?2 ORDER BY l.seq";

// Letters in whatever state; a condition is added behind.
#define LOTBRIDGE_ANY_LETTER \
    "SELECT " LOTBRIDGE_LETTER_COLUMNS("coalesce(o.state, r.state, 7)", "coalesce(o.words, r.words)")     \
    " FROM letter l LEFT JOIN outbox o ON o.lot = l.lot AND o.state IN (0, 1, 2, 4) AND o.seq = l.seq " \
    "LEFT JOIN receipt r ON r.seq = l.seq "
inline constexpr auto history_of_record = LOTBRIDGE_ANY_LETTER "WHERE l.lot = ?1 AND l.record = ?2 ORDER BY l.seq";
inline constexpr auto letter_by_seq = LOTBRIDGE_ANY_LETTER "WHERE l.seq = ?1";

inline constexpr auto remove_from_outbox = "DELETE FROM outbox WHERE lot = ?1 AND state = ?2 AND seq = ?3";
inline constexpr auto insert_receipt = "INSERT INTO receipt (seq, lot, state, at, words) VALUES (?1, ?2, ?3, ?4, ?5)";
inline constexpr auto hold =
    "UPDATE outbox SET state = 2, due = ?3, requests = ?4, uncertain = ?5, refused = ?6, words = ?7 "
    "WHERE lot = ?1 AND state = 0 AND seq = ?2";
inline constexpr auto bury =
    "UPDATE outbox SET state = 4, followed = 0, slot = NULL, at = ?3, requests = ?4, uncertain = ?5, refused = ?6, "
    "words = ?7 "
    "WHERE lot = ?1 AND state = 0 AND seq = ?2";
// At most two, so that the first one knows whether it is followed.
inline constexpr auto waiting_behind =
    "SELECT o.seq FROM letter h CROSS JOIN letter l ON l.lot = h.lot AND l.record = h.record "
    "CROSS JOIN outbox o ON o.lot = l.lot AND o.state = 1 AND o.seq = l.seq WHERE h.seq = ?1 ORDER BY o.seq LIMIT 2";
inline constexpr auto another_topic_behind =
    "SELECT o.seq FROM letter h CROSS JOIN letter l ON l.lot = h.lot AND l.record = h.record AND l.topic <> h.topic "
    "CROSS JOIN outbox o ON o.lot = l.lot AND o.state = 1 AND o.seq = l.seq WHERE h.seq = ?1 ORDER BY o.seq LIMIT 1";
inline constexpr auto promote = "UPDATE outbox SET state = 0, followed = ?3 WHERE lot = ?1 AND state = 1 AND seq = ?2";

inline constexpr auto held_until = "SELECT seq, due FROM outbox WHERE lot = ?1 AND due >= ?2 ORDER BY due";
inline constexpr auto release_held =
    "UPDATE outbox SET state = 0, due = NULL WHERE lot = ?1 AND state = 2 AND seq = ?2";
inline constexpr auto set_followed = "UPDATE outbox SET followed = ?4 WHERE lot = ?1 AND state = ?2 AND seq = ?3";
inline constexpr auto demote =
    "UPDATE outbox SET state = 1, followed = 0, due = NULL WHERE lot = ?1 AND state = ?2 AND seq = ?3";
inline constexpr auto revive =
    "UPDATE outbox SET state = ?3, followed = ?4, at = ?5 WHERE lot = ?1 AND state = 4 AND seq = ?2";
// For a letter that is in no state; reviving it gives it its place.
inline constexpr auto take_in_stray = "INSERT INTO outbox (lot, state, seq, uncertain) VALUES (?1, 4, ?2, 1)";
inline constexpr auto waiting_in_slot =
    "SELECT o.seq, o.state, o.followed, l.captured FROM outbox o INDEXED BY outbox_by_slot CROSS JOIN letter l ON "
    "l.seq = o.seq "
    "WHERE o.lot = ?1 AND o.slot = ?2 AND l.record = ?3";

inline constexpr auto keep_lot = "UPDATE lot SET claimed = ?2, delivered = delivered + ?3 WHERE id = ?1";

// The figures of a day, in the order in which period.cpp reads them.
#define LOTBRIDGE_FIGURES_COLUMNS "due, absorbed, accepted, wrong, late, lost, packets, malformed, delays, apart"

inline constexpr auto keep_figures = "INSERT OR REPLACE INTO figures (lot, day, " LOTBRIDGE_FIGURES_COLUMNS
                                     ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
inline constexpr auto keep_counting = "UPDATE lot SET counting = ?2 WHERE id = ?1";
inline constexpr auto figures_of_day = "SELECT " LOTBRIDGE_FIGURES_COLUMNS " FROM figures WHERE lot = ?1 AND day = ?2";
inline constexpr auto figures_of_days =
    "SELECT day, " LOTBRIDGE_FIGURES_COLUMNS " FROM figures WHERE lot = ?1 AND day BETWEEN ?2 AND ?3 ORDER BY day";
inline constexpr auto last_outage = "SELECT began, ended FROM outage WHERE lot = ?1 ORDER BY began DESC LIMIT 1";
inline constexpr auto outages_of_lot =
    "SELECT began, ended FROM outage WHERE lot = ?1 AND began < ?3 AND (ended IS NULL OR ended > ?2) ORDER BY began";

// The columns of a command, in the order in which commands.cpp reads them.
#define LOTBRIDGE_COMMAND_COLUMNS \
    "id, lot, state, topic, key, opr_num, body, answer, words, attempts, arrived, refused, record"

inline constexpr auto command_by_key =
    "SELECT " LOTBRIDGE_COMMAND_COLUMNS " FROM command WHERE lot = ?1 AND topic = ?2 AND key = ?3";
inline constexpr auto begun_commands =
    "SELECT " LOTBRIDGE_COMMAND_COLUMNS
    " FROM command INDEXED BY command_begun WHERE state = 0 AND lot = ?1 ORDER BY id";
inline constexpr auto owed_commands =
    "SELECT " LOTBRIDGE_COMMAND_COLUMNS " FROM command WHERE lot = ?1 AND state = 2 ORDER BY id";
inline constexpr auto commands_of_record =
    "SELECT " LOTBRIDGE_COMMAND_COLUMNS
    " FROM command WHERE lot = ?1 AND record = ?2 AND record <> '' AND topic = ?3 ORDER BY id";
inline constexpr auto quotes_of_record =
    "SELECT at, body FROM quote WHERE lot = ?1 AND record = ?2 ORDER BY id DESC LIMIT ?3";

// The columns of a question, in the order in which questions.cpp reads them.
#define LOTBRIDGE_QUESTION_COLUMNS "id, lot, state, topic, key, opr_num, asked, requests, body, answer, words"

// Only what the cloud did not do is asked anew, and not in the same words.
inline constexpr auto insert_question =
    "INSERT INTO question (lot, state, topic, key, opr_num, asked, requests, body) "
    "VALUES (?1, 0, ?2, ?3, ?4, ?5, ?6, ?7) "
    "ON CONFLICT (lot, topic, key) DO UPDATE SET state = 0, opr_num = excluded.opr_num, asked = excluded.asked, "
    "requests = excluded.requests, body = excluded.body, answer = '', words = '' "
    "WHERE state = 4 AND body <> excluded.body";
inline constexpr auto question_by_key =
    "SELECT " LOTBRIDGE_QUESTION_COLUMNS " FROM question WHERE lot = ?1 AND topic = ?2 AND key = ?3";
inline constexpr auto open_questions =
    "SELECT " LOTBRIDGE_QUESTION_COLUMNS " FROM question WHERE lot = ?1 AND state < 3 ORDER BY id";
inline constexpr auto kept_answer = "SELECT answer, at FROM kept_answer WHERE lot = ?1 AND topic = ?2 AND key = ?3";

inline constexpr auto keep_note =
    "INSERT INTO note (lot, name, text, image) VALUES (?1, ?2, ?3, ?4) "
    "ON CONFLICT DO UPDATE SET text = excluded.text, image = excluded.image";
inline constexpr auto forget_note = "DELETE FROM note WHERE lot = ?1 AND name = ?2";
inline constexpr auto notes_of_lot = "SELECT name, text, image FROM note WHERE lot = ?1 ORDER BY name";

// Upkeep. The letter with the highest number stays: numbers are counted on from it.
inline constexpr auto finished_letters =
    "SELECT r.seq, r.at, l.captured, l.image FROM receipt r CROSS JOIN letter l ON l.seq = r.seq "
    "WHERE r.seq > ?1 AND r.seq < (SELECT max(seq) FROM letter) ORDER BY r.seq LIMIT ?2";
inline constexpr auto letter_with_image =
    "SELECT 1 FROM letter WHERE image = ?1 "
    "UNION ALL SELECT 1 FROM quarantine WHERE image = ?1 AND dropped IS NULL "
    "UNION ALL SELECT 1 FROM note WHERE image = ?1 LIMIT 1";
inline constexpr auto remove_commands =
    "DELETE FROM command WHERE id IN (SELECT id FROM command WHERE arrived < ?1 AND state IN (1, 3) LIMIT ?2)";
inline constexpr auto remove_quotes = "DELETE FROM quote WHERE id IN (SELECT id FROM quote WHERE at < ?1 LIMIT ?2)";
inline constexpr auto remove_questions =
    "DELETE FROM question WHERE id IN (SELECT id FROM question WHERE asked < ?1 AND state >= 3 LIMIT ?2)";
inline constexpr auto remove_kept_answers =
    "DELETE FROM kept_answer WHERE id IN (SELECT id FROM kept_answer WHERE at < ?1 LIMIT ?2)";
inline constexpr auto remove_audit = "DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE at < ?1 LIMIT ?2)";

}  // namespace lotbridge::store::sql
