#include "base/tally.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace lotbridge::base {
namespace {

using namespace std::chrono_literals;
using testing::SizeIs;

TEST(Tally, CountsTheSameWordsAndKeepsTheLastTime) {
    Tally tally;

    tally.add("too long", WallTime(1s));
    tally.add("unknown", WallTime(2s));
    tally.add("too long", WallTime(3s));

    ASSERT_THAT(tally.counts(), SizeIs(2));
    EXPECT_EQ(tally.counts().at("too long").times, 2u);
    EXPECT_EQ(tally.counts().at("too long").last, WallTime(3s));
    EXPECT_EQ(tally.counts().at("unknown").times, 1u);
}

TEST(Tally, DoesNotGrowWithoutEnd) {
    Tally tally;
    for (std::size_t i = 0; i < Tally::most; ++i) tally.add(std::to_string(i), {});

    tally.add("one more", {});
    tally.add("another", {});
    tally.add("0", WallTime(1s));

    EXPECT_THAT(tally.counts(), SizeIs(Tally::most + 1));
    EXPECT_EQ(tally.counts().at(Tally::others).times, 2u);
    EXPECT_EQ(tally.counts().at("0").times, 2u);
}

}  // namespace
}  // namespace lotbridge::base
