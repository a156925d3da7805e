#include "terminal.hpp"

#include <gmock/gmock.h>
#include <future>

namespace lotbridge::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Two stays of 10.50 each, one of which cost nothing, and a bill of 10 on 2024-05-01.
class CloudAccounts : public testing::Test {
protected:
    CloudAccounts() {
        lot.login();
        lot.tell("2", entry("R1"));
        lot.tell("4", exit("R1"));
        lot.tell("2", entry("R2"));
        lot.tell("4", changed(changed(exit("R2"), R"("payMoney":10.50)", R"("payMoney":0)"), R"("chargeMoney":10.50)",
                              R"("chargeMoney":0)"));
        lot.tell("12", bill("R3"));
    }

    CloudProcess cloud;
    Lot lot{cloud};
};

TEST_F(CloudAccounts, AgreeWithAReconciliationThatCountsEveryStay) {
    lot.tell("13", reconciliation("3", "20.50"));

    EXPECT_THAT(cloud.violations(), IsEmpty());
    EXPECT_TRUE(cloud.get("/reconciliations")[0]["agrees"].GetBool());
}

TEST_F(CloudAccounts, AgreeWithAReconciliationThatCountsOnlyStaysWithAPrice) {
    lot.tell("13", reconciliation("2", "20.50"));

    EXPECT_THAT(cloud.violations(), IsEmpty());
}

TEST_F(CloudAccounts, DifferByOneFen) {
    lot.tell("13", reconciliation("3", "20.51"));

    EXPECT_THAT(cloud.violations(),
                ElementsAre("5.2.5 payMoneySum is 20.51, the day's accepted exits and bills make 20.50",
                            "5.2.5 chargeMoneySum is 20.51, the day's accepted exits and bills make 20.50"));
}

TEST_F(CloudAccounts, DifferByOneStay) {
    lot.tell("13", reconciliation("4", "20.50"));

    EXPECT_THAT(cloud.violations(),
                ElementsAre("5.2.5 payNum is 4, the day's accepted exits and bills make 3, 2 of them with a price"));
}

TEST_F(CloudAccounts, HoldADayApartFromTheNext) {
    lot.tell("13", changed(reconciliation("0", "0", "2024-05-02"), "2024-05-02 03", "2024-05-03 03"));

    EXPECT_THAT(cloud.violations(), IsEmpty());
}

TEST_F(CloudAccounts, AgreeOnceTheMissingStayIsRepaired) {
    lot.tell("13", reconciliation("4", "30.50"));
    ASSERT_FALSE(cloud.get("/reconciliations")[0]["agrees"].GetBool());

    lot.tell("12", bill("R4"));

    auto const day = cloud.get("/reconciliations");
    EXPECT_TRUE(day[0]["agrees"].GetBool());
    EXPECT_EQ(day[0]["platform"]["chargeMoneySum"].GetDouble(), 30.5);
}

TEST_F(CloudAccounts, NoticeThatTheCashiersSettledMoreThanTheStaysBrought) {
    lot.tell("11", settlement("wang", "20.51"));

    lot.tell("13", reconciliation("3", "20.50"));

    EXPECT_THAT(cloud.violations(), ElementsAre("5.2.3 the cashiers have settled 20.51 in cash on a day whose accepted "
                                                "exits and bills brought 20.50"));
}

TEST(CloudPayments, OfADriverAreMissedInAnExitThatDoesNotCountThem) {
    CloudProcess const cloud;
    Lot lot(cloud);
    lot.login();
    lot.tell("2", entry("R1"));
    Terminal terminal(cloud, lot);
    auto paid = std::async(std::launch::async, [&] {
        return cloud.post("/downlink/prepayment", R"({"recordCode":"R1","orderCode":"O1","orderMoney":12})");
    });
    terminal.send(reply("10", number_of(terminal.packet()), R"({"orderCode":"O1","result":1})"));
    paid.get();

    lot.tell("4", exit("R1"));

    EXPECT_THAT(cloud.violations(),
                ElementsAre("5.2.2 chargeMoney is less than the payments that the lot has confirmed"));
}

}  // namespace
}  // namespace lotbridge::test
