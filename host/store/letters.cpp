#include "store/letters.hpp"

#include "store/packed.hpp"
#include "store/statements.hpp"

namespace lotbridge::store {

namespace {

constexpr int watched_mark = 1, opens_mark = 2, gap_mark = 4;  // in letter.watched

}  // namespace

Letter read_letter(Rows const& rows, Topics& topics) {
    Letter letter;
    letter.seq = rows.integer(0);
    letter.lot = rows.integer(1);
    letter.record = rows.text(2);
    letter.key = rows.text(3);
    letter.topic = topics.name(rows.integer(4));
    letter.opr_num = opr_num_text(rows.text(5));
    letter.origin = static_cast<int>(rows.integer(6));
    letter.occurred = rows.wall(7);
    letter.captured = rows.wall(8);
    letter.watched = rows.integer(9) & watched_mark;
    letter.gap = rows.integer(9) & gap_mark;
    letter.image = rows.text(10);
    letter.body = rows.text(11);
    letter.state = static_cast<State>(rows.integer(12));
    letter.followed = rows.flag(13);
    letter.uncertain = rows.flag(14);
    letter.refused = rows.flag(15);
    letter.requests = unpack_times(rows.text(16));
    letter.words = rows.text(17);
    if (letter.state != State::dead) letter.revived = rows.wall(18);
    return letter;
}

namespace {

std::vector<Letter> read_all(Rows rows, Topics& topics) {
    std::vector<Letter> letters;
    while (rows.next()) letters.push_back(read_letter(rows, topics));
    return letters;
}

}  // namespace

Letters::Letters(SQLite::Database& database, Topics& topics, Gaps& gaps)
    : topics_(topics),
      gaps_(gaps),
      insert_(database, sql::insert_letter),
      record_has_topic_(database, sql::record_has_topic),
      rewrite_(database, "UPDATE letter SET sent_as = ?2, body = ?3, opr_num = ?4 WHERE seq = ?1"),
      remove_(database, "DELETE FROM letter WHERE seq = ?1"),
      by_seq_(database, sql::letter_by_seq),
      unfinished_(database, sql::unfinished_of_record),
      history_(database, sql::history_of_record),
      last_body_(database, sql::last_body),
      last_(database,
            "SELECT max((SELECT coalesce(max(seq), 0) FROM letter), "
            "(SELECT coalesce(max(seq), 0) FROM receipt))") {}

std::optional<Letters::Inserted> Letters::insert(Seq seq, LotId lot, WallTime captured, NewLetter const& letter) {
    bool const watches = !letter.watch.empty();
    bool const watched = watches && Rows(record_has_topic_, lot, letter.record, topics_.id(letter.watch)).next();
    bool const gap = watches && gaps_.in(lot, letter.record);
    auto const marks = (watched ? watched_mark : 0) | (letter.opens ? opens_mark : 0) | (gap ? gap_mark : 0);
    auto opr_num = opr_nums_.next();
    auto const rows = run(insert_, seq, lot, topics_.id(letter.topic), letter.record, OrNull{letter.key}, Blob{opr_num},
                          letter.origin, letter.occurred, captured, marks, OrNull{letter.image}, letter.body);
    if (rows == 0) return std::nullopt;
    return Inserted{std::move(opr_num), watched, gap};
}

void Letters::rewrite(Seq seq, std::string const& topic, std::string const& body) {
    auto const opr_num = opr_nums_.next();
    run(rewrite_, seq, topics_.id(topic), body, Blob{opr_num});
}

void Letters::remove(Seq seq) { run(remove_, seq); }

std::optional<Letter> Letters::find(Seq seq) {
    Rows rows(by_seq_, seq);
    if (!rows.next()) return std::nullopt;
    return read_letter(rows, topics_);
}

std::vector<Letter> Letters::unfinished(LotId lot, std::string const& record) {
    return read_all(Rows(unfinished_, lot, record), topics_);
}

std::vector<Letter> Letters::history(LotId lot, std::string const& record) {
    return read_all(Rows(history_, lot, record), topics_);
}

std::optional<std::string> Letters::last_body(LotId lot, std::string const& record, std::string const& topic) {
    Rows rows(last_body_, lot, record, topics_.id(topic));
    return rows.next() ? std::optional(rows.text(0)) : std::nullopt;
}

Seq Letters::last() {
    Rows rows(last_);
    rows.next();
    return rows.integer(0);
}

}  // namespace lotbridge::store
