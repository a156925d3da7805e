#include "relay/lanes.hpp"

#include "base/json.hpp"

#include <lotbridge/schema/catalogue.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

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

TEST(Lanes, MayGiveADeviceItsNameButNeedNot) {
    auto const lanes = two_lanes();

    EXPECT_EQ(lanes.to_cloud("cameras", R"({"equipmentCode":"7","equipmentType":2,"doorName":"7"})").body,
              R"({"equipmentCode":"N1","equipmentType":2,"doorName":"N1"})");
    auto const other = lanes.to_cloud("cameras", R"({"equipmentCode":"7","equipmentType":4,"doorName":"PC 3"})");
    EXPECT_EQ(other.body, R"({"equipmentCode":"7","equipmentType":4,"doorName":"PC 3"})") << "a display, no gate";
    EXPECT_THAT(other.unknown, IsEmpty()) << "a work station is no lane";
}

// Every text of the standard's tables whose title speaks of a lane, a gate, an entrance, an exit, a device or a work
// station, by whether the map turns it into the cloud's word.
struct LaneTexts {
    std::vector<std::string> translated, left;

    void look_at(schema::Shape const& shape) {
        for (auto const& field : shape.fields) {
            if (field.kind == schema::Kind::text && speaks_of_a_lane(field))
                (translates(field) ? translated : left)
                    .push_back(std::string(shape.name) + " " + std::string(field.wire));
            if (field.item) look_at(*field.item);
        }
    }
    static bool speaks_of_a_lane(schema::FieldInfo const& field) {
        constexpr std::array words{"通道", "闸", "入口", "出口", "设备", "工作站", "分站"};
        return std::ranges::any_of(words, [&](auto word) { return field.title_zh.find(word) != field.title_zh.npos; });
    }
    static bool translates(schema::FieldInfo const& field) {
        auto const wire = '"' + std::string(field.wire) + '"';
        auto const channel = field.wire == "channelId" ? "" : R"("channelId":"7",)";
        auto const body =
            two_lanes()
                .to_cloud("cameras", '{' + std::string(channel) + R"("equipmentType":2,)" + wire + R"(:"7"})")
                .body;
        return body.find(wire + R"(:"7")") == body.npos;
    }
};

TEST(Lanes, AreTranslatedWhereverAMessageOfTheStandardNamesOne) {
    LaneTexts texts;
    for (auto const& interface : schema::interfaces()) {
        texts.look_at(*interface.request);
        texts.look_at(*interface.response);
    }

    EXPECT_THAT(texts.translated,
                ElementsAre("vehicle_entry inCross", "vehicle_correction inCross", "vehicle_correction outCross",
                            "vehicle_exit inCross", "vehicle_exit outCross", "cashier_settlement outCross",
                            "supplementary_bill inCross", "supplementary_bill outcross", "unlicensed_entry inCross",
                            "unlicensed_exit inCross", "unlicensed_exit outCross", "gate_control barCode",
                            "gate_control_reply barCode", "gate_status barCode", "gate_status_reply barCode",
                            "manual_gate_opening outCross", "equipment_status equipmentCode",
                            "equipment_status doorName", "channel_info channelName", "channel_info channelId"));
    // A device's own name, and computers: each may stand at several lanes.
    EXPECT_THAT(texts.left,
                ElementsAre("equipment_status equipmentName", "station_status pcName", "channel_info workStationName"));
}

TEST(Lanes, LeaveWhatIsNoObjectAlone) { EXPECT_EQ(two_lanes().to_cloud("cameras", "[7").body, "[7"); }

}  // namespace
}  // namespace lotbridge::relay
