// Questions to the cloud that must not be asked twice, each with its oprNum and what became of it; and answers that are
// kept for the time when the cloud cannot be reached.
#pragma once

#include "store/database.hpp"
#include "store/opr_num.hpp"
#include "store/store.hpp"

namespace lotbridge::store {

inline constexpr int question_columns = 11;
Question read_question(Rows const& rows);  // LOTBRIDGE_QUESTION_COLUMNS

class Questions {
public:
    explicit Questions(SQLite::Database& database);

    QuestionStart begin(NewQuestion const& question);
    void settle(QuestionSettlement const& settlement);
    std::vector<Question> open(LotId lot);
    // What a former process asked and never settled may have been done.
    void doubt_asked();

    void keep(LotId lot, std::string const& topic, std::string const& key, KeptAnswer const& answer);
    std::optional<KeptAnswer> kept(LotId lot, std::string const& topic, std::string const& key);

private:
    OprNums opr_nums_;
    SQLite::Statement insert_, by_key_, settle_, open_, doubt_, keep_, kept_;
};

}  // namespace lotbridge::store
