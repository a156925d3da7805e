#include "store/desk.hpp"

#include <gmock/gmock.h>

namespace lotbridge::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using enum QuestionState;

struct QuestionsTest : testing::Test {
    Folder folder;
    Desk desk{folder.path};

    // Asks about the key and lets the question end so.
    Question ask_and_settle(QuestionState state, std::string answer = {}) {
        auto const question = desk.ask("R1").question;
        desk.settle({question.id, state, std::move(answer), "", question.requests});
        return question;
    }
    QuestionState state_of_the_open_one() {
        auto const open = desk.open_questions();
        return open.size() == 1 ? open[0].state : abandoned;
    }
};

TEST_F(QuestionsTest, AQuestionIsWrittenDownOnceWithItsNumberAndItsFirstRequest) {
    auto const first = desk.ask("R1");
    auto const again = desk.ask("R1", R"({"later":1})");

    EXPECT_TRUE(first.first);
    EXPECT_EQ(first.question.opr_num.size(), 36u);
    EXPECT_THAT(first.question.requests, ElementsAre(at(5s)));
    EXPECT_FALSE(again.first);
    EXPECT_EQ(again.question.opr_num, first.question.opr_num);
    EXPECT_EQ(again.question.body, "{}");
    EXPECT_TRUE(desk.ask("R2").first);
}

TEST_F(QuestionsTest, WhatWasAskedWhenTheHostStoppedIsInDoubt) {
    desk.ask("R1");
    EXPECT_EQ(state_of_the_open_one(), asked);

    desk.reopen();

    EXPECT_EQ(state_of_the_open_one(), doubted);
    EXPECT_FALSE(desk.ask("R1", "other").first);
}

TEST_F(QuestionsTest, AnAnswerStaysWithItsQuestion) {
    ask_and_settle(granted, "yes");
    desk.reopen();

    auto const again = desk.ask("R1", "other");

    EXPECT_FALSE(again.first);
    EXPECT_EQ(again.question.state, granted);
    EXPECT_EQ(again.question.answer, "yes");
    EXPECT_EQ(state_of_the_open_one(), granted);
}

TEST_F(QuestionsTest, OnlyADeniedQuestionIsAskedAnewAndNotInTheSameWords) {
    auto const before = ask_and_settle(denied, "no");

    auto const same = desk.ask("R1");
    auto const other = desk.ask("R1", "other");

    EXPECT_FALSE(same.first);
    EXPECT_EQ(same.question.answer, "no");
    EXPECT_TRUE(other.first);
    EXPECT_NE(other.question.opr_num, before.opr_num);
    EXPECT_EQ(other.question.answer, "");
}

TEST_F(QuestionsTest, AQuestionThatIsKnownOrGivenUpIsNotAskedAnew) {
    for (auto const state : {known, abandoned}) {
        ask_and_settle(state, "yes");

        EXPECT_FALSE(desk.ask("R1", "other").first);
        EXPECT_THAT(desk.open_questions(), IsEmpty());
    }
}

TEST_F(QuestionsTest, ASettlementAndThePaymentThatIsOwedForItAreOne) {
    auto const question = desk.ask("R1").question;
    NewCommand payment;
    payment.topic = "payment";
    payment.key = "order 1";
    payment.owed = true;

    auto const start = desk.settle({question.id, known, "yes", "", question.requests}, payment);
    desk.reopen();

    EXPECT_TRUE(start.first);
    ASSERT_EQ(desk.owed().size(), 1u);
    EXPECT_EQ(desk.owed()[0].key, "order 1");
    EXPECT_THAT(desk.open_questions(), IsEmpty());
}

TEST_F(QuestionsTest, AnswersAreKeptWithTheirTimeAndReplaced) {
    EXPECT_FALSE(desk.kept("A1"));
    desk.keep("A1", {"member", on_day(1)});
    desk.keep("A1", {"no member", on_day(2)});
    desk.reopen();

    ASSERT_TRUE(desk.kept("A1"));
    EXPECT_EQ(desk.kept("A1")->text, "no member");
    EXPECT_EQ(desk.kept("A1")->at, on_day(2));
}

TEST_F(QuestionsTest, WhatIsOldAndDoneWithLeaves) {
    ask_and_settle(known, "yes");
    desk.ask("R2");
    desk.keep("A1", {"member", on_day(1)});
    desk.keep("A2", {"member", on_day(40)});

    desk.tidy(on_day(41), 24h * 30);

    EXPECT_TRUE(desk.ask("R1").first);
    EXPECT_FALSE(desk.ask("R2").first);
    EXPECT_FALSE(desk.kept("A1"));
    EXPECT_TRUE(desk.kept("A2"));
}

}  // namespace
}  // namespace lotbridge::test
