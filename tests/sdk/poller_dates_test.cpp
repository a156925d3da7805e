// Rows whose dates are wrong: they hide none behind them and are given once.
#include "sdk/poller_fixture.hpp"

#include <gmock/gmock.h>

namespace lotbridge::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class DatedPollerTest : public PollerTest {
protected:
    DatedPollerTest() {
        options_.scale = Scale::time;
        options_.ahead = 60;
        options_.strays = 3;
        options_.now = [this]() -> Result<std::string> { return clock_; };
    }
    std::string clock_ = "2024-05-01 08:00:00";
};

TEST_F(DatedPollerTest, AWrongDateHidesNoRowBehindIt) {
    table_.insert({"2099-01-01 00:00:00", "z", "wrong"});
    auto first = poller();
    poll_and_store(first);
    table_.insert({"2024-05-01 08:00:01", "a", "right"});
    poll_and_store(first);
    auto after_a_restart = poller();
    table_.insert({"2024-05-01 08:00:59.9", "b", "right"});

    poll_and_store(after_a_restart);

    EXPECT_THAT(disk_.contents(), ElementsAre("z=wrong", "a=right", "b=right"));
    EXPECT_THAT(disk_.repeated(), IsEmpty());
}

TEST_F(DatedPollerTest, ARowIsNotGivenAgainWhenItsTimeComes) {
    table_.insert({"2024-05-01 09:00:00", "b", "an hour ahead"});
    auto poller = this->poller();
    poll_and_store(poller);
    clock_ = "2024-05-01 09:30:00";
    table_.insert({"2024-05-01 08:30:00", "a", "meanwhile"});
    table_.insert({"2024-05-01 09:30:00", "c", "now"});
    poll_and_store(poller);
    next_sweep();

    poll_and_store(poller);

    EXPECT_THAT(disk_.contents(), ElementsAre("b=an hour ahead", "a=meanwhile", "c=now"));
    EXPECT_THAT(disk_.repeated(), IsEmpty());
}

TEST_F(DatedPollerTest, ARowWithAWrongDateThatChangesIsGivenAgain) {
    table_.insert({"2099-01-01 00:00:00", "z", "in"});
    auto poller = this->poller();
    poll_and_store(poller);
    table_.update("z", "out");

    poll_and_store(poller);

    EXPECT_THAT(disk_.contents(), ElementsAre("z=in", "z=out"));
}

TEST_F(DatedPollerTest, ALotWhoseClockIsAheadIsBelieved) {
    for (char key = 'a'; key <= 'z'; ++key)
        table_.insert({std::string("2024-05-02 08:00:") + (key < 'n' ? "01" : "02"), std::string(1, key), "x"});
    auto poller = this->poller();
    poll_and_store(poller);
    table_.queries = table_.rows_read = 0;
    table_.insert({"2024-05-02 08:00:03", "1", "x"});

    poll_and_store(poller);

    EXPECT_THAT(disk_.contents(), SizeIs(27));
    EXPECT_THAT(disk_.repeated(), IsEmpty());
    EXPECT_LE(table_.rows_read, options_.strays + 1);  // not all that is ahead, over and over
}

TEST_F(DatedPollerTest, AClockThatCannotBeReadStopsItsStream) {
    options_.now = []() -> Result<std::string> { return fail(Errc::retry, "the server has gone away"); };
    auto poller = this->poller();

    EXPECT_EQ(poller.poll("").error().message, "stream rows: the server has gone away");
}

}  // namespace
}  // namespace lotbridge::test
