// Automatic deduction, step by step. That no order of steps lets anybody pay twice: deduct_orders_test.cpp.
#include "relay/asking_fixture.hpp"

#include <future>

namespace lotbridge::relay {
namespace {

using fakes::member;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class DeductionsTest : public AskingFixture {
protected:
    std::vector<store::Question> open() {
        std::promise<Result<std::vector<store::Question>>> promise;
        store->open_questions(lot, [&](auto found) { promise.set_value(std::move(found)); });
        return promise.get_future().get().value();
    }
};

TEST_F(DeductionsTest, AreWrittenDownBeforeTheyAreSent) {
    std::vector<store::Question> written;
    gateway.answer = [&](auto const&) { return written = open(), deducted(); };

    deduct();

    ASSERT_THAT(written, SizeIs(1));
    EXPECT_EQ(written[0].key, "R1");
    ASSERT_THAT(sent(), SizeIs(1));
    EXPECT_EQ(sent()[0].opr_num, written[0].opr_num);
    EXPECT_EQ(sent()[0].data, written[0].body);
}

TEST_F(DeductionsTest, GoAheadOfTheBacklogAndNotAfterTheirSecond) {
    gateway.silent = true;

    deduct();

    EXPECT_TRUE(sent()[0].urgent);
    EXPECT_EQ(sent()[0].send_within, 1s);
}

TEST_F(DeductionsTest, GiveTheAdapterTheCloudsAnswer) {
    gateway.answer = [](auto const&) { return deducted(); };

    auto const asked = deduct();

    EXPECT_EQ(asked->text("payStatus"), "1");
    EXPECT_EQ(asked->text("orderNum"), "D1");
    end_call(asked);
    EXPECT_THAT(open(), IsEmpty());
    EXPECT_THAT(payments(), IsEmpty());
}

TEST_F(DeductionsTest, SayWhyTheCloudDidNotDeduct) {
    gateway.answer = [](auto const&) { return not_deducted(); };

    EXPECT_EQ(deduct()->text("failReason"), "4");
    EXPECT_THAT(open(), IsEmpty());
}

TEST_F(DeductionsTest, PassOnARefusal) {
    gateway.answer = [](auto const&) { return fakes::refused(); };

    auto const asked = deduct();

    EXPECT_EQ(asked->error(), Errc::rejected);
    EXPECT_THAT(asked->answer->error().message, HasSubstr("9999"));
    EXPECT_THAT(open(), IsEmpty());
}

TEST_F(DeductionsTest, LetTheAdapterGoOnAfterASecondAndPayItTheLateAnswer) {
    gateway.silent = true;
    auto const asked = deduct();
    advance(999ms, 1s);
    EXPECT_TRUE(asked->waits());
    advance(1ms, 1s);
    EXPECT_EQ(asked->error(), Errc::retry);

    advance(3s, 1s);
    come_back(deducted());

    ASSERT_THAT(payments(), SizeIs(1));
    EXPECT_EQ(payments()[0].topic, "prepayment");
    EXPECT_EQ(member(payments()[0].body, "orderCode"), "D1");
    EXPECT_THAT(open(), IsEmpty());
}

TEST_F(DeductionsTest, AreAPaymentOfWhatWasTaken) {
    gateway.silent = true;
    deduct();
    advance(1s, 1s);
    come_back(deducted());

    auto const body = payments().at(0).body;
    EXPECT_EQ(member(body, "recordCode"), "R1");
    EXPECT_EQ(member(body, "carNum"), "测A12345");
    EXPECT_EQ(member(body, "entryTime"), "2026-05-28 20:00:00");
    EXPECT_EQ(member(body, "orderMoney"), "10");
    EXPECT_EQ(member(body, "discountDetail"), "2.50");
    EXPECT_EQ(member(body, "couponName"), "five");
    EXPECT_EQ(member(body, "discountType"), "3");
    EXPECT_EQ(member(body, "parkId"), "P1");
}

TEST_F(DeductionsTest, AreAPaymentOfTheFeeWhereTheCloudNamesNoAmountAndOfTheRequestsNumberWhereItNamesNoOrder) {
    gateway.silent = true;
    deduct();
    advance(1s, 1s);
    come_back(answered(R"({"payStatus":1})"));

    EXPECT_EQ(member(payments().at(0).body, "orderMoney"), "12.50");
    EXPECT_EQ(member(payments().at(0).body, "orderCode"), sent()[0].opr_num);
}

TEST_F(DeductionsTest, ApplyALatePaymentUntilThatSucceedsAcrossRestarts) {
    adapters.result = {.status = LB_RETRY, .reply = "", .words = "the booth's table is locked"};
    gateway.silent = true;
    deduct();
    advance(1s, 1s);
    come_back(deducted());
    crash();
    auto const failed = payments().size();
    EXPECT_EQ(obligations->open(), 1u);

    adapters.result = {.status = LB_OK, .reply = R"({"orderCode":"D1","result":1})", .words = ""};
    advance(1min, 1s);

    EXPECT_EQ(payments().size(), failed + 1);
    EXPECT_EQ(obligations->open(), 0u);
}

TEST_F(DeductionsTest, LeaveALateNoAlone) {
    gateway.silent = true;
    deduct();
    advance(2s, 1s);
    come_back(not_deducted());

    EXPECT_THAT(payments(), IsEmpty());
    EXPECT_THAT(open(), IsEmpty());
}

TEST_F(DeductionsTest, PayAnAnswerThatTheAdapterDoesNotWaitForAnyMore) {
    gateway.silent = true;
    auto const asked = deduct();
    asked->gone = true;
    come_back(deducted());

    EXPECT_THAT(payments(), SizeIs(1));
}

TEST_F(DeductionsTest, PayAnAnswerThatTheAdapterMayNotHaveKept) {
    gateway.answer = [](auto const&) { return deducted(); };

    end_call(deduct(), false);

    EXPECT_THAT(payments(), SizeIs(1));
    EXPECT_THAT(open(), IsEmpty());
}

TEST_F(DeductionsTest, PayAnAnswerThatTheHostDiedOver) {
    gateway.answer = [](auto const&) { return deducted(); };
    deduct();

    crash();

    EXPECT_THAT(payments(), SizeIs(1));
    EXPECT_THAT(open(), IsEmpty());
}

TEST_F(DeductionsTest, AreNoSecondPaymentWhenThePlatformPushesTheOrderItself) {
    gateway.answer = [](auto const&) { return deducted(); };
    std::promise<void> written;
    store->begin_command({.lot = lot, .topic = "prepayment", .key = "D1", .owed = true},
                         [&](auto) { written.set_value(); });
    written.get_future().get();

    end_call(deduct(), false);

    EXPECT_THAT(payments(), IsEmpty());
}

TEST_F(DeductionsTest, RepeatALostRequestAtOnceUnderTheSameNumber) {
    gateway.answer = [&](auto const&) { return sent().size() < 3 ? fakes::lost() : deducted(); };

    auto const asked = deduct();

    EXPECT_EQ(asked->text("orderNum"), "D1");
    ASSERT_THAT(sent(), SizeIs(3));
    EXPECT_EQ(sent()[2].opr_num, sent()[0].opr_num);
}

TEST_F(DeductionsTest, AreSentThreeTimesAtMostAndThenInDoubt) {
    gateway.answer = [](auto const&) { return fakes::lost(); };

    EXPECT_EQ(deduct()->error(), Errc::retry);

    EXPECT_THAT(sent(), SizeIs(3));
    ASSERT_THAT(open(), SizeIs(1));
    EXPECT_EQ(open()[0].state, store::QuestionState::doubted);
    EXPECT_THAT(open()[0].requests, SizeIs(3));
}

TEST_F(DeductionsTest, BelieveNoRefusalThatCameAfterALostRequest) {
    gateway.answer = [&](auto const&) { return sent().size() < 2 ? fakes::lost() : fakes::refused(); };

    EXPECT_EQ(deduct()->error(), Errc::retry);

    EXPECT_EQ(questions->in_doubt(), 1u);
}

TEST_F(DeductionsTest, ThatNeverWentOutNeverGoLater) {
    gateway.answer = [](auto const&) { return fakes::unsent(); };
    EXPECT_EQ(deduct()->error(), Errc::retry);
    gateway.sent.clear();
    gateway.answer = [](auto const&) { return deducted(); };

    leave("R1");
    advance(1h);

    EXPECT_THAT(sent(), IsEmpty());
    EXPECT_THAT(open(), IsEmpty());
}

TEST_F(DeductionsTest, AnswerTheSameQuestionFromWhatIsKnown) {
    gateway.answer = [](auto const&) { return not_deducted(); };
    deduct();
    EXPECT_EQ(deduct()->text("failReason"), "4");

    gateway.answer = [](auto const&) { return deducted(); };
    end_call(deduct("R2"));
    EXPECT_EQ(deduct("R2")->text("orderNum"), "D1");
    EXPECT_EQ(deduct("R2", "20")->text("orderNum"), "D1");

    EXPECT_THAT(sent(), SizeIs(2));
    EXPECT_THAT(payments(), IsEmpty());
}

TEST_F(DeductionsTest, AskAnewForAnotherFeeWhereTheCloudDidNothing) {
    gateway.answer = [](auto const&) { return not_deducted(); };
    deduct();
    gateway.answer = [](auto const&) { return deducted(); };

    EXPECT_EQ(deduct("R1", "20")->text("payStatus"), "1");

    EXPECT_NE(sent()[1].opr_num, sent()[0].opr_num);
}

TEST_F(DeductionsTest, ThatAreStillUnansweredAreNotAskedAgain) {
    gateway.silent = true;
    deduct();
    advance(1s, 1s);

    EXPECT_EQ(deduct("R1", "20")->error(), Errc::retry);
    crash();
    EXPECT_EQ(deduct("R1", "20")->error(), Errc::retry);

    EXPECT_THAT(sent(), SizeIs(1));
}

TEST_F(DeductionsTest, InDoubtAreLeftAloneWhileTheStayIsOpen) {
    gateway.silent = true;
    deduct();
    crash();
    entry("R1");

    advance(3h, 5min);

    EXPECT_THAT(sent(), SizeIs(1));
    EXPECT_EQ(questions->in_doubt(), 1u);
}

TEST_F(DeductionsTest, InDoubtAreRepeatedUnderTheirNumberWhenTheExitIsAccepted) {
    gateway.silent = true;
    deduct();
    crash();
    leave("R1");

    advance(1min, 1s);
    ASSERT_THAT(sent(), SizeIs(2));
    EXPECT_EQ(sent()[1].opr_num, sent()[0].opr_num);
    EXPECT_FALSE(sent()[1].urgent);
    come_back(deducted());

    EXPECT_THAT(payments(), SizeIs(1));
    EXPECT_EQ(questions->in_doubt(), 0u);
    EXPECT_THAT(open(), IsEmpty());
}

TEST_F(DeductionsTest, InDoubtEndWithTheCloudsNo) {
    gateway.silent = true;
    deduct();
    crash();
    leave("R1");
    advance(1min, 1s);
    come_back(not_deducted());

    EXPECT_THAT(payments(), IsEmpty());
    EXPECT_THAT(open(), IsEmpty());
}

TEST_F(DeductionsTest, InDoubtKeepToFiveRequestsInAnHourAcrossCrashes) {
    gateway.answer = [](auto const&) { return fakes::lost(); };
    deduct();
    leave("R1");

    for (int minute = 0; minute < 59; ++minute) {
        advance(1min, 5s);
        if (minute % 10 == 0) crash();
    }

    EXPECT_THAT(sent(), SizeIs(5));
    advance(10min, 5s);
    EXPECT_GT(sent().size(), 5u);
}

TEST_F(DeductionsTest, InDoubtAreAskedAgainTenMinutesAfterARefusal) {
    gateway.silent = true;
    deduct();
    advance(16s, 1s);
    come_back(fakes::lost());
    leave("R1");
    gateway.silent = false;
    gateway.answer = [](auto const&) { return fakes::refused(); };
    advance(1min, 5s);
    ASSERT_THAT(sent(), SizeIs(2));

    advance(9min, 5s);
    EXPECT_THAT(sent(), SizeIs(2));
    gateway.answer = [](auto const&) { return deducted(); };
    advance(1min, 5s);

    EXPECT_THAT(payments(), SizeIs(1));
}

TEST_F(DeductionsTest, WithAnAnswerThatNobodyUnderstandsAreInDoubtAndThenAPersonsBusiness) {
    gateway.answer = [](auto const&) { return answered(R"({"orderNum":"D1"})"); };
    EXPECT_EQ(deduct()->error(), Errc::retry);
    EXPECT_EQ(questions->in_doubt(), 1u);

    leave("R1");
    advance(1min, 5s);

    EXPECT_THAT(sent(), SizeIs(2));
    EXPECT_EQ(questions->in_doubt(), 0u);
    EXPECT_EQ(deduct("R1", "20")->error(), Errc::retry);
    EXPECT_THAT(sent(), SizeIs(2));
}

TEST_F(DeductionsTest, UnderstandAnAnswerWithAFailureReasonOfThePlatformsOwn) {
    gateway.answer = [](auto const&) { return answered(R"({"payStatus":0,"failReason":77})"); };

    EXPECT_EQ(deduct()->text("payStatus"), "0");
}

TEST_F(DeductionsTest, InDoubtForTooLongAreGivenUp) {
    settings.cloud.profile.times.letter_retention = 1h;
    gateway.silent = true;
    deduct();
    crash();

    advance(70min, 5min);

    EXPECT_THAT(open(), IsEmpty());
    EXPECT_EQ(questions->in_doubt(), 0u);
}

TEST_F(DeductionsTest, LetAStopWaitForWhatIsOnItsWay) {
    gateway.silent = true;
    auto const asked = deduct();
    bool stopped = false;

    questions->stop([&] { stopped = true; });
    idle();
    EXPECT_EQ(asked->error(), Errc::retry);
    EXPECT_FALSE(stopped);
    come_back(deducted());

    EXPECT_TRUE(stopped);
    EXPECT_EQ(obligations->open() + payments().size(), 1u);
    EXPECT_EQ(deduct("R2")->error(), Errc::retry);
}

}  // namespace
}  // namespace lotbridge::relay
