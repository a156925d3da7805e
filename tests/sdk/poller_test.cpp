// Rows of one stream: in order, once each, also late ones, changed ones, those that wait, and after a restart.
#include "sdk/poller_fixture.hpp"

#include <gmock/gmock.h>

namespace lotbridge::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST_F(PollerTest, GivesRowsInOrderAcrossPages) {
    for (char const* value : {"1", "2", "3", "4", "5", "6", "7", "8"}) table_.insert({value, value, "x"});
    auto poller = this->poller();

    poll_and_store(poller);

    EXPECT_THAT(disk_.contents(), ElementsAre("1=x", "2=x", "3=x", "4=x", "5=x", "6=x", "7=x", "8=x"));
}

TEST_F(PollerTest, OrdersNumbersByTheirSizeNotByTheirDigits) {
    table_.insert({"9", "a", "x"});
    table_.insert({"10", "b", "x"});
    auto poller = this->poller();

    poll_and_store(poller);

    EXPECT_THAT(disk_.contents(), ElementsAre("a=x", "b=x"));
}

TEST_F(PollerTest, ReadsMoreRowsOfOneValueThanAPageHolds) {
    for (char key = 'a'; key <= 'z'; ++key) table_.insert({"7", std::string(1, key), "x"});
    auto poller = this->poller();

    poll_and_store(poller);

    EXPECT_THAT(disk_.contents(), SizeIs(26));
    EXPECT_THAT(disk_.repeated(), IsEmpty());
}

TEST_F(PollerTest, FindsARowThatWasCommittedLate) {
    table_.insert({"20", "b", "x"});
    auto poller = this->poller();
    poll_and_store(poller);
    table_.insert({"12", "a", "late"});

    next_sweep();
    poll_and_store(poller);

    EXPECT_THAT(disk_.contents(), ElementsAre("b=x", "a=late"));
}

TEST_F(PollerTest, FindsARowThatWasUpdatedInPlace) {
    table_.insert({"20", "a", "entry"});
    auto poller = this->poller();
    poll_and_store(poller);
    table_.update("a", "entry and exit");

    next_sweep();
    poll_and_store(poller);

    EXPECT_THAT(disk_.contents(), ElementsAre("a=entry", "a=entry and exit"));
}

TEST_F(PollerTest, GoesOnWhenTheLastRowThatItReadIsGone) {
    for (char const* key : {"a", "b", "c"}) table_.insert({"20", key, "x"});
    auto poller = this->poller();
    poll_and_store(poller);
    table_.erase("c");
    table_.insert({"20", "bb", "late"});

    next_sweep();
    poll_and_store(poller);
    table_.insert({"20", "d", "new"});
    poll_and_store(poller);

    EXPECT_THAT(disk_.contents(), ElementsAre("a=x", "b=x", "c=x", "bb=late", "d=new"));
}

TEST_F(PollerTest, FindsMoreLateRowsThanABatchHolds) {
    table_.insert({"20", "z", "x"});
    auto poller = this->poller();
    poll_and_store(poller);
    for (char key = 'a'; key <= 'k'; ++key) table_.insert({"15", std::string(1, key), "late"});

    next_sweep();
    poll_and_store(poller);

    EXPECT_THAT(disk_.contents(), SizeIs(12));
    EXPECT_THAT(disk_.repeated(), IsEmpty());
}

TEST_F(PollerTest, FindsAfterARestartWhatWasCommittedLateOrChangedMeanwhile) {
    table_.insert({"20", "b", "x"});
    auto before = poller();
    poll_and_store(before);
    table_.insert({"15", "a", "late"});
    table_.update("b", "y");

    auto after = poller();
    poll_and_store(after);

    EXPECT_THAT(disk_.contents(), ElementsAre("b=x", "a=late", "b=y"));
}

TEST_F(PollerTest, GivesNothingTwiceAfterARestart) {
    for (char key = 'a'; key <= 'k'; ++key) table_.insert({"5", std::string(1, key), "x"});
    auto before = poller();
    poll_and_store(before);

    auto after = poller();
    poll_and_store(after);

    EXPECT_THAT(disk_.contents(), SizeIs(11));
}

TEST_F(PollerTest, GivesABatchAgainWhenItCouldNotBeStored) {
    table_.insert({"1", "a", "x"});
    auto poller = this->poller();
    ASSERT_THAT(poller.poll(disk_.cursor())->rows, SizeIs(1));

    poll_and_store(poller);

    EXPECT_THAT(disk_.contents(), ElementsAre("a=x"));
}

TEST_F(PollerTest, KeepsTheCursorWhenThereIsNothingNew) {
    table_.insert({"1", "a", "x"});
    auto poller = this->poller();
    poll_and_store(poller);
    poll_and_store(poller);
    auto const cursor = disk_.cursor();

    next_sweep();
    poll_and_store(poller);

    EXPECT_EQ(disk_.cursor(), cursor);
}

TEST_F(PollerTest, AsksOneShortQuestionBetweenSweeps) {
    for (char const* value : {"1", "2", "3", "4", "5", "6", "7", "8"}) table_.insert({value, value, "x"});
    auto poller = this->poller();
    poll_and_store(poller);
    poll_and_store(poller);
    table_.queries = table_.rows_read = 0;

    poll_and_store(poller);

    EXPECT_EQ(table_.queries, 1u);
    EXPECT_EQ(table_.rows_read, 0u);
}

