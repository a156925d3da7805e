#include "lot.hpp"

#include <gmock/gmock.h>

namespace lotbridge::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class CloudRegister : public testing::Test {
protected:
    CloudRegister() { lot.login(); }

    // The names on a list, newest first.
    std::vector<std::string> names(std::string const& list) const {
        auto const rows = cloud.get("/" + list);
        std::vector<std::string> out;
        for (auto const& row : rows.GetArray()) out.push_back(text(row, "name"));
        return out;
    }

    CloudProcess cloud;
    Lot lot{cloud};
};

TEST_F(CloudRegister, KeepsTheLastStateOfADevice) {
    lot.tell("21", equipment("G1", "1", "2024-05-01 08:00:00", "0"));
    lot.tell("21", equipment("G1", "0", "2024-05-01 09:00:00", "3"));

    auto const list = cloud.get("/equipment");

    ASSERT_EQ(list.Size(), 1u);
    EXPECT_EQ(list[0]["body"]["linkStatus"].GetInt(), 0);
    EXPECT_THAT(cloud.violations(), IsEmpty());
}

TEST_F(CloudRegister, DoesNotLetAnOlderStateOfADeviceReplaceTheNewer) {
    lot.tell("21", equipment("G1", "0", "2024-05-01 09:00:00", "0"));

    lot.tell("21", equipment("G1", "1", "2024-05-01 08:00:00", "3"));

    EXPECT_EQ(cloud.get("/equipment")[0]["body"]["linkStatus"].GetInt(), 0);
    EXPECT_THAT(cloud.violations(), ElementsAre("5.5.4 older than what is kept of this item; the newer stays"));
}

TEST_F(CloudRegister, TakesADeviceOffThatWasRemoved) {
    lot.tell("21", equipment("G1", "1", "2024-05-01 08:00:00", "1"));

    lot.tell("21", equipment("G1", "0", "2024-05-01 09:00:00", "2"));

    EXPECT_THAT(names("equipment"), IsEmpty());
    EXPECT_THAT(cloud.violations(), IsEmpty());
}

TEST_F(CloudRegister, ReportsTheRemovalOfADeviceThatWasNeverTold) {
    lot.tell("21", equipment("G1", "0", "2024-05-01 09:00:00", "2"));

    EXPECT_THAT(cloud.violations(), ElementsAre("5.5.4 opertionType removes what was never told"));
}

TEST_F(CloudRegister, KeepsAComputerUnderItsName) {
    lot.tell("22", R"({"pcName":"PC-东","linkStatus":1,"createTime":"2024-05-01 08:00:00","opertionType":0})");

    EXPECT_THAT(names("stations"), ElementsAre("PC-东"));
}

TEST_F(CloudRegister, ReportsAChannelThatIsChangedBeforeItWasAdded) {
    lot.tell("23", channel("C1", "东门", "2"));

    EXPECT_THAT(cloud.violations(), ElementsAre("5.5.6 actionType changes what was never told"));
}

TEST_F(CloudRegister, ReportsAChannelThatIsAddedTwiceWithOtherContent) {
    lot.tell("23", channel("C1", "东门", "1"));
    lot.tell("23", channel("C1", "东门", "1"));
    ASSERT_THAT(cloud.violations(), IsEmpty());

    lot.tell("23", channel("C1", "西门", "1"));

    EXPECT_THAT(cloud.violations(), ElementsAre("5.5.6 actionType adds what is there already with other content"));
}

TEST_F(CloudRegister, OffersTheLanesThatTheLotHasTold) {
    lot.tell("23", channel("C1", "东门", "1"));
    lot.tell("2", entry("R1"));

    auto const lanes = cloud.get("/lanes");

    ASSERT_EQ(lanes.Size(), 2u);
    EXPECT_EQ(text(lanes[0], "lane") + text(lanes[0], "title") + text(lanes[0], "way"), "C1东门in");
    EXPECT_EQ(text(lanes[1], "lane") + text(lanes[1], "way"), "E1in");
}

TEST_F(CloudRegister, KeepsAMonthlyCardUntilItIsDeleted) {
    auto const card =
        std::string(R"({"msRecordId":"M1","carNum":"京A12345","inIdentity":0,"carColor":"","amount":300,)"
                    R"("beginTime":"2024-05-01 00:00:00","endTime":"2024-05-31 23:59:59","operatorName":"",)"
                    R"("operatorTime":"2024-05-01 08:00:00","status":1})");
    lot.tell("17", card);
    ASSERT_THAT(names("cards"), ElementsAre("M1"));

    lot.tell("17", changed(card, R"("status":1)", R"("status":2)"));

    EXPECT_THAT(names("cards"), IsEmpty());
    EXPECT_THAT(cloud.violations(), IsEmpty());
}

TEST_F(CloudRegister, KeepsAMonthlyCardProduct) {
    lot.tell("27", R"({"productId":"P7","productName":"小车月租","inIdentity":0,"price":300,"months":1,"beginTime":"",)"
                   R"("endTime":"","status":1,"operatorName":"","operatorTime":""})");

    EXPECT_THAT(names("products"), ElementsAre("P7"));
}

TEST_F(CloudRegister, KeepsASettlementOnceThatComesUnderTwoNumbers) {
    lot.tell("11", settlement("wang", "12"));

    EXPECT_EQ(lot.tell("11", settlement("wang", "12")).code(), "0000");

    EXPECT_EQ(cloud.get("/messages?interface=cashier_settlement").Size(), 1u);
    EXPECT_THAT(cloud.violations(), ElementsAre("B.1.2.1 the same again under another oprNum (E12)"));
}

TEST_F(CloudRegister, AnswersAMemberQueryFromItsMembers) {
    CloudProcess const club({"--member", "京A12345"});
    Lot guest(club);
    guest.login();
    auto const ask = [&](char const* plate) {
        return guest.tell("25", R"({"carNum":")" + std::string(plate) + R"(","carColor":""})").envelope();
    };

    EXPECT_EQ(ask("京A12345")["data"]["isVip"].GetInt(), 1);
    EXPECT_EQ(ask("京A12345")["data"]["isAutoPay"].GetInt(), 1);
    EXPECT_EQ(ask("沪B00001")["data"]["isVip"].GetInt(), 0);
}

}  // namespace
}  // namespace lotbridge::test
