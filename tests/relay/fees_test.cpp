// From a packet that asks what a stay costs to the reply, and on to the payment: on a real store, with restarts.
#include "relay/downlink_fixture.hpp"

#include "fakes/member.hpp"

#include <gmock/gmock.h>

namespace lotbridge::relay {
namespace {

using fakes::member;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

Money yuan(char const* text) { return Money::parse(text).value(); }

class FeesTest : public DownlinkTest {
protected:
    // 5 yuan the first hour, then 2.50 each half hour; 20 minutes to leave after a payment.
    static config::Tariff tariff() {
        config::TariffRate rate;
        rate.free = 15min;
        rate.steps = {{.until = 60min, .every = 60min, .fee = yuan("5")}, {.every = 30min, .fee = yuan("2.50")}};
        config::Tariff tariff;
        tariff.grace = 20min;
        tariff.rates = {rate};
        return tariff;
    }
    void clock(char const* local) {
        auto const time = LocalTime::parse(std::string("2026-05-29 ") + local)->to_utc(settings.utc_offset);
        scheduler.set_wall(time);
    }
    void enters(char const* at = "09:00:00", int type = 2) {
        deliver("vehicle_entry", R"({"recordCode":"R1","carNum":"测A12345","inTime":"2026-05-29 )" + std::string(at) +
                                     R"(","inIdentity":)" + std::to_string(type) + "}");
    }
    void ask(std::string const& coupons = "") {
        send(request("9", "N" + std::to_string(++numbers_),
                     R"({"recordCode":"R1","parkId":"P1","couponList":[)" + coupons + "]}"));
    }
    void pay(std::string const& money, std::string const& more = "") {
        auto const number = std::to_string(++numbers_);
        send(request("10", "N" + number,
                     R"({"recordCode":"R1","orderCode":"O)" + number + R"(","orderMoney":)" + money + more + "}"));
    }
    void restart() {
        downlink.reset();
        fees.reset();
        obligations.reset();
        intake.reset();
        store.reset();
        open_store();
        make();
    }
    wire::Reply last() { return reply(replies.size() - 1); }
    std::string said(char const* name) { return member(last().data, name); }
    std::string carried(char const* name) { return member(adapters.carried.back().body, name); }

private:
    int numbers_ = 0;
};

constexpr auto two_yuan = R"({"usercouponId":"C1","couponType":0,"discountAmount":2})";
constexpr auto an_hour_less = R"({"usercouponId":"C2","couponType":3,"timeType":1,"freeMinutes":60})";

// ---- the lot's own system tells the fee

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

// ---- derived from the tariff

class DerivedFees : public FeesTest {
protected:
    void SetUp() override {
        FeesTest::SetUp();
        settings.fees.tariff = tariff();
        adapters.served = {"prepayment"};
        adapters.result.reply = R"({"orderCode":"O","result":1})";
        clock("10:10:00");
    }
};

TEST_F(DerivedFees, ComeFromTheEntryAndSayThatTheyAreDerived) {
    enters();

    ask();

    EXPECT_EQ(said("recordCode"), "R1");
    EXPECT_EQ(said("payMoney"), "7.50");
    EXPECT_EQ(said("agioMoney"), "0");
    EXPECT_EQ(said("realPayMoney"), "0");
    EXPECT_EQ(said("chargeMoney"), "7.50");
    EXPECT_EQ(said("chargeTime"), "2026-05-29 10:10:00");
    EXPECT_EQ(last().head.result_code, "0000");
    EXPECT_THAT(last().head.result_message, HasSubstr("derived by the host"));
    EXPECT_TRUE(fees->derives());
    EXPECT_THAT(adapters.carried, IsEmpty());
}

TEST_F(DerivedFees, AreTheSameWhenAskedAgainUnderOneNumber) {
    enters();
    auto const packet = request("9", "N1", R"({"recordCode":"R1","parkId":"P1","couponList":[]})");
    send(packet);
    restart();
    clock("12:00:00");

    send(packet);

    EXPECT_EQ(reply(1).data, reply(0).data);
    EXPECT_EQ(reply(1).head.result_message, reply(0).head.result_message);
}

TEST_F(DerivedFees, TakePaymentsOffAcrossARestart) {
    enters();
    ask();
    clock("10:14:00");
    pay("7.5");
    restart();

    clock("10:34:00");
    ask();
    EXPECT_EQ(said("payMoney"), "7.50");
    EXPECT_EQ(said("realPayMoney"), "7.50");
    EXPECT_EQ(said("chargeMoney"), "0");
    EXPECT_EQ(said("chargeTime"), "2026-05-29 10:10:00");

    clock("10:34:01");
    ask();
    EXPECT_EQ(said("payMoney"), "10");
    EXPECT_EQ(said("realPayMoney"), "7.50");
    EXPECT_EQ(said("chargeMoney"), "2.50");
}

