#include "store/questions.hpp"

#include "store/packed.hpp"
#include "store/statements.hpp"

namespace lotbridge::store {

Questions::Questions(SQLite::Database& database)
    : insert_(database, sql::insert_question),
      by_key_(database, sql::question_by_key),
      settle_(database, "UPDATE question SET state = ?2, answer = ?3, words = ?4, requests = ?5 WHERE id = ?1"),
      open_(database, sql::open_questions),
      doubt_(database, "UPDATE question SET state = 1 WHERE state = 0"),
      keep_(database,
            "INSERT INTO kept_answer (lot, topic, key, answer, at) VALUES (?1, ?2, ?3, ?4, ?5) "
            "ON CONFLICT DO UPDATE SET answer = excluded.answer, at = excluded.at"),
      kept_(database, sql::kept_answer) {}

Question read_question(Rows const& rows) {
    Question question;
    question.id = rows.integer(0);
    question.lot = rows.integer(1);
    question.state = static_cast<QuestionState>(rows.integer(2));
    question.topic = rows.text(3);
    question.key = rows.text(4);
    question.opr_num = rows.text(5);
    question.asked = rows.wall(6);
    question.requests = unpack_times(rows.text(7));
    question.body = rows.text(8);
    question.answer = rows.text(9);
    question.words = rows.text(10);
    return question;
}

QuestionStart Questions::begin(NewQuestion const& question) {
    auto const requests = pack({question.now});
    auto const first = run(insert_, question.lot, question.topic, question.key, opr_num_text(opr_nums_.next()),
                           question.asked, Blob{requests}, question.body) > 0;
    Rows rows(by_key_, question.lot, question.topic, question.key);
    rows.next();
    return {first, read_question(rows)};
}

void Questions::settle(QuestionSettlement const& settlement) {
    auto const requests = pack(settlement.requests);
    run(settle_, settlement.id, static_cast<int>(settlement.state), settlement.answer, settlement.words,
        Blob{requests});
}

std::vector<Question> Questions::open(LotId lot) {
    std::vector<Question> questions;
    for (Rows rows(open_, lot); rows.next();) questions.push_back(read_question(rows));
    return questions;
}

void Questions::doubt_asked() { run(doubt_); }

void Questions::keep(LotId lot, std::string const& topic, std::string const& key, KeptAnswer const& answer) {
    run(keep_, lot, topic, key, answer.text, answer.at);
}

std::optional<KeptAnswer> Questions::kept(LotId lot, std::string const& topic, std::string const& key) {
    Rows rows(kept_, lot, topic, key);
    if (!rows.next()) return std::nullopt;
    return KeptAnswer{rows.text(0), rows.wall(1)};
}

}  // namespace lotbridge::store
