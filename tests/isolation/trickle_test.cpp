#include "isolation/trickle.hpp"

#include <gtest/gtest.h>

namespace lotbridge::isolation {
namespace {

using namespace std::chrono_literals;

int passed(Trickle& trickle, int lines, Trickle::Time now) {
    int count = 0;
    for (int i = 0; i < lines; ++i) count += trickle.pass(now);
    return count;
}

TEST(Trickle, LetsABurstThroughAndCountsTheRest) {
    Trickle trickle;
    auto const now = Trickle::Time(1h);

    EXPECT_EQ(passed(trickle, 150, now), 100);
    EXPECT_EQ(trickle.left_out(), 50u);
    EXPECT_EQ(trickle.left_out(), 0u);
}

TEST(Trickle, LetsTwentyASecondThroughInTheLongRun) {
    Trickle trickle;
    auto now = Trickle::Time(1h);
    passed(trickle, 150, now);

    EXPECT_EQ(passed(trickle, 150, now += 1s), 20);
    EXPECT_EQ(passed(trickle, 150, now += 1min), 100) << "and no larger burst after a silence";
}

}  // namespace
}  // namespace lotbridge::isolation
