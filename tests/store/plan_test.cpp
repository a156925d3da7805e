// The plans of the statements that run for every event. A scan here is a host that stands still once its backlog is
// large.
#include "store/folder.hpp"
#include "store/migrations.hpp"
#include "store/statements.hpp"

#include <gmock/gmock.h>

namespace lotbridge::test {
namespace {

using namespace store;
using testing::ElementsAre;
using testing::IsSupersetOf;

struct PlanTest : testing::Test {
    Folder folder;
    std::unique_ptr<SQLite::Database> database = [this] {
        auto opened = open_for_writing(folder.path / "plan.db", {});
        migrate(**opened);
        return std::move(*opened);
    }();

    std::vector<std::string> plan(char const* sql) {
        SQLite::Statement statement(*database, std::string("EXPLAIN QUERY PLAN ") + sql);
        std::vector<std::string> steps;
        while (statement.executeStep()) steps.push_back(statement.getColumn(3).getString());
        return steps;
    }
};

constexpr auto outbox_row = "SEARCH outbox USING PRIMARY KEY (lot=? AND state=? AND seq=?)";
constexpr auto o_row = "SEARCH o USING PRIMARY KEY (lot=? AND state=? AND seq=?)";
constexpr auto l_of_record = "SEARCH l USING INDEX letter_by_record (lot=? AND record=?)";
constexpr auto l_row = "SEARCH l USING INTEGER PRIMARY KEY (rowid=?)";

TEST_F(PlanTest, ClaimingWalksTheReadyLettersOfALotInOrder) {
    EXPECT_THAT(plan(sql::ready_letters),
                ElementsAre("SEARCH o USING PRIMARY KEY (lot=? AND state=? AND seq>?)", l_row));
}

TEST_F(PlanTest, ALettersPlaceInItsRecordIsFoundByIndex) {
    EXPECT_THAT(plan(sql::head_of_record),
                ElementsAre(testing::StartsWith("SEARCH l USING COVERING INDEX letter_by_record (lot=? AND record=?"),
                            "SEARCH a USING PRIMARY KEY (lot=? AND state=? AND seq=?) LEFT-JOIN",
                            "SEARCH b USING PRIMARY KEY (lot=? AND state=? AND seq=?) LEFT-JOIN"));
    EXPECT_THAT(plan(sql::record_has_topic),
                ElementsAre("SEARCH letter USING COVERING INDEX letter_by_record (lot=? AND record=? AND topic=?)"));
}

TEST_F(PlanTest, ARecordsLettersAreFoundByIndex) {
    EXPECT_THAT(plan(sql::unfinished_of_record), ElementsAre(l_of_record, o_row, "USE TEMP B-TREE FOR ORDER BY"));
    EXPECT_THAT(plan(sql::history_of_record),
                ElementsAre(l_of_record, std::string(o_row) + " LEFT-JOIN",
                            "SEARCH r USING INTEGER PRIMARY KEY (rowid=?) LEFT-JOIN", "USE TEMP B-TREE FOR ORDER BY"));
    EXPECT_THAT(plan(sql::waiting_behind),
                ElementsAre("SEARCH h USING INTEGER PRIMARY KEY (rowid=?)",
                            "SEARCH l USING COVERING INDEX letter_by_record (lot=? AND record=?)", o_row,
                            "USE TEMP B-TREE FOR ORDER BY"));
    EXPECT_THAT(plan(sql::another_topic_behind),
                ElementsAre("SEARCH h USING INTEGER PRIMARY KEY (rowid=?)",
                            "SEARCH l USING COVERING INDEX letter_by_record (lot=? AND record=?)", o_row,
                            "USE TEMP B-TREE FOR ORDER BY"));
}

TEST_F(PlanTest, AGapInARecordIsFoundByIndex) {
    EXPECT_THAT(plan(sql::gaps_of_lot),
                IsSupersetOf({"SEARCH outbox USING PRIMARY KEY (lot=? AND state=?)",
                              "SEARCH receipt USING INDEX receipt_dropped (lot=?)",
                              "SEARCH quarantine USING COVERING INDEX quarantine_by_record (lot=?)"}));
    EXPECT_THAT(plan(sql::gap_of_record),
                ElementsAre("COMPOUND QUERY", "LEFT-MOST SUBQUERY", l_of_record, std::string(o_row) + " LEFT-JOIN",
                            "SEARCH r USING INTEGER PRIMARY KEY (rowid=?) LEFT-JOIN", "UNION ALL",
                            "SEARCH quarantine USING COVERING INDEX quarantine_by_record (lot=? AND record=?)"));
    EXPECT_THAT(plan(sql::mark_gap_behind),
                ElementsAre("SEARCH letter USING INTEGER PRIMARY KEY (rowid=?)", "LIST SUBQUERY 1",
                            "SEARCH h USING INTEGER PRIMARY KEY (rowid=?)",
                            "SEARCH l USING COVERING INDEX letter_by_record (lot=? AND record=?)", o_row));
}

TEST_F(PlanTest, SettlingTouchesOneRow) {
    EXPECT_THAT(plan(sql::remove_from_outbox), ElementsAre(outbox_row));
    EXPECT_THAT(plan(sql::hold), ElementsAre(outbox_row));
    EXPECT_THAT(plan(sql::bury), ElementsAre(outbox_row));
    EXPECT_THAT(plan(sql::promote), ElementsAre(outbox_row));
    EXPECT_THAT(plan(sql::set_followed), ElementsAre(outbox_row));
    EXPECT_THAT(plan(sql::release_held), ElementsAre(outbox_row));
    EXPECT_THAT(plan(sql::demote), ElementsAre(outbox_row));
    EXPECT_THAT(plan(sql::revive), ElementsAre(outbox_row));
    EXPECT_THAT(plan(sql::keep_lot), ElementsAre("SEARCH lot USING INTEGER PRIMARY KEY (rowid=?)"));
}

TEST_F(PlanTest, HeldLettersAreFoundByTheirTimeAndNewestOnesByTheirTopic) {
    EXPECT_THAT(plan(sql::held_until),
                ElementsAre("SEARCH outbox USING COVERING INDEX outbox_by_due (lot=? AND due>?)"));
    EXPECT_THAT(plan(sql::waiting_in_slot),
                ElementsAre("SEARCH o USING INDEX outbox_by_slot (lot=? AND slot=?)", l_row));
}

TEST_F(PlanTest, TheLastLetterOfATopicIsTheFirstThatIsLookedAt) {
    EXPECT_THAT(plan(sql::last_body),
                ElementsAre("SEARCH letter USING INDEX letter_by_record (lot=? AND record=? AND topic=? AND key=?)"));
}

TEST_F(PlanTest, FiguresAreFoundByLotAndDay) {
    EXPECT_THAT(plan(sql::keep_counting), ElementsAre("SEARCH lot USING INTEGER PRIMARY KEY (rowid=?)"));
    EXPECT_THAT(plan(sql::figures_of_day), ElementsAre("SEARCH figures USING PRIMARY KEY (lot=? AND day=?)"));
    EXPECT_THAT(plan(sql::figures_of_days),
                ElementsAre("SEARCH figures USING PRIMARY KEY (lot=? AND day>? AND day<?)"));
    EXPECT_THAT(plan(sql::last_outage), ElementsAre("SEARCH outage USING PRIMARY KEY (lot=?)"));
    EXPECT_THAT(plan(sql::outages_of_lot), ElementsAre("SEARCH outage USING PRIMARY KEY (lot=? AND began<?)"));
}

TEST_F(PlanTest, CommandsAreFoundByKeyAndByDebt) {
    EXPECT_THAT(plan(sql::command_by_key),
                ElementsAre("SEARCH command USING INDEX command_by_key (lot=? AND topic=? AND key=?)"));
    EXPECT_THAT(plan(sql::begun_commands), ElementsAre("SCAN command USING INDEX command_begun"));
    EXPECT_THAT(plan(sql::owed_commands), ElementsAre("SEARCH command USING INDEX command_owed (lot=?)"));
}

TEST_F(PlanTest, WhatWasSaidAndPaidForARecordIsFoundByIndex) {
    EXPECT_THAT(plan(sql::commands_of_record),
                ElementsAre("SEARCH command USING INDEX command_by_record (lot=? AND record=? AND topic=?)"));
    EXPECT_THAT(plan(sql::quotes_of_record),
                ElementsAre("SEARCH quote USING INDEX quote_by_record (lot=? AND record=?)"));
}

TEST_F(PlanTest, NotesAreFoundByName) {
    EXPECT_THAT(plan(sql::forget_note), ElementsAre("SEARCH note USING PRIMARY KEY (lot=? AND name=?)"));
    EXPECT_THAT(plan(sql::notes_of_lot), ElementsAre("SEARCH note USING PRIMARY KEY (lot=?)"));
}

TEST_F(PlanTest, QuestionsAreFoundByKeyAndWhileTheyAreOpen) {
    EXPECT_THAT(plan(sql::question_by_key),
                ElementsAre("SEARCH question USING INDEX question_by_key (lot=? AND topic=? AND key=?)"));
    EXPECT_THAT(plan(sql::open_questions), ElementsAre("SEARCH question USING INDEX question_open (lot=?)"));
    EXPECT_THAT(plan(sql::kept_answer),
                ElementsAre("SEARCH kept_answer USING INDEX kept_answer_by_key (lot=? AND topic=? AND key=?)"));
}

TEST_F(PlanTest, UpkeepLooksOnlyAtWhatIsOld) {
    EXPECT_THAT(plan(sql::finished_letters), ElementsAre("SEARCH r USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)",
                                                         "SCALAR SUBQUERY 1", "SEARCH letter", l_row));
    EXPECT_THAT(plan(sql::letter_with_image),
                IsSupersetOf({"SEARCH letter USING COVERING INDEX letter_by_image (image=?)",
                              "SEARCH quarantine USING INDEX quarantine_by_image (image=?)",
                              "SEARCH note USING COVERING INDEX note_by_image (image=?)"}));
    EXPECT_THAT(plan(sql::remove_commands),
                testing::Contains("SEARCH command USING INDEX command_by_arrival (arrived<?)"));
    EXPECT_THAT(plan(sql::remove_quotes), testing::Contains("SEARCH quote USING COVERING INDEX quote_by_time (at<?)"));
    EXPECT_THAT(plan(sql::remove_questions),
                testing::Contains("SEARCH question USING INDEX question_by_time (asked<?)"));
    EXPECT_THAT(plan(sql::remove_kept_answers),
                testing::Contains("SEARCH kept_answer USING COVERING INDEX kept_answer_by_time (at<?)"));
    EXPECT_THAT(plan(sql::remove_audit), testing::Contains("SEARCH audit USING COVERING INDEX audit_by_time (at<?)"));
}

}  // namespace
}  // namespace lotbridge::test
