// Troubles rehearsed inside a host, on a real store and the real scheduler.
#include "app/rehearsal.hpp"

#include "store/desk.hpp"

#include <gmock/gmock.h>

namespace lotbridge::app {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

struct RehearsalTest : testing::Test {
    test::Folder folder;
    test::Desk desk{folder.path, {.min_free_bytes = 1, .tick = 1ms}};
    boost::asio::io_context io;
    base::AsioScheduler scheduler{io, HostTime()};
    config::HostSettings settings;
    std::unique_ptr<Rehearsal> rehearsal;

    RehearsalTest() {
        settings.data_directory = folder.path;
        settings.store.min_free_bytes = 1;
        rehearsal = std::make_unique<Rehearsal>(scheduler, *desk.store, settings, base::Log());
    }

    std::string begin(std::string const& arguments) {
        auto const begun = rehearsal->begin(arguments);
        return begun ? "" : begun.error().message;
    }
    // Once the writer has looked at the disk.
    bool comes_to_accept(bool accepting) {
        for (auto const end = std::chrono::steady_clock::now() + 10s; std::chrono::steady_clock::now() < end;) {
            test::must(test::answer_of<void>([&](auto done) { desk.store->when_written(done); }));
            if (desk.store->accepting() == accepting) return true;
        }
        return false;
    }
    bool clock_is_off_by(std::chrono::milliseconds step) const {
        auto const truth = std::chrono::system_clock::now();
        return std::chrono::abs(scheduler.wall() - truth - step) < 5s;
    }
};

TEST_F(RehearsalTest, OfAFullDiskTakesNothingInUntilItIsOver) {
    EXPECT_EQ(begin(R"({"what":"disk_full","for_ms":600000})"), "");
    ASSERT_TRUE(comes_to_accept(false));
    EXPECT_FALSE(desk.try_take_in({.letters = {test::letter("entry", "R1")}}));

    EXPECT_EQ(begin(R"({"what":"none"})"), "");
    ASSERT_TRUE(comes_to_accept(true));
    EXPECT_TRUE(desk.try_take_in({.letters = {test::letter("entry", "R1")}}));
}

TEST_F(RehearsalTest, OfAClockStepMovesTheWallClockAndNotTheOneThatWaits) {
    auto const before = scheduler.now();

    EXPECT_EQ(begin(R"({"what":"clock_step","by_ms":-3600000,"for_ms":600000})"), "");
    EXPECT_TRUE(clock_is_off_by(-1h));
    EXPECT_LT(scheduler.now() - before, 10s);

    EXPECT_EQ(begin(R"({"what":"none"})"), "");
    EXPECT_TRUE(clock_is_off_by(0ms));
}

TEST_F(RehearsalTest, EndsByItselfWhenNobodyEndsIt) {
    EXPECT_EQ(begin(R"({"what":"clock_step","by_ms":-3600000,"for_ms":1})"), "");
    io.run();

    EXPECT_TRUE(clock_is_off_by(0ms));
}

TEST_F(RehearsalTest, OfAnotherTroubleEndsTheOneBefore) {
    EXPECT_EQ(begin(R"({"what":"clock_step","by_ms":-3600000,"for_ms":600000})"), "");
    EXPECT_EQ(begin(R"({"what":"disk_full","for_ms":600000})"), "");

    EXPECT_TRUE(clock_is_off_by(0ms));
    EXPECT_TRUE(comes_to_accept(false));
}

TEST_F(RehearsalTest, IsRefusedWithoutALengthOrBeyondBounds) {
    EXPECT_THAT(begin(R"({"what":"fire"})"), HasSubstr("fire"));
    EXPECT_THAT(begin(R"({"what":"disk_full"})"), HasSubstr("for_ms"));
    EXPECT_THAT(begin(R"({"what":"disk_full","for_ms":600001})"), HasSubstr("for_ms"));
    EXPECT_THAT(begin(R"({"what":"clock_step","for_ms":1000})"), HasSubstr("by_ms"));
    EXPECT_THAT(begin(R"({"what":"clock_step","by_ms":86400001,"for_ms":1000})"), HasSubstr("by_ms"));
    EXPECT_TRUE(clock_is_off_by(0ms));
}

}  // namespace
}  // namespace lotbridge::app
