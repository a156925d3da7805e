// Fees that the host derives from the lot file's tariff, and the payments that follow.
#include "relay/fees_fixture.hpp"

#include <gmock/gmock.h>

namespace lotbridge::relay {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

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
