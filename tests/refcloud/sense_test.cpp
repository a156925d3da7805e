#include "lot.hpp"

#include <gmock/gmock.h>

namespace lotbridge::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class CloudSense : public testing::Test {
protected:
    CloudSense() {
        lot.login();
        lot.tell("2", entry("R1"));
    }

    // Kept all the same: the standard names no refusal for it.
    std::vector<std::string> found_in(std::string_view code, std::string const& body) {
        EXPECT_EQ(lot.tell(code, body).code(), "0000");
        return cloud.violations();
    }

    CloudProcess cloud;
    Lot lot{cloud};
};

TEST_F(CloudSense, ReportsAnExitBeforeItsEntry) {
    auto const body = changed(exit("R1"), "2024-05-01 09:30:00", "2024-05-01 07:59:59");

    EXPECT_THAT(found_in("4", changed(body, R"("parkMinutes":90)", R"("parkMinutes":0)")),
                ElementsAre("C.2.4 outTime lies before inTime"));
}

TEST_F(CloudSense, ReportsAParkingTimeThatIsNotTheTimeBetween) {
    EXPECT_THAT(found_in("4", changed(exit("R1"), R"("parkMinutes":90)", R"("parkMinutes":92)")),
                ElementsAre("C.2.4 parkMinutes is not the time from inTime to outTime"));
}

TEST_F(CloudSense, LetsABegunMinuteCountOrNot) {
    EXPECT_THAT(found_in("4", changed(exit("R1"), R"("parkMinutes":90)", R"("parkMinutes":91)")), IsEmpty());
}

TEST_F(CloudSense, ReportsAnAmountBelowZero) {
    EXPECT_THAT(found_in("4", changed(exit("R1"), R"("agioMoney":0)", R"("agioMoney":-0.01)")),
                ElementsAre("C.2.4 /agioMoney is below zero",
                            "C.2.4 chargeType says charged as usual, yet chargeMoney and agioMoney are less than "
                            "payMoney"));
}

TEST_F(CloudSense, ReportsADiscountOfMoreThanThePrice) {
    EXPECT_THAT(found_in("4", changed(exit("R1"), R"("agioMoney":0)", R"("agioMoney":11)")),
                ElementsAre("C.2.4 agioMoney is more than payMoney"));
}

TEST_F(CloudSense, ReportsMoneyThatIsMissingFromAnExitChargedAsUsual) {
    auto const body = changed(exit("R1"), R"("chargeMoney":10.50)", R"("chargeMoney":8)");

    EXPECT_THAT(found_in("4", body), ElementsAre("C.2.4 chargeType says charged as usual, yet chargeMoney and "
                                                 "agioMoney are less than payMoney"));
}

TEST_F(CloudSense, DoesNotAskWhyAnUnusualExitBroughtLess) {
    auto const body = changed(exit("R1"), R"("chargeMoney":10.50)", R"("chargeMoney":0)");

    EXPECT_THAT(found_in("4", changed(body, "正常收费", "异常放行")), IsEmpty());
}

std::string bill_with(std::string const& payments) {
    return changed(bill("R2"), R"("paymentRecordList":[])", R"("paymentRecordList":[)" + payments + "]");
}

std::string payment(std::string const& number, std::string const& amount, std::string const& status = "1") {
    return R"({"billNumber":")" + number + R"(","amountRreceivable":)" + amount + R"(,"actualReceivable":)" + amount +
           R"(,"discountAmount":0,"payTime":"2024-05-01 09:00:00","payStatus":)" + status +
           R"(,"paymentMode":4,"payOrigin":7,"tollCollectorAccout":""})";
}

TEST_F(CloudSense, TakesABillWhosePaymentsMakeItsTotal) {
    auto const body = bill_with(payment("B1", "7.50") + "," + payment("B2", "2.50") + "," + payment("B3", "9", "0"));

    EXPECT_THAT(found_in("12", body), IsEmpty());
}

TEST_F(CloudSense, ReportsABillWhosePaymentsMakeAnotherTotal) {
    EXPECT_THAT(found_in("12", bill_with(payment("B1", "9.99"))),
                ElementsAre("C.3.4 chargeMoney is not the sum of the payments that were made"));
}

TEST_F(CloudSense, ReportsTwoPaymentsOfOneNumber) {
    EXPECT_THAT(found_in("12", bill_with(payment("B1", "5") + "," + payment("B1", "5"))),
                ElementsAre("C.3.4 two payments of paymentRecordList have one billNumber"));
}

TEST_F(CloudSense, ReportsASettlementThatEndsBeforeItBegins) {
    EXPECT_THAT(found_in("11", changed(settlement("wang", "0"), "16:00:00", "07:00:00")),
                ElementsAre("C.3.3 endDate lies before startDate"));
}

TEST_F(CloudSense, ReportsADayThatIsReconciledBeforeItIsOver) {
    EXPECT_THAT(found_in("13", changed(reconciliation("0", "0"), "2024-05-02 03", "2024-05-01 23")),
                ElementsAre("5.2.5 checkTime lies before the end of the day that is reconciled"));
}

TEST_F(CloudSense, ReportsAGateOpenedNeitherInNorOut) {
    EXPECT_THAT(found_in("20", R"({"outCross":"X1","inOutDoor":"out","carNum":"","operateTime":"2024-05-01 09:00:00",)"
                               R"("openType":3,"operatorName":""})"),
                ElementsAre("C.6.3 inOutDoor is neither 入场 nor 出场"));
}

TEST_F(CloudSense, ReportsMoreFreeSpacesThanThereAre) {
    lot.tell("6", R"({"totalNum":100})");

    EXPECT_THAT(found_in("7", R"({"emptyNum":101})"), ElementsAre("C.2.7 more spaces are free than there are"));
}

}  // namespace
}  // namespace lotbridge::test
