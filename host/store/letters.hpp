// A letter's row: written once, read in many places, rewritten only while its record's letters are joined to one.
#pragma once

#include "store/gaps.hpp"
#include "store/opr_num.hpp"
#include "store/store.hpp"
#include "store/topics.hpp"

namespace lotbridge::store {

// Reads the columns of LOTBRIDGE_LETTER_COLUMNS.
Letter read_letter(Rows const& rows, Topics& topics);

class Letters {
public:
    Letters(SQLite::Database& database, Topics& topics, Gaps& gaps);

    // Nothing: the same (record, topic, key) is stored already.
    struct Inserted {
        std::string opr_num;  // 16 bytes
        bool watched = false, gap = false;
    };
    std::optional<Inserted> insert(Seq seq, LotId lot, WallTime captured, NewLetter const& letter);
    void rewrite(Seq seq, std::string const& topic, std::string const& body);  // gives it a new oprNum, too
    void remove(Seq seq);
    std::optional<Letter> find(Seq seq);
    std::vector<Letter> unfinished(LotId lot, std::string const& record);
    std::vector<Letter> history(LotId lot, std::string const& record);
    std::optional<std::string> last_body(LotId lot, std::string const& record, std::string const& topic);
    Seq last();

private:
    Topics& topics_;
    Gaps& gaps_;
    OprNums opr_nums_;
    SQLite::Statement insert_, record_has_topic_, rewrite_, remove_, by_seq_, unfinished_, history_, last_body_, last_;
};

}  // namespace lotbridge::store
