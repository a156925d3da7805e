#include "sdk/legacy_table.hpp"

#include <gmock/gmock.h>

namespace lotbridge::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class PollerTest : public ::testing::Test {
protected:
    PollerTest() {
        options_.scale = Scale::number;
        options_.overlap = 10;
        options_.page = 3;
        options_.batch = 4;
    }

    Poller<std::string> poller() {
        Poller<std::string> poller([this] { return now_; });
        poller.add("rows", options_, table_.source(options_.scale));
        return poller;
    }
    void poll_and_store(Poller<std::string>& poller) {
        for (bool more = true; more;) {
            auto const harvest = poller.poll(disk_.cursor());
            ASSERT_TRUE(harvest) << harvest.error().message;
            disk_.store(*harvest);
            more = harvest->more;
        }
    }
    void next_sweep() { now_ += options_.sweep_every; }

    StreamOptions options_;
    std::chrono::steady_clock::time_point now_{};
    LegacyTable table_;
    Disk disk_;
};

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

// Each of these would make the poller lose rows silently if it were believed.
TEST_F(PollerTest, RefusesASourceThatBreaksItsOrder) {
    Poller<std::string> poller;
    poller.add("rows", options_, [](auto const&, std::size_t) -> Result<std::vector<SourceRow<std::string>>> {
        return std::vector<SourceRow<std::string>>{{"10", "a", 1, ""}, {"9", "b", 1, ""}};
    });

    EXPECT_THAT(poller.poll("").error().message, HasSubstr("must give rows in order"));
}

TEST_F(PollerTest, RefusesARowWithoutKey) {
    table_.insert({"1", "", "x"});
    auto poller = this->poller();

    EXPECT_THAT(poller.poll("").error().message, HasSubstr("has no key"));
}

TEST_F(PollerTest, RefusesAValueThatIsNotOfItsScale) {
    options_.scale = Scale::time;
    table_.insert({"01/05/2024", "a", "x"});
    auto poller = this->poller();

    EXPECT_THAT(poller.poll("").error().message, HasSubstr("is not a time as yyyy-MM-dd HH:mm:ss"));
}

struct BadCursor {
    char const *text, *words;
};
class PollerCursorTest : public PollerTest, public ::testing::WithParamInterface<BadCursor> {};

TEST_P(PollerCursorTest, RefusesACursorThatItDoesNotUnderstand) {
    auto poller = this->poller();

    auto const harvest = poller.poll(GetParam().text);

    ASSERT_FALSE(harvest);
    EXPECT_EQ(harvest.error().code, Errc::rejected);
    EXPECT_THAT(harvest.error().message, HasSubstr(GetParam().words));
}

INSTANTIATE_TEST_SUITE_P(
    Cursors, PollerCursorTest,
    ::testing::Values(BadCursor{"2024-05-01", "not written by this kind of adapter"},
                      BadCursor{R"({"last_id":7})", "not written by this kind of adapter"},
                      BadCursor{R"({"v":2,"streams":{}})", "it is of format 2"},
                      BadCursor{R"({"v":1})", "has no streams"},
                      BadCursor{R"({"v":1,"streams":{"rows":{"high":["1"]}}})", "stream rows is damaged"},
                      BadCursor{R"({"v":1,"streams":{"rows":{"high":["1","a"],"swept":"","seen":"12zz"}}})",
                                "stream rows is damaged"}));

}  // namespace
}  // namespace lotbridge::test
