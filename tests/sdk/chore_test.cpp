#include <lotbridge/adapter/chore.hpp>
#include <lotbridge/adapter/once.hpp>

#include <gtest/gtest.h>

namespace lotbridge::test {
namespace {

using namespace std::chrono_literals;

Chore::Clock::time_point const noon{12h};

TEST(ChoreTest, IsDueAtOnceAndThenAtItsPace) {
    Chore chore(5min);
    EXPECT_TRUE(chore.due(noon));

    chore.done(false, noon);

    EXPECT_FALSE(chore.due(noon + 5min - 1ns));
    EXPECT_TRUE(chore.due(noon + 5min));
}

TEST(ChoreTest, IsDueAgainAtOnceWhenThereIsMoreOfItOrSomebodySaysSo) {
    Chore chore(5min);

    chore.done(true, noon);
    EXPECT_TRUE(chore.due(noon));

    chore.done(false, noon);
    chore.soon();
    EXPECT_TRUE(chore.due(noon));
}

TEST(ChoreTest, WaitsLongerAfterEachFailureUpToAMinute) {
    Chore chore(5min);
    auto at = noon;
    for (auto const pause : {1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s}) {
        chore.failed("no answer", at);
        EXPECT_FALSE(chore.due(at + pause - 1ns)) << pause.count();
        at += pause;
        EXPECT_TRUE(chore.due(at)) << pause.count();
    }
}

TEST(ChoreTest, KnowsItsTroubleUntilItIsDoneAndBeginsAnewThen) {
    Chore chore(5min);
    chore.failed("no answer", noon);
    chore.failed("no answer", noon);
    EXPECT_EQ(chore.trouble(), "no answer");

    chore.done(false, noon);
    EXPECT_EQ(chore.trouble(), "");

    chore.failed("no answer", noon);
    EXPECT_TRUE(chore.due(noon + 1s));
}

TEST(OnceTest, IsTheFirstTimeOfEachTextAlone) {
    Once once;

    EXPECT_TRUE(once.first("clock"));
    EXPECT_FALSE(once.first("clock"));
    EXPECT_TRUE(once.first("key"));
}

TEST(OnceTest, KeepsNoMoreTextsThanItMay) {
    Once once(2);
    once.first("1");
    once.first("2");

    EXPECT_FALSE(once.first("3"));
    EXPECT_FALSE(once.first("1"));
}

}  // namespace
}  // namespace lotbridge::test
