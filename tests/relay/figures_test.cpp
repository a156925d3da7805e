// What the uplink tells the store for the figures of 6.1.
#include "relay/lot_fixture.hpp"

#include <gmock/gmock.h>
#include <lotbridge/abi/lotbridge.h>
#include <lotbridge/schema/scalars.hpp>

#include <algorithm>

namespace lotbridge::relay {
namespace {

struct FiguresTest : LotFixture {
    store::Figures figures() {
        auto const lots = *store::Reader::open(directory_)->figures(scheduler.wall(), 1);
        return lots.at(0).days.empty() ? store::Figures() : lots.at(0).days.back().second;
    }
    // Only what is delivered after something else has a delay.
    void begin() {
        start();
        deliver("total_spaces", R"({"totalNum":300})");
    }
    void entry_now(std::string record, int origin = LB_ORIGIN_SEEN) {
        auto const now = LocalTime::from_utc(std::chrono::ceil<std::chrono::seconds>(scheduler.wall()), 8h).text();
        ASSERT_TRUE(intake->submit("adapter",
                                   {{.name = "vehicle_entry",
                                     .body = R"({"recordCode":")" + record + R"(","carNum":"测A12345","inTime":")" +
                                             now + R"(","inIdentity":2})",
                                     .key = {},
                                     .image = {},
                                     .origin = origin}},
                                   "cursor"));
        idle();
    }
};

TEST_F(FiguresTest, EveryRequestIsAPacketAndARefusalIsAnError) {
    gateway.answer = [&](auto const&) { return gateway.sent.size() == 2 ? fakes::refused() : fakes::accepted(); };
    begin();
    entry("R1");
    EXPECT_EQ(figures().packets, 2);
    EXPECT_EQ(figures().malformed, 1);

    advance(10min, 1min);
    EXPECT_EQ(figures().packets, 3);
    EXPECT_EQ(figures().malformed, 1);
    EXPECT_EQ(figures().accepted, 2);
}

TEST_F(FiguresTest, AFailureThatTheProfileCallsPassingIsNoErrorOfThePacket) {
    settings.cloud.profile.retry_codes = {"9999"};
    gateway.answer = [](auto const&) { return fakes::refused(); };
    begin();

    EXPECT_EQ(figures().packets, 1);
    EXPECT_EQ(figures().malformed, 0);
}

TEST_F(FiguresTest, WhatNeverWentOutIsNoPacketAndALostAnswerIsOne) {
    gateway.answer = [&](auto const&) { return gateway.sent.size() == 1 ? fakes::unsent() : fakes::lost(); };
    begin();
    idle();

    EXPECT_EQ(figures().packets, static_cast<std::int64_t>(gateway.sent.size()) - 1);
    EXPECT_GT(figures().packets, 0);
    EXPECT_EQ(figures().malformed, 0);
}

TEST_F(FiguresTest, ABatchIsOnePacketAndSoIsEachHalfOfARefusedOne) {
    batch_with_a_bad_one();

    auto const bad = std::ranges::count_if(gateway.sent, is_bad, &fakes::FakeGateway::Sent::exchange);
    EXPECT_EQ(figures().packets, static_cast<std::int64_t>(gateway.sent.size()));
    EXPECT_EQ(figures().malformed, bad);
    EXPECT_EQ(bad, 4);
}

TEST_F(FiguresTest, AMessageIsLateFiveSecondsAfterItHappened) {
    gateway.silent = true;
    begin();
    gateway.answer_open(fakes::accepted());
    entry_now("R1");
    advance(6s, 1s);
    gateway.answer_open(fakes::accepted());
    idle();

    EXPECT_EQ(figures().late, 1);
}

TEST_F(FiguresTest, AnInferredFactAndACorrectionOfAnOldEntryAreNotLate) {
    begin();
    entry_now("R1");
    advance(1h, 1h);
    entry_now("R2", LB_ORIGIN_INFERRED);
    auto const timed = figures().delays.count();
    correction("R1", "测B54321");

    EXPECT_EQ(figures().accepted, 4);
    EXPECT_EQ(timed, 2);
    EXPECT_EQ(figures().delays.count(), 3);
    EXPECT_EQ(figures().late, 0);
}

}  // namespace
}  // namespace lotbridge::relay