TEST_F(PollerTest, ForgetsRowsThatLieBehindTheOverlap) {
    options_.overlap = 2;
    for (int value = 1; value <= 60; ++value) table_.insert({std::to_string(value), std::to_string(value), "x"});
    auto poller = this->poller();
    poll_and_store(poller);
    auto const with_all = disk_.cursor().size();

    next_sweep();
    poll_and_store(poller);
    next_sweep();
    poll_and_store(poller);

    EXPECT_LT(disk_.cursor().size(), with_all / 4);
}

TEST_F(PollerTest, BeginsWhereTheSettingsSay) {
    options_.start = "10";
    for (char const* value : {"9", "10", "11"}) table_.insert({value, value, "x"});
    auto poller = this->poller();

    poll_and_store(poller);
    table_.insert({"8", "8", "late"});
    next_sweep();
    poll_and_store(poller);

    EXPECT_THAT(disk_.contents(), ElementsAre("10=x", "11=x"));
}

TEST_F(PollerTest, FindsALateRowWhereNumbersBegin) {
    table_.insert({"-9223372036854775805", "a", "x"});
    auto poller = this->poller();

    poll_and_store(poller);
    table_.insert({"-9223372036854775806", "b", "late"});
    next_sweep();
    poll_and_store(poller);

    EXPECT_THAT(disk_.contents(), ElementsAre("a=x", "b=late"));
}

TEST_F(PollerTest, SweepsTimesBySeconds) {
    options_.scale = Scale::time;
    options_.overlap = 60;
    table_.insert({"2024-05-01 00:00:30.500", "b", "x"});
    auto poller = this->poller();
    poll_and_store(poller);
    poll_and_store(poller);
    table_.insert({"2024-04-30 23:59:30.499", "a", "just in time"});
    table_.insert({"2024-04-30 23:59:29.999", "c", "too late"});

    next_sweep();
    poll_and_store(poller);

    EXPECT_THAT(disk_.contents(), ElementsAre("b=x", "a=just in time"));
}

TEST_F(PollerTest, ARowThatWaitsHoldsNoOtherUpAndIsGivenOnceWhenItIsWhole) {
    for (char const* key : {"1", "2", "3", "4", "5"}) table_.insert({key, key, "x"});
    table_.waiting = {"2"};
    auto before = poller();
    poll_and_store(before);
    EXPECT_THAT(disk_.contents(), ElementsAre("1=x", "3=x", "4=x", "5=x"));
    table_.update("2", "paid");
    table_.waiting.clear();
    table_.insert({"6", "6", "x"});

    auto after_a_restart = poller();
    poll_and_store(after_a_restart);
    next_sweep();
    poll_and_store(after_a_restart);

    EXPECT_THAT(disk_.contents(), ElementsAre("1=x", "3=x", "4=x", "5=x", "2=paid", "6=x"));
}

// Numbers that are as far apart as these are out of sight at once.
TEST_F(PollerTest, ARowThatWaitsIsNotLostHoweverFarOthersAreAheadOfIt) {
    options_.strays = 2;
    for (char const* value : {"1000", "2000", "3000", "4000"}) table_.insert({value, value, "x"});
    table_.waiting = {"1000"};
    auto poller = this->poller();
    poll_and_store(poller);
    next_sweep();
    poll_and_store(poller);
    EXPECT_THAT(disk_.contents(), ElementsAre("2000=x", "3000=x"));  // the fourth waits behind it
    table_.waiting.clear();

    poll_and_store(poller);

    EXPECT_THAT(disk_.contents(), ElementsAre("2000=x", "3000=x", "1000=x", "4000=x"));
}

TEST_F(PollerTest, ARowThatWasCommittedLateWaitsOnlyWhileItCanStillBeFound) {
    table_.insert({"20", "b", "x"});
    auto poller = this->poller();
    poll_and_store(poller);
    table_.insert({"17", "a", "late"});
    table_.waiting = {"a"};
    next_sweep();
    poll_and_store(poller);
    EXPECT_THAT(disk_.contents(), ElementsAre("b=x"));
    table_.insert({"100", "c", "x"});
    poll_and_store(poller);
    next_sweep();

    poll_and_store(poller);

    EXPECT_THAT(disk_.contents(), ElementsAre("b=x", "c=x", "a=late"));
}

TEST_F(PollerTest, SweepsNoFurtherThanItHasRead) {
    for (char key = 'a'; key <= 'z'; ++key) table_.insert({"7", std::string(1, key), "x"});
    auto poller = this->poller();
    disk_.store(*poller.poll(disk_.cursor()));
    table_.insert({"6", "late", "x"});
    table_.rows_read = 0;

    disk_.store(*poller.poll(disk_.cursor()));

    EXPECT_EQ(table_.rows_read, 9u + 6u);  // "late" and a to h, of which g and h wait; then g to l
    EXPECT_THAT(disk_.contents(), ElementsAre("a=x", "b=x", "c=x", "d=x", "e=x", "f=x", "late=x", "g=x", "h=x", "i=x",
                                              "j=x", "k=x", "l=x"));
}

}  // namespace
}  // namespace lotbridge::test