TEST_F(DerivedFees, AreSettledUpToTheAnswerThatWasPaidUpon) {
    enters();
    clock("09:59:00");
    ask();
    clock("10:05:00");  // the second step has begun
    pay("5");

    clock("10:20:00");
    ask();

    EXPECT_EQ(said("payMoney"), "5");
    EXPECT_EQ(said("chargeMoney"), "0");
}

TEST_F(DerivedFees, AreNotSettledByAnAnswerThatHeldNoLonger) {
    enters();
    clock("09:59:00");
    ask();
    clock("10:14:01");
    pay("5");

    ask();

    EXPECT_EQ(said("payMoney"), "7.50");
    EXPECT_EQ(said("realPayMoney"), "5");
    EXPECT_EQ(said("chargeMoney"), "2.50");
}

TEST_F(DerivedFees, UseTheTariffForTimeCoupons) {
    enters();

    ask(an_hour_less);

    EXPECT_EQ(said("payMoney"), "7.50");
    EXPECT_EQ(said("agioMoney"), "7.50");  // ten minutes are left, and they are free
    EXPECT_EQ(said("chargeMoney"), "0");
}

TEST_F(DerivedFees, RememberTheCouponsOfTheAnswerThatWasPaidUpon) {
    enters();
    ask(two_yuan);
    EXPECT_EQ(said("chargeMoney"), "5.50");

    pay("5.5");
    ask();

    EXPECT_EQ(said("agioMoney"), "2");
    EXPECT_EQ(said("realPayMoney"), "5.50");
    EXPECT_EQ(said("chargeMoney"), "0");
}

TEST_F(DerivedFees, CountTheSameCouponsOnceWhenThePaymentTellsThemToo) {
    enters();
    ask(two_yuan);

    pay("5.5", R"(,"discountDetail":2,"discountType":3,"discountAmout":2)");
    ask();

    EXPECT_EQ(said("agioMoney"), "2");
    EXPECT_EQ(said("realPayMoney"), "5.50");
}

TEST_F(DerivedFees, FollowCorrectionsOfTheVehicle) {
    enters();
    deliver("vehicle_correction",
            R"({"recordCode":"R1","carNum":"测A12346","inTime":"2026-05-29 09:00:00","inIdentity":1})");

    ask();

    EXPECT_EQ(said("chargeMoney"), "0");
    EXPECT_EQ(last().head.result_code, "0000");
}

TEST_F(DerivedFees, TellTheRateByThePlatesColour) {
    auto green = settings.fees.tariff->rates[0];
    green.plate_colors = {"绿"};
    green.steps[0].fee = yuan("1");
    settings.fees.tariff->rates.insert(settings.fees.tariff->rates.begin(), green);
    enters();
    deliver("vehicle_correction",
            R"({"recordCode":"R1","carNum":"测A12345","carColor":"绿","inTime":"2026-05-29 09:00:00"})");

    ask();

    EXPECT_EQ(said("chargeMoney"), "3.50");
}

TEST_F(DerivedFees, NeedAnEntry) {
    ask();

    EXPECT_EQ(last().head.result_code, "9999");
    EXPECT_THAT(last().head.result_message, HasSubstr("no entry under this parking record"));
}

TEST_F(DerivedFees, EndWhenTheCarHasLeft) {
    enters();
    exit("R1");

    ask();

    EXPECT_EQ(last().head.result_code, "9999");
    EXPECT_THAT(last().head.result_message, HasSubstr("has left"));
}

TEST_F(DerivedFees, AreNotMadeOfAnEntryThatNobodySaw) {
    plugin::Message entry{.name = "vehicle_entry", .body = R"({"recordCode":"R1","inTime":"2026-05-29 09:00:00"})"};
    entry.origin = LB_ORIGIN_INFERRED;
    auto const stored = intake->submit("adapter", {entry}, "cursor");
    ASSERT_TRUE(stored);

    ask();

    EXPECT_THAT(last().head.result_message, HasSubstr("only inferred"));
}

TEST_F(DerivedFees, AreNotMadeOfClocksThatDisagree) {
    enters("10:10:01");
    ask();
    EXPECT_THAT(last().head.result_message, HasSubstr("one of these clocks is wrong"));

    clock("10:10:01");
    ask();
    EXPECT_EQ(last().head.result_code, "0000");
}

TEST_F(DerivedFees, WaitForAnAdapterThatMayTellThem) {
    adapters.otherwise = Service::starting;
    enters();

    ask();
    advance(30s, 10s);

    EXPECT_THAT(last().head.result_message, HasSubstr("not ready yet"));
}

TEST_F(DerivedFees, AreUnsupportedWithoutATariff) {
    settings.fees.tariff.reset();
    enters();

    ask();

    EXPECT_THAT(last().head.result_message, HasSubstr("unsupported"));
}

}  // namespace
}  // namespace lotbridge::relay
