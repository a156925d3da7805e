#include "relay/lanes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lotbridge::relay {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Lanes two_lanes() {
    return Lanes(
        {{.code = "N1", .name = "北门入口", .adapters = {{"database", {"东门入口", "101"}}, {"cameras", {"7"}}}},
         {.code = "X1", .name = "", .adapters = {{"cameras", {"8"}}}}});
}

TEST(Lanes, OfAnAdapterAreReportedUnderTheCloudsCodes) {
    auto const [body, unknown] =
        two_lanes().to_cloud("cameras", R"({"inCross":"7","outCross":"8","payMoney":12.50,"carNum":"7"})");

    EXPECT_EQ(body, R"({"inCross":"N1","outCross":"X1","payMoney":12.5,"carNum":"7"})");
    EXPECT_THAT(unknown, IsEmpty());
}

TEST(Lanes, OfASupplementaryBillAreItsOwn) {
    EXPECT_EQ(two_lanes().to_cloud("cameras", R"({"inCross":"7","outcross":"8"})").body,
              R"({"inCross":"N1","outcross":"X1"})");
}

TEST(Lanes, ThatAreNotInTheMapStayAsTheyAreAndAreNamed) {
    auto const [body, unknown] = two_lanes().to_cloud("database", R"({"inCross":"东门入口","outCross":"8"})");

    EXPECT_EQ(body, R"({"inCross":"N1","outCross":"8"})");
    EXPECT_THAT(unknown, ElementsAre("8")) << "the cameras' word, not the database's";
}

TEST(Lanes, GiveAChannelTheNameOfTheMap) {
    auto const lanes = two_lanes();

    EXPECT_EQ(lanes.to_cloud("cameras", R"({"channelId":"7","channelName":"Lane 7"})").body,
              R"({"channelId":"N1","channelName":"北门入口"})");
    EXPECT_EQ(lanes.to_cloud("cameras", R"({"channelId":"8","channelName":"Lane 8"})").body,
              R"({"channelId":"X1","channelName":"Lane 8"})");
}

TEST(Lanes, MayHaveSeveralWordsOfWhichTheFirstGoesDown) {
    auto const lanes = two_lanes();

    EXPECT_EQ(lanes.to_cloud("database", R"({"channelId":"101"})").body, R"({"channelId":"N1"})");
    EXPECT_EQ(lanes.to_adapter("database", R"({"inCross":"N1"})"), R"({"inCross":"东门入口"})");
}

TEST(Lanes, OfARequestGoDownInTheAdaptersWords) {
    auto const lanes = two_lanes();

    EXPECT_EQ(lanes.to_adapter("cameras", R"({"barCode":"X1","isOpen":1})"), R"({"barCode":"8","isOpen":1})");
    EXPECT_EQ(lanes.to_adapter("database", R"({"barCode":"X1","isOpen":1})"), R"({"barCode":"X1","isOpen":1})");
    EXPECT_TRUE(lanes.has("X1", "cameras"));
    EXPECT_FALSE(lanes.has("X1", "database"));
    EXPECT_FALSE(lanes.has("8"));
}

TEST(Lanes, OfARequestAboutAnExitAreTheExits) {
    EXPECT_EQ(Lanes::lane_of(R"({"inCross":"N1","outCross":"X1"})"), "X1");
    EXPECT_EQ(Lanes::lane_of(R"({"recordCode":"1"})"), "");
}

TEST(Lanes, LeaveWhatIsNoObjectAlone) { EXPECT_EQ(two_lanes().to_cloud("cameras", "[7").body, "[7"); }

}  // namespace
}  // namespace lotbridge::relay
