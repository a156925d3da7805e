#include "app/running.hpp"

#include "store/folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <fstream>

namespace lotbridge::app {
namespace {

struct RunningTest : testing::Test {
    test::Folder folder;
    AdapterNames const names{{"north", "gate"}, {"north", "database"}, {"south", "database"}};

    AdapterNames left() const { return *Running::left_behind(folder.path); }
};

TEST_F(RunningTest, IsLeftBehindByWhatDoesNotEndInOrder) {
    EXPECT_TRUE(left().empty());

    auto const running = Running::begin(folder.path, names);

    ASSERT_TRUE(running) << running.error().message;
    EXPECT_EQ(left(), names);
}

TEST_F(RunningTest, IsTakenAwayByAnOrderlyEnd) {
    auto running = *Running::begin(folder.path, names);
    running.end();
    EXPECT_TRUE(left().empty());

    { auto const second = *Running::begin(folder.path, names); }
    EXPECT_TRUE(left().empty());
}

TEST_F(RunningTest, SaysThatItCannotBeWritten) { EXPECT_FALSE(Running::begin(folder.path / "nowhere", names)); }

}  // namespace
}  // namespace lotbridge::app
