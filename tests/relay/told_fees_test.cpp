// Fees that the lot's own system tells, and the payments that follow.
#include "relay/fees_fixture.hpp"

#include <gmock/gmock.h>

namespace lotbridge::relay {
namespace {

using fakes::member;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

class ToldFees : public FeesTest {
protected:
    void SetUp() override {
        FeesTest::SetUp();
        clock("10:10:00");
    }
    void tell(std::string const& terms, std::string const& charge = "12.50") {
        adapters.result.reply = R"({"recordCode":"R1","payMoney":12.5,"chargeMoney":)" + charge + terms + "}";
    }
};

TEST_F(ToldFees, GoToTheCloudAsTheyAreWhenTheSystemSaysNothingElse) {
    tell("");

    ask(two_yuan);

    EXPECT_EQ(said("payMoney"), "12.50");
    EXPECT_EQ(said("agioMoney"), "0");
    EXPECT_EQ(said("chargeMoney"), "12.50");
    EXPECT_EQ(last().head.result_message, "success");
    EXPECT_THAT(last().data, HasSubstr(R"("couponList":[])"));
}

TEST_F(ToldFees, AreReducedByTheCouponsThatTheSystemLeavesOpen) {
    tell(R"(,"couponsOpen":true)");

    ask(two_yuan);

    EXPECT_EQ(said("payMoney"), "12.50");
    EXPECT_EQ(said("agioMoney"), "2");
    EXPECT_EQ(said("chargeMoney"), "10.50");
    EXPECT_THAT(last().data,
                HasSubstr(R"("couponList":[{"usercouponId":"C1","couponType":0,"discountAmount":2,"message":""}])"));
}

TEST_F(ToldFees, KeepToWhatEarlierPaymentsLeft) {
    tell(R"(,"realPayMoney":11,"couponsOpen":true)", "1.50");

    ask(two_yuan);

    EXPECT_EQ(said("agioMoney"), "1.50");
    EXPECT_EQ(said("chargeMoney"), "0");
    EXPECT_EQ(said("realPayMoney"), "11");
}

TEST_F(ToldFees, AreCompletedWhereTheSystemTellsOnlyWhatIsLeft) {
    adapters.result.reply = R"({"recordCode":"R1","chargeMoney":4,"realPayMoney":6})";

    ask();

    EXPECT_EQ(said("payMoney"), "10");
    EXPECT_EQ(said("chargeMoney"), "4");
    EXPECT_EQ(said("chargeTime"), "2026-05-29 10:10:00");
}

TEST_F(ToldFees, OfShorterStaysAreAskedForWhenTheSystemCanTellThem) {
    adapters.answer = [](auto const& carried) -> plugin::CommandResult {
        auto const asked = member(carried.body, "stayMinutes");
        auto const fee = asked == "40" ? "5" : asked.empty() ? "10" : "0";
        return {.status = LB_OK,
                .reply = R"({"recordCode":"R1","couponsOpen":true,"anyStay":true,"stayMinutes":100,"payMoney":)" +
                         std::string(fee) + R"(,"chargeMoney":)" + fee + "}",
                .words = ""};
    };

    ask(an_hour_less);

    ASSERT_THAT(adapters.carried, SizeIs(2));
    EXPECT_EQ(member(adapters.carried[1].body, "recordCode"), "R1");
    EXPECT_LE(adapters.carried[1].limit, 30s);
    EXPECT_EQ(said("agioMoney"), "5");
    EXPECT_EQ(said("chargeMoney"), "5");
}

TEST_F(ToldFees, LeaveTimeCouponsUnusedWhenOnlyTheAmountIsKnown) {
    tell(R"(,"couponsOpen":true,"stayMinutes":100)");

    ask(std::string(an_hour_less) + "," + two_yuan);

    EXPECT_THAT(adapters.carried, SizeIs(1));
    EXPECT_EQ(said("chargeMoney"), "10.50");
    EXPECT_THAT(last().data, HasSubstr("needs the fee of a shorter stay"));
}

TEST_F(ToldFees, DoWithoutAnAnswerAboutAShorterStay) {
    adapters.answer = [this](auto const& carried) -> plugin::CommandResult {
        if (!member(carried.body, "stayMinutes").empty())
            return {.status = LB_RETRY, .reply = "", .words = "the lot's database is away"};
        return {.status = LB_OK, .reply = adapters.result.reply, .words = ""};
    };
    tell(R"(,"couponsOpen":true,"anyStay":true,"stayMinutes":100)");

    ask(std::string(an_hour_less) + "," + two_yuan);

    EXPECT_EQ(last().head.result_code, "0000");
    EXPECT_EQ(said("chargeMoney"), "10.50");
}

TEST_F(ToldFees, ThatBreakTheStandardAreRefusedInWords) {
    adapters.result.reply = R"({"recordCode":"R1","chargeMoney":"a lot"})";

    ask();

    EXPECT_EQ(last().head.result_code, "9999");
    EXPECT_THAT(last().head.result_message, HasSubstr("breaks the standard: /chargeMoney"));
}

TEST_F(ToldFees, AreToldByTheSystemEvenWhereTheLotFileHasATariff) {
    settings.fees.tariff = tariff();
    enters();
    tell("");

    ask();

    EXPECT_EQ(said("chargeMoney"), "12.50");
    EXPECT_FALSE(fees->derives());
}

TEST_F(ToldFees, CountPaymentsThatTheSystemDoesNotHaveYet) {
    tell("");
    ask();
    adapters.answer = [this](auto const& carried) -> plugin::CommandResult {
        if (carried.topic == "prepayment") return {.status = LB_RETRY, .reply = "", .words = "payments are locked"};
        return {.status = LB_OK, .reply = adapters.result.reply, .words = ""};
    };
    pay("12.5");

    ask();

    EXPECT_EQ(said("realPayMoney"), "12.50");
    EXPECT_EQ(said("chargeMoney"), "0");
}

TEST_F(ToldFees, CountAPaymentThatTheSystemRefusesUntilAPersonHasEndedIt) {
    tell("");
    adapters.answer = [this](auto const& carried) -> plugin::CommandResult {
        if (carried.topic == "prepayment") return {.status = LB_REJECTED, .reply = "", .words = "no such stay"};
        return {.status = LB_OK, .reply = adapters.result.reply, .words = ""};
    };
    pay("12.5");
    advance(11min, 10s);
    ASSERT_EQ(counts().refused_payments, 1);
    restart();

    ask();
    EXPECT_EQ(said("realPayMoney"), "12.50");
    EXPECT_EQ(said("chargeMoney"), "0");

    store->drop_payments({payments().at(0).id}, "given back at the desk", scheduler.wall(), [](auto const&) {});
    obligations->start();
    idle();
    ask();
    EXPECT_EQ(said("realPayMoney"), "0");
    EXPECT_EQ(said("chargeMoney"), "12.50");
}

TEST_F(ToldFees, CountAPaymentOnceWhenTheSystemHasIt) {
    tell("");
    pay("12.5");
    tell(R"(,"realPayMoney":12.5)", "0");

    ask();

    EXPECT_EQ(said("realPayMoney"), "12.50");
    EXPECT_EQ(said("chargeMoney"), "0");
}

// ---- the payment that follows

TEST_F(ToldFees, GiveTheSystemBackWhatItWantsToSeeWithThePayment) {
    tell(R"(,"echo":"bill 77|10:10")");
    ask();
    EXPECT_THAT(last().data, Not(HasSubstr("echo")));
    restart();
    clock("10:20:00");

    pay("12.5");

    EXPECT_EQ(adapters.carried.back().topic, "prepayment");
    EXPECT_EQ(carried("orderMoney"), "12.50");
    EXPECT_EQ(carried("echo"), "bill 77|10:10");
    EXPECT_EQ(carried("quoteTime"), "2026-05-29 10:10:00");
    EXPECT_EQ(carried("quoteUntil"), "2026-05-29 10:25:00");
    EXPECT_EQ(carried("quoteMoney"), "12.50");
    EXPECT_THAT(adapters.carried.back().body, HasSubstr(R"("quoteExpired":false)"));
}

TEST_F(ToldFees, KeepAPaymentThatComesTooLateAndSaySo) {
    tell(R"(,"echo":"bill 77")");
    ask();
    clock("10:25:01");

    pay("12.5");

    EXPECT_EQ(last().head.result_code, "0000");
    EXPECT_EQ(said("result"), "1");
    EXPECT_THAT(last().head.result_message, HasSubstr("held until 2026-05-29 10:25:00 only"));
    EXPECT_EQ(carried("echo"), "bill 77");
    EXPECT_THAT(adapters.carried.back().body, HasSubstr(R"("quoteExpired":true)"));
}

TEST_F(ToldFees, HoldAsLongAsTheSystemSays) {
    tell(R"(,"validMinutes":2)");
    ask();
    clock("10:12:01");

    pay("12.5");

    EXPECT_THAT(last().head.result_message, HasSubstr("held until 2026-05-29 10:12:00 only"));
}

TEST_F(ToldFees, ArePaidUponByTheAnswerWithThatAmount) {
    tell(R"(,"echo":"first")");
    ask();
    tell(R"(,"echo":"second")", "15");
    ask();

    pay("12.5");
    EXPECT_EQ(carried("echo"), "first");
    pay("15");
    EXPECT_EQ(carried("echo"), "second");
    pay("13.5", R"(,"discountAmout":1.5)");
    EXPECT_EQ(carried("echo"), "second");
    pay("99");
    EXPECT_EQ(carried("echo"), "second");
}

TEST_F(ToldFees, AreNotNeededForAPayment) {
    pay("12.5");

    EXPECT_EQ(said("result"), "1");
    EXPECT_EQ(carried("orderMoney"), "12.50");
    EXPECT_THAT(adapters.carried.back().body, Not(HasSubstr("quoteTime")));
}

TEST_F(ToldFees, ACloudCannotPutWordsIntoTheSystemsMouth) {
    pay("12.5", R"(,"echo":"forged","quoteMoney":1)");

    EXPECT_THAT(adapters.carried.back().body, AllOf(Not(HasSubstr("forged")), Not(HasSubstr("quoteMoney"))));
}

}  // namespace
}  // namespace lotbridge::relay
