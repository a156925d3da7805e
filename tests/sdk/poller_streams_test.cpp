// Several streams in one poller: one cursor, their order, and one that cannot be read.
#include "sdk/poller_fixture.hpp"

#include <gmock/gmock.h>

namespace lotbridge::test {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

TEST_F(PollerTest, KeepsSeveralStreamsInOneCursor) {
    LegacyTable exits;
    table_.insert({"1", "in", "x"});
    exits.insert({"5", "out", "y"});
    auto const both = [&] {
        auto poller = this->poller();
        poller.add("exits", options_, exits.source(Scale::number));
        return poller;
    };
    auto before = both();
    poll_and_store(before);

    auto after = both();
    poll_and_store(after);

    EXPECT_THAT(disk_.contents(), ElementsAre("in=x", "out=y"));
}

TEST_F(PollerTest, ReadsALaterStreamOnlyWhenTheFirstHasNothingMore) {
    LegacyTable exits;
    for (char const* value : {"1", "2", "3", "4", "5", "6", "7"}) table_.insert({value, value, "in"});
    exits.insert({"1", "1", "out"});
    auto poller = this->poller();
    poller.add("exits", options_, exits.source(Scale::number));

    poll_and_store(poller);

    ASSERT_THAT(disk_.contents(), SizeIs(8));
    EXPECT_EQ(disk_.contents().back(), "1=out");
}

TEST_F(PollerTest, KeepsThePositionOfAStreamThatIsSwitchedOffForAWhile) {
    LegacyTable exits;
    exits.insert({"5", "out", "y"});
    auto with = poller();
    with.add("exits", options_, exits.source(Scale::number));
    poll_and_store(with);
    table_.insert({"1", "in", "x"});
    auto without = poller();
    poll_and_store(without);

    auto again = poller();
    again.add("exits", options_, exits.source(Scale::number));
    poll_and_store(again);

    EXPECT_THAT(disk_.contents(), ElementsAre("out=y", "in=x"));
}

TEST_F(PollerTest, LosesNothingOfOneStreamWhenAnotherCannotBeRead) {
    table_.insert({"1", "in", "x"});
    auto poller = this->poller();
    bool locked = true;
    poller.add("exits", options_, [&](auto const&, std::size_t) -> Result<std::vector<SourceRow<std::string>>> {
        if (locked) return fail(Errc::retry, "the database is locked");
        return std::vector<SourceRow<std::string>>{};
    });
    ASSERT_FALSE(poller.poll(disk_.cursor()));

    locked = false;
    poll_and_store(poller);

    EXPECT_THAT(disk_.contents(), ElementsAre("in=x"));
}

TEST_F(PollerTest, SaysWhichStreamCouldNotBeRead) {
    Poller<std::string> poller;
    poller.add("exits", options_, [](auto const&, std::size_t) -> Result<std::vector<SourceRow<std::string>>> {
        return fail(Errc::retry, "the database is locked");
    });

    auto const harvest = poller.poll("");

    ASSERT_FALSE(harvest);
    EXPECT_EQ(harvest.error().code, Errc::retry);
    EXPECT_EQ(harvest.error().message, "stream exits: the database is locked");
}

}  // namespace
}  // namespace lotbridge::test
