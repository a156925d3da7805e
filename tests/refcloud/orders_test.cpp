#include "terminal.hpp"

#include <gmock/gmock.h>
#include <future>
#include <memory>

namespace lotbridge::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class CloudOrders : public testing::Test {
protected:
    CloudOrders() {
        lot.login();
        terminal = std::make_unique<Terminal>(cloud, lot);
    }

    std::future<rapidjson::Document> order(std::string const& method, std::string const& target,
                                           std::string const& body = "{}") const {
        return std::async(std::launch::async, [=, this] { return cloud.api(method, target, body); });
    }
    std::string answer(std::string_view code, std::string_view result = "0000") const {
        auto packet = terminal->packet();
        terminal->send(reply(code, number_of(packet), "{}", result));
        return packet;
    }

    CloudProcess cloud;
    Lot lot{cloud};
    std::unique_ptr<Terminal> terminal;
};

TEST_F(CloudOrders, PutACarOnTheBlacklistAndTakeItOffAgain) {
    auto added = order("POST", "/blacklist", R"({"carNum":"川A66666","carType":1,"oweMoney":35.5})");
    EXPECT_THAT(answer("24"), HasSubstr(R"("carNum":"川A66666","oweMoney":35.5)"));
    EXPECT_EQ(text(added.get(), "state"), "done");
    EXPECT_EQ(text(cloud.get("/blacklist")[0], "state"), "done");

    auto removed = order("DELETE", "/blacklist/" + percent_encoded("川A66666"));
    EXPECT_THAT(answer("24"), HasSubstr(R"("Type":2})"));
    EXPECT_EQ(text(removed.get(), "state"), "done");
    EXPECT_EQ(cloud.get("/blacklist").Size(), 0u);
}

TEST_F(CloudOrders, SayWhatTheLotHasAgainstThem) {
    auto added = order("POST", "/cards",
                       R"({"carNum":"粤BD12345","beginTime":"2024-05-01 00:00:00",)"
                       R"("endTime":"2024-05-31 23:59:59","amount":300})");
    EXPECT_THAT(answer("17", "9999"), HasSubstr(R"("carNum":"粤BD12345","inIdentity":0,)"));

    EXPECT_EQ(text(added.get(), "state"), "refused");
    auto const cards = cloud.get("/cards");
    EXPECT_EQ(text(cards[0], "state"), "refused");
    EXPECT_EQ(text(cards[0], "words"), "done");
}

TEST_F(CloudOrders, AreNotGivenWhenTheirFieldsAreWrong) {
    auto const told =
        cloud.post("/cards", R"({"carNum":"粤BD12345","beginTime":"soon","endTime":"2024-05-31 23:59:59"})");

    EXPECT_THAT(text(told, "error"), HasSubstr("/beginTime"));
    EXPECT_EQ(cloud.get("/orders").Size(), 0u);
    EXPECT_EQ(cloud.get("/cards").Size(), 0u);
}

TEST_F(CloudOrders, WaitForALotThatIsAwayAndGoDownInTheirOrder) {
    terminal.reset();
    while (on_the_downlink(cloud)) {
    }
    EXPECT_EQ(text(cloud.post("/blacklist", R"({"carNum":"川A66666","carType":1})"), "state"), "waiting");
    EXPECT_EQ(text(cloud.api("DELETE", "/blacklist/" + percent_encoded("川A66666"), ""), "state"), "waiting");

    terminal = std::make_unique<Terminal>(cloud, lot);

    EXPECT_THAT(answer("24"), HasSubstr(R"("Type":1})"));
    EXPECT_THAT(answer("24"), HasSubstr(R"("Type":2})"));
}

TEST_F(CloudOrders, GoDownAgainUnderTheSameNumberWhenNoAnswerCame) {
    auto added = order("POST", "/blacklist", R"({"carNum":"川A66666","carType":1})");
    auto const first = number_of(terminal->packet());
    terminal.reset();
    EXPECT_EQ(text(added.get(), "state"), "waiting");

    terminal = std::make_unique<Terminal>(cloud, lot);

    EXPECT_EQ(number_of(answer("24")), first);
}

TEST_F(CloudOrders, CorrectThePlateAndLeaveTheRestAsTheEntryToldIt) {
    lot.tell("2", entry("R1"));
    auto corrected = order("POST", "/corrections", R"({"recordCode":"R1","carNum":"京A88888"})");

    EXPECT_THAT(answer("3"), HasSubstr(R"("recordCode":"R1","carNum":"京A88888","inCross":"E1","inTime":"2024-05-01)"));
    EXPECT_EQ(text(corrected.get(), "state"), "done");
    EXPECT_EQ(text(cloud.get("/records")[0], "carNum"), "京A88888");
}

TEST_F(CloudOrders, CorrectNoCarThatHasLeft) {
    EXPECT_EQ(text(cloud.post("/corrections", R"({"recordCode":"R1","carNum":"京A88888"})"), "error"),
              "no vehicle is inside under this parking record");
}

TEST_F(CloudOrders, KeepAMemberWhateverTheLotSays) {
    auto added = order("POST", "/members", R"({"carNum":"京A12345","carColor":"蓝","isAutoPay":1,"balance":"20"})");
    EXPECT_THAT(answer("25", "9999"), HasSubstr(R"("carNum":"京A12345","carColor":"蓝")"));
    EXPECT_EQ(text(added.get(), "state"), "refused");

    auto const told = lot.tell("25", R"({"carNum":"京A12345","carColor":""})").envelope();
    EXPECT_EQ(told["data"]["isVip"].GetInt(), 1);
}

TEST(CloudMembers, PayFromTheirBalanceUntilItIsTooLow) {
    Folder const folder;
    CloudProcess const cloud({"--member", "京A12345=20"});
    Lot lot(cloud);
    lot.login();
    lot.tell("2", entry("R1"));
    auto const deduct = [&](std::string const& price) {
        auto const told =
            lot.tell("26", R"({"recordCode":"R1","inTime":"2024-05-01 08:00:00","outTime":"2024-05-01 09:00:00",)"
                           R"("carNum":"京A12345","carColor":"","payMoney":)" +
                               price + R"(,"agioMoney":0,"chargeMoney":)" + price + "}");
        auto const answer = told.envelope();
        return std::pair(answer["data"]["payStatus"].GetInt(), answer["data"]["failReason"].GetInt());
    };

    EXPECT_EQ(deduct("12.50"), std::pair(1, 0));
    EXPECT_EQ(deduct("7.51"), std::pair(0, 4));
    EXPECT_EQ(cloud.get("/members")[0]["body"]["balance"].GetDouble(), 7.5);
}

}  // namespace
}  // namespace lotbridge::test
