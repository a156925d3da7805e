#include "terminal.hpp"

#include <gmock/gmock.h>
#include <future>
#include <memory>
#include <thread>

namespace lotbridge::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string fee(std::string const& price, std::string const& waived, std::string const& due,
                std::string const& paid = "0") {
    return R"({"recordCode":"R1","payMoney":)" + price + R"(,"agioMoney":)" + waived + R"(,"chargeMoney":)" + due +
           R"(,"realPayMoney":)" + paid + R"(,"couponList":[],"chargeTime":"2024-05-01 10:00:00"})";
}

class CloudDriver : public testing::Test {
protected:
    CloudDriver() {
        lot.login();
        lot.tell("2", entry("R1"));
        terminal = std::make_unique<Terminal>(cloud, lot);
    }

    std::future<rapidjson::Document> ask(std::string const& target, std::string const& body) const {
        return std::async(std::launch::async, [this, target, body] { return cloud.post(target, body); });
    }
    // Answers the next request, and gives it back.
    std::string answer(std::string_view code, std::string const& data, std::string_view result = "0000") {
        auto packet = terminal->packet();
        terminal->send(reply(code, number_of(packet), data, result));
        return packet;
    }

    CloudProcess cloud;
    Lot lot{cloud};
    std::unique_ptr<Terminal> terminal;
};

TEST_F(CloudDriver, FindsACarThatIsInsideByItsPlate) {
    auto const cars = cloud.get("/cars?plate=" + percent_encoded("京A12345"));

    ASSERT_EQ(cars.Size(), 1u);
    EXPECT_EQ(text(cars[0], "recordCode"), "R1");
    EXPECT_EQ(text(cars[0]["entry"], "inCross"), "E1");
}

TEST_F(CloudDriver, FindsNoCarThatHasLeft) {
    lot.tell("4", exit("R1"));

    EXPECT_EQ(cloud.get("/cars?plate=" + percent_encoded("京A12345")).Size(), 0u);
}

TEST_F(CloudDriver, OwesWhatIsLeftWhetherTheLotTookOffEarlierPaymentsOrNot) {
    auto first = ask("/quote", R"({"recordCode":"R1"})");
    answer("9", fee("12.50", "2.50", "10", "4"));
    EXPECT_EQ(first.get()["due"].GetDouble(), 6);

    auto second = ask("/quote", R"({"recordCode":"R1"})");
    answer("9", fee("12.50", "2.50", "6", "4"));
    EXPECT_EQ(second.get()["due"].GetDouble(), 6);
    EXPECT_THAT(cloud.violations(), IsEmpty());
}

TEST_F(CloudDriver, IsToldWhyTheLotNamesNoFee) {
    auto asked = ask("/quote", R"({"recordCode":"R9"})");
    answer("9", "{}", "9999");

    auto const quote = asked.get();
    EXPECT_EQ(text(quote, "outcome"), "the lot did not tell the fee");
    EXPECT_EQ(text(quote["fee"], "resultMessge"), "done");
}

TEST_F(CloudDriver, SendsCouponsOfEveryKindAndPaysWhatIsLeft) {
    auto paid =
        ask("/fee-and-pay", R"({"recordCode":"R1","orderCode":"O1","coupons":["cash-5","rate-80","minutes-60"]})");

    auto const without = answer("9", fee("30", "0", "30"));
    auto const with = answer("9", fee("30", "8", "22"));
    auto const payment = answer("10", R"({"orderCode":"O1","result":1})");

    EXPECT_THAT(without, HasSubstr(R"("couponList":[])"));
    EXPECT_THAT(with, HasSubstr(R"("couponType":0,"timeType":0,)"));
    EXPECT_THAT(with, HasSubstr(R"("discountRate":0.8)"));
    EXPECT_THAT(with, HasSubstr(R"("couponType":3,"timeType":1,)"));
    EXPECT_THAT(payment, HasSubstr(R"("orderMoney":22,"discountDetail":8,)"));
    EXPECT_THAT(payment, HasSubstr(R"("discountType":3,"couponName":"5 元现金券、)"));
    auto const outcome = paid.get();
    EXPECT_EQ(text(outcome, "outcome"), "paid");
    EXPECT_EQ(outcome["byCoupons"].GetDouble(), 8);
    EXPECT_THAT(cloud.violations(), IsEmpty());
}

TEST_F(CloudDriver, PaysNothingForAStayThatACouponHasPaidButTellsTheLot) {
    auto paid = ask("/fee-and-pay", R"({"recordCode":"R1","orderCode":"O1","coupons":["free"]})");

    answer("9", fee("30", "0", "30"));
    answer("9", fee("30", "30", "0"));
    auto const payment = answer("10", R"({"orderCode":"O1","result":1})");

    EXPECT_THAT(payment, HasSubstr(R"("orderMoney":0,"discountDetail":30,)"));
    EXPECT_EQ(text(paid.get(), "outcome"), "paid");
}

TEST_F(CloudDriver, DoesNotPayAnotherAmountThanAgreed) {
    auto paid = ask("/fee-and-pay", R"({"recordCode":"R1","due":"10"})");
    answer("9", fee("12", "0", "12"));

    EXPECT_EQ(text(paid.get(), "outcome"), "the fee has changed");
}

TEST_F(CloudDriver, IsToldWhichCouponsThereAre) {
    EXPECT_EQ(cloud.get("/coupons").Size(), 7u);
    EXPECT_THAT(text(cloud.post("/quote", R"({"recordCode":"R1","coupons":["gold"]})"), "error"),
                HasSubstr("there is no coupon \"gold\""));
}

// What the lot made of coupons, against what their table says.
class CloudCoupons : public CloudDriver {
protected:
    std::vector<std::string> found(std::string const& coupon, std::string const& without, std::string const& with) {
        auto asked = ask("/quote", R"({"recordCode":"R1","coupons":[")" + coupon + "\"]}");
        answer("9", without);
        answer("9", with);
        asked.get();
        return cloud.violations();
    }
};

