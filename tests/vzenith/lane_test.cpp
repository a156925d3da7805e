#include "vzenith/adapter.hpp"

#include <lotbridge/testing/fake_host.hpp>

#include <gmock/gmock.h>

namespace lotbridge::vzenith {
namespace {

using ::testing::HasSubstr;

std::string trouble(std::string const& lanes, std::string const& more = "") {
    auto const lanes_of = read_lanes(Settings::parse("{\"lanes\":[" + lanes + "]" + more + "}").value());
    return lanes_of ? "" : lanes_of.error().message;
}

TEST(Lanes, AreReadWithTheirGateAndScreen) {
    auto const lanes = read_lanes(Settings::parse(R"({"lanes":[
        {"code":"N1","serialno":"s1","way":"entry","host":"10.0.0.9","opens_for":"everybody",
         "gate":{"output":1,"close_output":2,"pulse_ms":800,"opened_input":3},
         "screen":{"before":"AA55","after":"0D","entry":"{plate} 欢迎"}},
        {"code":"X1","name":"南出口","serialno":"s2","way":"exit"}]})")
                                      .value());

    ASSERT_TRUE(lanes) << lanes.error().message;
    auto const& [first, second] = std::tie((*lanes)[0], (*lanes)[1]);
    EXPECT_TRUE(first.by_tcp() && first.opens && first.way == Way::in);
    EXPECT_EQ(first.port, 8131);
    EXPECT_EQ(first.output, 1);
    EXPECT_EQ(first.close_output, 2);
    EXPECT_EQ(first.opened_input, 3);
    EXPECT_EQ(first.pulse.count(), 800);
    EXPECT_EQ(first.screen->before, "\xAA\x55");
    EXPECT_EQ(first.name, "N1");
    EXPECT_FALSE(second.by_tcp() || second.opens);
    EXPECT_EQ(second.way, Way::out);
    EXPECT_EQ(second.name, "南出口");
}

TEST(Lanes, WhatCannotBeIsRefusedInWords) {
    EXPECT_THAT(trouble(R"({"code":"N1","serialno":"s","way":"entry"},{"code":"N1","serialno":"t","way":"exit"})"),
                HasSubstr("lane N1: this code is there twice"));
    EXPECT_THAT(trouble(R"({"code":"N1","serialno":"s","way":"entry"},{"code":"N2","serialno":"s","way":"exit"})"),
                HasSubstr("lane N2: camera s is another lane's already"));
    EXPECT_THAT(trouble(R"({"code":"N1","serialno":"s","way":"entry","plate_key":"short"})"), HasSubstr("16 bytes"));
    EXPECT_THAT(trouble(R"({"code":"N1","serialno":"s","way":"entry","screen":{"before":"0x"}})"),
                HasSubstr("lane N1: screen: not hexadecimal"));
    EXPECT_THAT(trouble(R"({"code":"N1","serialno":"s","way":"entry","gate":{"output":9}})"), HasSubstr("output: 9"));
}

TEST(Settings, APushingLaneNeedsSomewhereToPushTo) {
    lotbridge::testing::FakeHost<Adapter> host;
    auto const started = host.start(R"({"lanes":[{"code":"N1","serialno":"s","way":"entry"}]})");
    ASSERT_FALSE(started);
    EXPECT_THAT(started.error().message, HasSubstr("settings /listen: lane N1 takes pushes"));
}

}  // namespace
}  // namespace lotbridge::vzenith
