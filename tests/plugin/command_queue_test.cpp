#include "plugin/command_queue.hpp"

#include <gtest/gtest.h>

namespace lotbridge::plugin {
namespace {

using namespace std::chrono_literals;

constexpr SteadyTime start{};

WaitingCommand command(std::string name, SteadyTime limit = start + 1h) {
    return {.name = std::move(name), .call = nullptr, .limit = limit, .done = nullptr};
}

TEST(CommandQueueTest, GivesTheOldestFirst) {
    CommandQueue queue;
    auto first = command("first"), second = command("second");

    EXPECT_TRUE(queue.push(first));
    EXPECT_TRUE(queue.push(second));

    EXPECT_EQ(queue.pop().name, "first");
    EXPECT_EQ(queue.pop().name, "second");
    EXPECT_TRUE(queue.empty());
}

TEST(CommandQueueTest, TakesOutOnlyWhoseTimeHasPassed) {
    CommandQueue queue;
    auto late = command("late", start + 1s), soon = command("soon", start + 2s);
    queue.push(soon);
    queue.push(late);

    auto const expired = queue.take_expired(start + 1s);

    ASSERT_EQ(expired.size(), 1u);
    EXPECT_EQ(expired[0].name, "late");
    EXPECT_EQ(queue.first_limit(), start + 2s);
    EXPECT_EQ(queue.pop().name, "soon");
    EXPECT_EQ(queue.first_limit(), std::nullopt);
}

TEST(CommandQueueTest, IsFullAtItsBoundAndLeavesTheCommandWithTheCaller) {
    CommandQueue queue;
    for (std::size_t i = 0; i < CommandQueue::most; ++i) {
        auto filler = command("filler");
        ASSERT_TRUE(queue.push(filler));
    }
    auto last = command("last");

    EXPECT_FALSE(queue.push(last));

    EXPECT_EQ(last.name, "last");
    EXPECT_EQ(queue.take_all().size(), CommandQueue::most);
}

}  // namespace
}  // namespace lotbridge::plugin
