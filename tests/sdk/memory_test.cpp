#include <lotbridge/adapter/memory.hpp>

#include <gtest/gtest.h>

namespace lotbridge::test {
namespace {

using Seen = Memory::Seen;

Memory again(Memory const& memory) { return Memory::read(memory.text()).value(); }

TEST(Memory, IsTheSameAfterARestart) {
    Memory memory;
    memory.raise("N1", 41);
    EXPECT_EQ(memory.see("N1", "plate-7", 99), Seen::fresh);
    memory.keep_answer("order-1", R"({"barCode":"N1"})");
    memory.set_value("stays", "a\tb\n测A12345");

    auto const next = again(memory);

    EXPECT_EQ(next, memory);
    EXPECT_EQ(next.mark("N1"), 41);
    EXPECT_EQ(*next.answered("order-1"), R"({"barCode":"N1"})");
    EXPECT_EQ(next.value("stays"), "a\tb\n测A12345");
    EXPECT_EQ(Memory::read("").value(), Memory());
}

TEST(Memory, WatermarksNeverGoBack) {
    Memory memory;
    EXPECT_EQ(memory.mark("N1"), 0);
    memory.raise("N1", 7);
    memory.raise("N1", 3);

    EXPECT_FALSE(memory.has_mark("N2"));
    memory.raise("N2", 0);
    EXPECT_TRUE(memory.has_mark("N2"));
    EXPECT_EQ(memory.mark("N1"), 7);
    EXPECT_EQ(memory.mark("N2"), 0);
    memory.forget("N1");
    memory.raise("N1", 2);
    EXPECT_EQ(memory.mark("N1"), 2);
}

TEST(Memory, TellsWhatIsFreshFromWhatHasChangedOrCameAgain) {
    Memory memory;

    EXPECT_EQ(memory.see("N1", "1", 10), Seen::fresh);
    EXPECT_EQ(memory.see("N1", "1", 10), Seen::again);
    EXPECT_EQ(memory.see("N1", "1", 11), Seen::changed);
    EXPECT_EQ(memory.see("N1", "1", 11), Seen::again);
    EXPECT_EQ(memory.see("N2", "1", 11), Seen::fresh);
}

TEST(Memory, ForgetsTheOldestBeyondItsSize) {
    Memory memory(2, 1);
    for (auto const* key : {"1", "2", "3"}) memory.see("N1", key);
    memory.keep_answer("a", "first");
    memory.keep_answer("a", "second");
    EXPECT_EQ(*memory.answered("a"), "first");
    memory.keep_answer("b", "third");

    EXPECT_EQ(memory.see("N1", "3"), Seen::again);
    EXPECT_EQ(memory.see("N1", "1"), Seen::fresh);
    EXPECT_EQ(memory.answered("a"), nullptr);
    EXPECT_EQ(*memory.answered("b"), "third");
}

TEST(Memory, RefusesACursorThatIsNoneOfIts) {
    for (auto const* cursor : {"?", "{}", "[]", R"({"memory":2})", R"({"memory":1,"heard":{"N1":[1]}})",
                               R"({"memory":1,"marks":{"N1":"x"}})", R"({"memory":1,"done":["a"]})"})
        EXPECT_FALSE(Memory::read(cursor)) << cursor;
}

}  // namespace
}  // namespace lotbridge::test
