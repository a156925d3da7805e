// What a reconciliation asks of the store: letters that somebody took away by hand go back to their places.
#include "store/desk.hpp"
#include "store/reader.hpp"

#include <SQLiteCpp/Database.h>
#include <gmock/gmock.h>

namespace lotbridge::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

struct RepairTest : testing::Test {
    Folder folder;
    Desk desk{folder.path};

    // A person with a database browser, while the host stands still.
    void by_hand(std::string const& sql) {
        desk.close();
        SQLite::Database(folder.path / "lotbridge.db", SQLite::OPEN_READWRITE).exec(sql);
        desk.open();
    }
    std::size_t put_back(std::string record) {
        return answer_of<std::size_t>([&](auto done) { desk.store->put_back(desk.lot, record, on_day(1), done); })
            .value();
    }
    std::size_t amend(Seq seq, std::string body) {
        return answer_of<std::size_t>([&](auto done) { desk.store->amend(seq, body, done); }).value();
    }
    // Each record's letters as they go out.
    std::vector<std::string> sent() {
        std::vector<std::string> order;
        for (auto letters = desk.claim(); !letters.empty(); letters = desk.claim())
            for (auto const& letter : letters) {
                order.push_back(letter.body);
                desk.settle({delivered(letter.seq)});
            }
        return order;
    }
    Reader reader() const { return must(Reader::open(folder.path)); }
};

TEST_F(RepairTest, ALetterWhoseRowWasDeletedIsStrayUntilItIsPutBack) {
    desk.take_in({letter("entry", "R1", "", "in")});
    by_hand("DELETE FROM outbox");
    EXPECT_EQ(desk.history("R1")[0].state, State::stray);
    EXPECT_THAT(must(reader().letters({.state = State::stray})), SizeIs(1));
    EXPECT_THAT(must(reader().verify()), ElementsAre(HasSubstr("is neither waiting nor finished")));

    EXPECT_EQ(put_back("R1"), 1u);

    auto const back = desk.claim();
    ASSERT_THAT(back, SizeIs(1));
    EXPECT_TRUE(back[0].uncertain) << "the cloud may have it";
    EXPECT_THAT(must(reader().verify()), IsEmpty());
}

TEST_F(RepairTest, ADeletedHeadGoesBeforeTheOthersOfItsRecord) {
    desk.take_in({letter("entry", "R1", "", "in"), letter("fix", "R1", "", "fix"), letter("exit", "R1", "", "out")});
    by_hand("DELETE FROM outbox WHERE seq = 1");
    EXPECT_THAT(desk.claim(), IsEmpty());

    EXPECT_EQ(put_back("R1"), 1u);

    EXPECT_THAT(sent(), ElementsAre("in", "fix", "out"));
}

TEST_F(RepairTest, WhatCameTooLateForAnyMessageStaysWhereItIs) {
    desk.take_in({letter("exit", "R1", "", "out")});
    desk.settle({delivered(desk.claim()[0].seq)});
    desk.take_in({letter("fix", "R1", "", "fix")});
    auto late = verdict(desk.claim()[0].seq, Settlement::Verdict::folded);
    late.words = "came after the exit (5.1.3)";
    desk.settle({late});
    EXPECT_EQ(desk.history("R1")[1].state, State::folded);
    EXPECT_EQ(desk.history("R1")[1].words, late.words);

    EXPECT_EQ(put_back("R1"), 0u);

    EXPECT_THAT(sent(), IsEmpty());
}

TEST_F(RepairTest, AllOfARecordGoBackInTheirOrder) {
    desk.take_in({letter("entry", "R1", "", "in"), letter("fix", "R1", "", "fix"), letter("exit", "R1", "", "out")});
    by_hand("DELETE FROM outbox");

    EXPECT_EQ(put_back("R1"), 3u);

    EXPECT_THAT(must(reader().verify()), IsEmpty());
    EXPECT_THAT(sent(), ElementsAre("in", "fix", "out"));
}

TEST_F(RepairTest, ADeletedFollowerWaitsAgainBehindTheOneInFlight) {
    desk.take_in({letter("entry", "R1", "", "in"), letter("exit", "R1", "", "out")});
    by_hand("DELETE FROM outbox WHERE seq = 2");
    auto const in_flight = desk.claim();

    EXPECT_EQ(put_back("R1"), 1u);

    EXPECT_THAT(desk.claim(), IsEmpty());
    desk.settle({delivered(in_flight[0].seq)});
    EXPECT_THAT(sent(), ElementsAre("out"));
}

TEST_F(RepairTest, WhoWaitedBehindAMessageThatIsGoneEntirelyGoes) {
    desk.take_in({letter("entry", "R1", "", "in"), letter("fix", "R1", "", "fix"), letter("exit", "R1", "", "out")});
    by_hand("DELETE FROM outbox WHERE seq = 1; DELETE FROM letter WHERE seq = 1");

    EXPECT_EQ(put_back("R1"), 1u);
    EXPECT_EQ(put_back("R1"), 0u);

    EXPECT_THAT(sent(), ElementsAre("fix", "out"));
}

