// Other tests stand on the fake clock; these say what it promises.
#include "fakes/fake_scheduler.hpp"
#include "fakes/fake_random.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>
#include <vector>

namespace lotbridge::fakes {
namespace {

using testing::ElementsAre;

TEST(FakeScheduler, FiresDueTimersInOrderEachAtItsOwnTime) {
    FakeScheduler scheduler;
    auto const start = scheduler.now();
    std::vector<std::chrono::milliseconds> fired;
    scheduler.after(20ms, [&] { fired.push_back(scheduler.now() - start); });
    scheduler.after(10ms, [&] {
        fired.push_back(scheduler.now() - start);
        scheduler.after(5ms, [&] { fired.push_back(scheduler.now() - start); });
    });
    scheduler.after(31ms, [&] { fired.push_back(scheduler.now() - start); });

    scheduler.advance(30ms);

    EXPECT_THAT(fired, ElementsAre(10ms, 15ms, 20ms));
    EXPECT_EQ(scheduler.now() - start, 30ms);
    EXPECT_EQ(scheduler.timers(), 1u);
}

TEST(FakeScheduler, RunsPostedWorkBeforeTheNextTimer) {
    FakeScheduler scheduler;
    std::vector<int> order;
    scheduler.after(1ms, [&] { scheduler.post([&] { order.push_back(1); }); });
    scheduler.after(2ms, [&] { order.push_back(2); });

    scheduler.advance(2ms);

    EXPECT_THAT(order, ElementsAre(1, 2));
}

TEST(FakeScheduler, WaitsForWorkThatAnotherThreadPosts) {
    FakeScheduler scheduler;
    bool done = false;
    std::jthread const other([&] { scheduler.post([&] { done = true; }); });

    EXPECT_TRUE(scheduler.run_until([&] { return done; }));
}

TEST(FakeScheduler, GivesUpOnWorkThatNeverComes) {
    FakeScheduler scheduler;

    EXPECT_FALSE(scheduler.run_until([] { return false; }, 1ms));
}

TEST(FakeIoScheduler, RunsPostedWorkAndTimersTogether) {
    boost::asio::io_context io;
    FakeIoScheduler scheduler(io);
    std::vector<int> order;
    scheduler.post([&] { order.push_back(1); });
    scheduler.after(5ms, [&] { scheduler.post([&] { order.push_back(2); }); });
    scheduler.after(6ms, [&] { order.push_back(3); });

    scheduler.advance(6ms);

    EXPECT_THAT(order, ElementsAre(1, 2, 3));
}

TEST(FakeRandom, PlaysItsScriptAndThenCounts) {
    FakeRandom random({7, 2});

    EXPECT_THAT((std::vector{random.below(10), random.below(10), random.below(10), random.below(10)}),
                ElementsAre(7, 2, 0, 1));
}

}  // namespace
}  // namespace lotbridge::fakes