TEST_F(CloudCoupons, MayTakeOffNoMoreThanTheyAreWorth) {
    EXPECT_THAT(found("cash-5", fee("30", "0", "30"), fee("30", "5.01", "24.99")),
                ElementsAre("C.3.1 more was taken off than the coupons are worth"));
}

TEST_F(CloudCoupons, AreLimitedByTheirMaximum) {
    EXPECT_THAT(found("rate-80", fee("150", "0", "150"), fee("150", "30", "120")),
                ElementsAre("C.3.1 more was taken off than the coupons are worth"));
}

TEST_F(CloudCoupons, AreNotUsedBelowTheirMinimum) {
    EXPECT_THAT(found("cash-10-over-30", fee("29.99", "0", "29.99"), fee("29.99", "10", "19.99")),
                ElementsAre("C.3.1 coupons that are not valid now, or whose minimum is not reached, were used"));
}

TEST_F(CloudCoupons, ThatWaiveEverythingLeaveNothing) {
    EXPECT_THAT(found("free", fee("30", "0", "30"), fee("30", "29", "1")),
                ElementsAre("C.3.1 a coupon that waives everything leaves something to pay"));
}

TEST_F(CloudCoupons, AreNotComparedOverAPriceThatWentOn) {
    EXPECT_THAT(found("cash-5", fee("30", "0", "30"), fee("35", "9", "26")), IsEmpty());
}

// 5.3: a car without a plate.
class CloudScanner : public CloudDriver {
protected:
    std::string let_in() {
        auto scanned = ask("/scan-in", R"({"inCross":"E1"})");
        request = answer("15", "{}");
        return text(scanned.get(), "plateno");
    }
    std::string request;
};

TEST_F(CloudScanner, GivesEachCarATemporaryPlate) {
    auto const first = let_in(), second = let_in();

    EXPECT_THAT(first, testing::StartsWith("临"));
    EXPECT_NE(first, second);
    EXPECT_THAT(request, HasSubstr(R"("plateno":")" + second + R"(","inCross":"E1","inTime":"20)"));
}

TEST_F(CloudScanner, LetsTheCarOutUnderTheRecordThatTheLotHasReported) {
    auto const plate = let_in();
    lot.tell("2", entry("R7", plate));

    auto scanned = ask("/scan-out", R"({"plateno":")" + plate + R"(","outCross":"X1"})");
    auto const exit_request = answer("16", "{}");

    EXPECT_THAT(exit_request, HasSubstr(R"("plateno":")" + plate + R"(","recordCode":"R7","carNum":")" + plate));
    EXPECT_EQ(text(scanned.get()["reply"], "resultCode"), "0000");
    EXPECT_THAT(cloud.violations(), IsEmpty());
}

TEST_F(CloudScanner, KnowsNoCarUnderAPlateThatItNeverGave) {
    EXPECT_EQ(text(cloud.post("/scan-out", R"({"plateno":"临A00000","outCross":"X1"})"), "error"),
              "no vehicle is inside under the temporary plate 临A00000");
}

TEST_F(CloudScanner, RefusesTheExitRequestOfALotForARecordItNeverReported) {
    auto const told =
        lot.tell("16", R"({"parkId":"P1","plateno":"临A00000","recordCode":"R9","carNum":"","inCross":"",)"
                       R"("outCross":"X1","inTime":"","outTime":"","inIdentity":2,"outIdentity":2,)"
                       R"("parkMinutes":0,"carColor":"","chargeStatus":0,"payMoney":0,"agioMoney":0,)"
                       R"("chargeMoney":0,"chargeType":"","outOperatorName":""})");

    EXPECT_EQ(told.code(), "9999");
    EXPECT_THAT(cloud.violations(),
                ElementsAre("5.3.2 an exit request for a parking record that has not been uploaded"));
}

// The platform's own clock has to pass here; the test waits for the report, not for a time.
TEST(CloudScannerDuty, OfReportingTheEntryIsWatched) {
    CloudProcess const cloud({"--time-scale", "0.001"});
    Lot lot(cloud);
    lot.login();
    Terminal terminal(cloud, lot);
    auto scanned = std::async(std::launch::async, [&] { return cloud.post("/scan-in", R"({"inCross":"E1"})"); });
    terminal.send(reply("15", number_of(terminal.packet()), "{}"));
    scanned.get();

    auto const words = "5.3.1 a vehicle was let in without a plate, and its entry was not uploaded";
    for (int i = 0; i < 500 && !testing::Value(cloud.violations(), testing::Contains(words)); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));

    EXPECT_THAT(cloud.violations(), testing::Contains(words));
}

}  // namespace
}  // namespace lotbridge::test