TEST_F(RepairTest, WhatWasFoldedIntoALetterThatIsGoneGoesAlone) {
    desk.take_in({letter("entry", "R1", "", "in"), letter("exit", "R1", "", "out")});
    must(desk.rewrite(desk.claim()[0].seq, "bill", "both", {2}));
    EXPECT_EQ(put_back("R1"), 0u);
    by_hand("DELETE FROM outbox; DELETE FROM letter WHERE seq = 1");

    EXPECT_EQ(put_back("R1"), 1u);

    EXPECT_THAT(sent(), ElementsAre("out"));
    EXPECT_THAT(must(reader().verify()), IsEmpty());
}

TEST_F(RepairTest, WhatIsWhereItBelongsStaysThere) {
    desk.take_in({letter("entry", "R1", "", "in"), letter("entry", "R2", "", "other")});
    desk.settle({delivered(desk.claim()[0].seq)});

    EXPECT_EQ(put_back("R1") + put_back("R2") + put_back("R3") + put_back(""), 0u);
    EXPECT_EQ(desk.history("R1")[0].state, State::delivered);
}

TEST_F(RepairTest, AStrayLetterIsNeitherDroppedNorSentAgainByItsNumber) {
    desk.take_in({letter("entry", "R1")});
    by_hand("DELETE FROM outbox");

    EXPECT_EQ(desk.drop({1}), 0u);
    EXPECT_EQ(desk.retry({1}), 0u);
}

TEST_F(RepairTest, AWaitingLetterGetsAnotherBodyAndANumberOfItsOwn) {
    desk.take_in({letter("exit", "R1", "", "12.50")});
    auto const before = desk.history("R1")[0].opr_num;

    EXPECT_EQ(amend(1, "12.51"), 1u);

    auto const after = desk.claim()[0];
    EXPECT_EQ(after.body, "12.51");
    EXPECT_EQ(after.topic, "exit");
    EXPECT_NE(after.opr_num, before);
}

TEST_F(RepairTest, ALetterThatTheCloudMayHaveKeepsItsBody) {
    desk.take_in({letter("exit", "R1", "", "12.50")});
    auto const claimed = desk.claim()[0];
    EXPECT_EQ(amend(1, "12.51"), 0u) << "in flight";
    auto settlement = held(claimed.seq, at(600s));
    settlement.uncertain = true;
    desk.settle({settlement});
    EXPECT_EQ(amend(1, "12.51"), 0u) << "sent without an answer";

    desk.release_due(at(600s));
    desk.settle({delivered(desk.claim()[0].seq)});
    EXPECT_EQ(amend(1, "12.51"), 0u) << "accepted";
    EXPECT_EQ(amend(9, "12.51"), 0u);
    EXPECT_EQ(desk.history("R1")[0].body, "12.50");
}

TEST_F(RepairTest, AReportOfADayReplacesTheOneBefore) {
    Day const day{std::chrono::days(20'000)};
    for (std::string const body : {"first", "second"})
        must(answer_of<void>([&](auto done) {
            desk.store->put_report({desk.lot, "accounts", day, on_day(1), body}, done);
        }));

    auto const reports = must(reader().reports("accounts", "lot 1", day, day));
    ASSERT_THAT(reports, SizeIs(1));
    EXPECT_EQ(reports[0].body, "second");
    EXPECT_EQ(reports[0].day, day);
    EXPECT_EQ(reports[0].at, on_day(1));
    EXPECT_THAT(must(reader().reports("accounts", std::nullopt, day - std::chrono::days(9), day)), SizeIs(1));
    EXPECT_THAT(must(reader().reports("accounts", "lot 2", day, day)), IsEmpty());
    EXPECT_THAT(must(reader().reports("other", std::nullopt, day, day)), IsEmpty());
}

TEST_F(RepairTest, LettersOfADayAreFoundByWhenTheyHappenedAndFromWhereTheyCanBe) {
    for (int day = 0; day < 20; ++day) {
        Intake intake;
        intake.captured = on_day(day);
        intake.letters = {letter("exit", "R" + std::to_string(day))};
        intake.letters[0].occurred = on_day(day);
        must(desk.try_take_in(std::move(intake)));
    }

    EXPECT_EQ(must(reader().captured_before(on_day(0))), 0);
    EXPECT_EQ(must(reader().captured_before(on_day(7))), 7);
    EXPECT_EQ(must(reader().captured_before(on_day(99))), 20);
    auto const found = must(reader().letters({.occurred_from = on_day(7), .occurred_before = on_day(9), .after = 7}));
    ASSERT_THAT(found, SizeIs(2));
    EXPECT_EQ(found[0].letter.record + found[1].letter.record, "R7R8");
}

}  // namespace
}  // namespace lotbridge::test
