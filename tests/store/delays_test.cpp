#include "store/delays.hpp"

#include <gtest/gtest.h>

namespace lotbridge::test {
namespace {

using store::Delays;
using namespace std::chrono_literals;

TEST(Delays, AreExactInNumberAndMean) {
    Delays delays;
    for (auto const delay : {0ms, 1ms, 3ms, 1'000'000ms}) delays.add(delay);

    EXPECT_EQ(delays.count(), 4);
    EXPECT_EQ(delays.mean(), 250'001ms);
}

TEST(Delays, TellNothingWhereThereIsNothing) {
    EXPECT_EQ(Delays().mean(), std::nullopt);
    EXPECT_EQ(Delays().percentile(0.99), std::nullopt);
    EXPECT_EQ(Delays().packed(), "");
}

TEST(Delays, GiveAPercentileThatIsNeverTooLowAndAtMostAnEighthTooHigh) {
    for (std::int64_t value = 1; value < 1'000'000'000; value = value * 5 / 4 + 1) {
        Delays delays;
        delays.add(std::chrono::milliseconds(value));
        auto const told = delays.percentile(0.99)->count();
        EXPECT_GE(told, value);
        EXPECT_LE(told, value + value / 8);
    }
}

TEST(Delays, FindTheOneInAHundred) {
    Delays delays;
    for (int i = 0; i < 99; ++i) delays.add(4ms);
    EXPECT_EQ(delays.percentile(0.99), 4ms);

    delays.add(7ms);
    EXPECT_EQ(delays.percentile(0.99), 4ms);
    EXPECT_EQ(delays.percentile(1), 7ms);

    delays.add(7ms);
    EXPECT_EQ(delays.percentile(0.99), 7ms);
}

TEST(Delays, BelowZeroCountAsZeroAndBeyondAllMeasureAsTheLongest) {
    Delays delays;
    delays.add(-5s);
    EXPECT_EQ(delays.percentile(1), 0ms);

    delays.add(std::chrono::hours(24 * 365));
    EXPECT_EQ(delays.percentile(1), std::chrono::milliseconds((1LL << 31) - 1));
    EXPECT_EQ(delays.mean(), std::chrono::hours(24 * 365) / 2);
}

TEST(Delays, OfTwoDaysAreThoseOfBoth) {
    Delays first, second;
    first.add(10ms);
    second.add(30ms);
    first += second;

    EXPECT_EQ(first.count(), 2);
    EXPECT_EQ(first.mean(), 20ms);
    EXPECT_EQ(first.percentile(1), 31ms);
}

TEST(Delays, ComeBackFromAColumnAsTheyWere) {
    Delays delays;
    for (auto const delay : {0ms, 12ms, 12ms, 5'000ms, 3'000'000'000ms}) delays.add(delay);

    auto const back = Delays::unpacked(delays.packed());

    EXPECT_EQ(back.count(), 5);
    EXPECT_EQ(back.mean(), delays.mean());
    EXPECT_EQ(back.percentile(0.5), delays.percentile(0.5));
    EXPECT_EQ(back.packed(), delays.packed());
}

}  // namespace
}  // namespace lotbridge::test
