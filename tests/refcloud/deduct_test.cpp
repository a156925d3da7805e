#include "lot.hpp"

#include "terminal.hpp"

#include <gtest/gtest.h>
#include <future>

namespace lotbridge::test {
namespace {

class CloudDeduct : public testing::Test {
protected:
    CloudDeduct() { lot.login(); }

    // payStatus and failReason of the answer.
    std::pair<int, int> deduct(std::string const& record, std::string const& number) const {
        auto const told =
            lot.tell("26",
                     R"({"recordCode":")" + record +
                         R"(","inTime":"2024-05-01 08:00:00","outTime":"2024-05-01 10:00:00",)"
                         R"("carNum":"京A12345","carColor":"","payMoney":5,"agioMoney":0,"chargeMoney":5})",
                     number);
        auto const envelope = told.envelope();
        auto const& data = envelope["data"];
        return {data["payStatus"].GetInt(), data["failReason"].GetInt()};
    }

    static constexpr std::pair deducted{1, 0}, record_unknown{0, 6}, paid_elsewhere{0, 8};

    CloudProcess cloud{{"--member", "京A12345"}};
    Lot lot{cloud};
};

TEST_F(CloudDeduct, GivesItsFirstAnswerAgainAlsoWhenTheStayIsOver) {
    lot.tell("2", entry("R1"));
    EXPECT_EQ(deduct("R1", "N1"), deducted);
    lot.tell("4", exit("R1"));

    EXPECT_EQ(deduct("R1", "N1"), deducted);
}

TEST_F(CloudDeduct, TakesNothingForAStayThatIsOverOrUnknown) {
    EXPECT_EQ(deduct("R1", "N1"), record_unknown);
    lot.tell("2", entry("R1"));
    lot.tell("4", exit("R1"));
    lot.tell("12", bill("R2"));

    EXPECT_EQ(deduct("R1", "N2"), paid_elsewhere);
    EXPECT_EQ(deduct("R2", "N3"), paid_elsewhere);
    EXPECT_EQ(deduct("R1", "N1"), record_unknown);
}

TEST_F(CloudDeduct, HandsAMemberDownTogetherWithWhatItIs) {
    Terminal terminal(cloud, lot);
    auto asked = std::async(std::launch::async, [this] {
        return cloud.post("/downlink/member_query", R"({"carNum":"京A12345","isVip":1})");
    });

    auto const packet = terminal.packet();
    terminal.send(reply("25", number_of(packet), R"({"isVip":1,"isAutoPay":0})"));

    EXPECT_NE(packet.find(R"("data":{"carNum":"京A12345","carColor":"","isVip":1,"isAutoPay":0})"), std::string::npos)
        << packet;
    EXPECT_EQ(text(asked.get(), "resultCode"), "0000");
}

}  // namespace
}  // namespace lotbridge::test
