#include "base/asio_scheduler.hpp"
#include "base/system_random.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>
#include <vector>

namespace lotbridge::base {
namespace {

using namespace std::chrono_literals;

class AsioSchedulerTest : public testing::Test {
protected:
    boost::asio::io_context io;
    HostTime start{5'000'000ms};
    AsioScheduler scheduler{io, start};
    std::vector<int> fired;
};

TEST_F(AsioSchedulerTest, CountsFromTheTimeTheLastRunStoppedAt) {
    auto const now = scheduler.now();

    EXPECT_GE(now, start);
    EXPECT_LT(now, start + 1h);
}

TEST_F(AsioSchedulerTest, FiresTimersInTheOrderOfTheirTimes) {
    scheduler.at(start + 2ms, [&] { fired.push_back(2); });
    scheduler.at(start + 1ms, [&] { fired.push_back(1); });
    scheduler.at(start + 3ms, [&] { fired.push_back(3); });

    io.run();

    EXPECT_EQ(fired, (std::vector{1, 2, 3}));
}

TEST_F(AsioSchedulerTest, NeverFiresBeforeItsTime) {
    HostTime at{};
    auto const due = scheduler.now() + 5ms;
    scheduler.at(due, [&] { at = scheduler.now(); });

    io.run();

    EXPECT_GE(at, due);
}

TEST_F(AsioSchedulerTest, NeverFiresACancelledTimer) {
    auto const id = scheduler.after(0ms, [&] { fired.push_back(1); });
    scheduler.after(1ms, [&] { fired.push_back(2); });
    scheduler.cancel(id);

    io.run();

    EXPECT_EQ(fired, std::vector{2});
}

TEST_F(AsioSchedulerTest, CancelsATimerWhoseTimeHasComeButWhoseCallbackHasNotRun) {
    Scheduler::TimerId second = 0;
    scheduler.at(start, [&] { scheduler.cancel(second); });
    second = scheduler.at(start, [&] { fired.push_back(2); });

    io.run();

    EXPECT_TRUE(fired.empty());
}

TEST_F(AsioSchedulerTest, TakesATimeThatNeverComes) {
    auto const id = scheduler.at(HostTime::max(), [&] { fired.push_back(1); });
    io.poll();
    scheduler.cancel(id);

    io.restart();
    io.run();

    EXPECT_TRUE(fired.empty());
}

TEST_F(AsioSchedulerTest, RunsWhatAnotherThreadPosts) {
    std::jthread([&] { scheduler.post([&] { fired.push_back(1); }); }).join();

    io.run();

    EXPECT_EQ(fired, std::vector{1});
}

TEST(AsioScheduler, FiresNothingAfterItsEnd) {
    boost::asio::io_context io;
    bool fired = false;
    {
        AsioScheduler(io, HostTime{}).at(HostTime{}, [&] { fired = true; });
    }

    io.run();

    EXPECT_FALSE(fired);
}

TEST(SystemRandom, StaysBelowItsBound) {
    SystemRandom random;
    std::vector<int> seen(3);

    for (int i = 0; i < 300; ++i) ++seen.at(random.below(3));

    EXPECT_THAT(seen, testing::Each(testing::Gt(0)));
}

}  // namespace
}  // namespace lotbridge::base
