#include <lotbridge/adapter/stays.hpp>

#include <gmock/gmock.h>

namespace lotbridge::test {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

LocalTime at(std::string const& clock) { return *LocalTime::parse("2025-06-02 " + clock); }

class StaysTest : public ::testing::Test {
protected:
    std::vector<StayReport> enter(std::string const& clock, std::string const& plate = "测A1", bool replayed = false) {
        return stays_.tell({Way::in, plate, "N1", at(clock), "in-" + clock, "note of " + clock, replayed}, now_);
    }
    std::vector<StayReport> leave(std::string const& clock, std::string const& plate = "测A1", bool replayed = false) {
        return stays_.tell({Way::out, plate, "N2", at(clock), "out-" + clock, "note of " + clock, replayed}, now_);
    }
    std::vector<StayReport> after(std::chrono::seconds wait) {
        now_ = LocalTime(now_.at() + wait);
        return stays_.settled(now_);
    }

    Stays stays_;
    LocalTime now_ = at("20:00:00");
};

constexpr std::chrono::seconds patience{600}, quiet{20};

TEST_F(StaysTest, AnExitCompletesTheEntryOfItsPlate) {
    ASSERT_THAT(enter("08:00:00"), SizeIs(1));
    ASSERT_THAT(enter("08:30:00", "测B2"), SizeIs(1));
    ASSERT_NE(stays_.inside("测A1"), nullptr);

    auto const reports = leave("09:00:00");

    ASSERT_THAT(reports, SizeIs(1));
    EXPECT_EQ(reports[0].way, Way::out);
    EXPECT_EQ(reports[0].note, "note of 09:00:00");
    EXPECT_EQ(reports[0].stay, (Stay{.record = "in-08:00:00",
                                     .plate = "测A1",
                                     .in_lane = "N1",
                                     .out_lane = "N2",
                                     .in_time = at("08:00:00"),
                                     .out_time = at("09:00:00")}));
    EXPECT_EQ(stays_.inside("测A1"), nullptr);
    EXPECT_THAT(after(patience), IsEmpty());
    EXPECT_NE(stays_.inside("测B2"), nullptr);
}

TEST_F(StaysTest, TheSamePassageSeenTwiceIsOne) {
    ASSERT_THAT(enter("08:00:00"), SizeIs(1));
    EXPECT_THAT(enter("08:00:01"), IsEmpty());
    EXPECT_THAT(enter("07:59:55"), IsEmpty());
    ASSERT_THAT(leave("09:00:00"), SizeIs(1));
    EXPECT_THAT(leave("09:00:02"), IsEmpty());
    EXPECT_THAT(enter("08:00:00"), IsEmpty());  // told once more, late

    EXPECT_THAT(after(patience), IsEmpty());
}

TEST_F(StaysTest, AnExitWithoutAnEntryIsReportedWhenNoneComes) {
    EXPECT_THAT(leave("09:00:00"), IsEmpty());
    EXPECT_THAT(leave("09:00:05"), IsEmpty());
    EXPECT_THAT(after(patience - std::chrono::seconds(1)), IsEmpty());

    auto const reports = after(std::chrono::seconds(1));

    ASSERT_THAT(reports, SizeIs(1));
    EXPECT_FALSE(reports[0].unseen);
    EXPECT_EQ(reports[0].note, "note of 09:00:00");
    EXPECT_EQ(reports[0].stay, (Stay{.record = "out-09:00:00",
                                     .plate = "测A1",
                                     .in_lane = "",
                                     .out_lane = "N2",
                                     .in_time = {},
                                     .out_time = at("09:00:00")}));
    EXPECT_THAT(after(patience), IsEmpty());
}

TEST_F(StaysTest, AnEntryThatIsToldAfterItsExitFindsIt) {
    EXPECT_THAT(leave("09:00:00"), IsEmpty());
    EXPECT_THAT(leave("11:00:00"), IsEmpty());

    auto const second = enter("10:00:00"), first = enter("08:00:00");

    ASSERT_THAT(first, SizeIs(2));
    ASSERT_THAT(second, SizeIs(2));
    EXPECT_EQ(first[0].way, Way::in);
    EXPECT_EQ(first[1].way, Way::out);
    EXPECT_EQ(first[1].stay.out_time, at("09:00:00"));
    EXPECT_EQ(first[1].note, "note of 09:00:00");
    EXPECT_EQ(second[1].stay.out_time, at("11:00:00"));
    EXPECT_EQ(second[1].stay.record, "in-10:00:00");
    EXPECT_THAT(after(patience), IsEmpty());
}

TEST_F(StaysTest, AnEntryThatIsFollowedByAnotherWaitsForItsExit) {
    ASSERT_THAT(enter("08:00:00"), SizeIs(1));
    ASSERT_THAT(enter("10:00:00"), SizeIs(1));

    auto const late = leave("09:00:00"), last = leave("11:00:00");

    ASSERT_THAT(late, SizeIs(1));
    ASSERT_THAT(last, SizeIs(1));
    EXPECT_EQ(late[0].stay.record, "in-08:00:00");
    EXPECT_EQ(last[0].stay.record, "in-10:00:00");
    EXPECT_THAT(after(patience), IsEmpty());
}

TEST_F(StaysTest, AnEntryThatIsFollowedByAnotherEndsUnseenWhenNoExitComes) {
    ASSERT_THAT(enter("10:00:00"), SizeIs(1));
    ASSERT_THAT(enter("08:00:00"), SizeIs(1));  // told out of order

    auto const reports = after(patience);

    ASSERT_THAT(reports, SizeIs(1));
    EXPECT_TRUE(reports[0].unseen);
    EXPECT_EQ(reports[0].stay.record, "in-08:00:00");
    EXPECT_EQ(reports[0].stay.out_time, at("10:00:00"));
    EXPECT_EQ(leave("11:00:00").at(0).stay.record, "in-10:00:00");
}

TEST_F(StaysTest, ASecondExitIsNotTakenForThatOfAnEarlierStay) {
    ASSERT_THAT(enter("08:00:00"), SizeIs(1));
    ASSERT_THAT(enter("10:00:00"), SizeIs(1));
    ASSERT_THAT(leave("11:00:00"), SizeIs(1));

    EXPECT_THAT(leave("12:00:00"), IsEmpty());

    auto const reports = after(patience);
    ASSERT_THAT(reports, SizeIs(2));
    EXPECT_EQ(reports[0].stay.record, "in-08:00:00");
    EXPECT_EQ(reports[1].stay.record, "out-12:00:00");
}

TEST_F(StaysTest, TwoHundredReplayedPassagesPairInWhateverOrderTheyCome) {
    // 50 cars, each in and out twice.
    struct Told {
        bool in;
        std::string clock, plate;
    };
    std::vector<Told> day;
    for (int hour : {8, 12})
        for (int car = 10; car < 60; ++car) {
            auto const plate = "测A" + std::to_string(car), minute = ":" + std::to_string(car) + ":00";
            day.push_back({true, (hour < 10 ? "0" : "") + std::to_string(hour) + minute, plate});
            day.push_back({false, std::to_string(hour + 2) + minute, plate});
        }
    for (std::size_t i = 0; i < day.size(); ++i) {
        auto const& told = day[i * 37 % day.size()];
        EXPECT_THAT(told.in ? enter(told.clock, told.plate, true) : leave(told.clock, told.plate, true), IsEmpty());
    }
    EXPECT_THAT(leave("19:59:00", "测A10"), IsEmpty());  // live, and behind what its plate has still to tell
    EXPECT_THAT(leave("19:59:00", "测Z99"), IsEmpty());
    stays_ = Stays::read(stays_.text()).value();  // a restart in the middle

    auto const reports = after(quiet);

    ASSERT_THAT(reports, SizeIs(200));
    for (auto const& report : reports) {
        EXPECT_TRUE(report.replayed);
        if (report.way == Way::out) {
            EXPECT_EQ(report.stay.out_time.at() - report.stay.in_time.at(), std::chrono::hours(2));
        }
    }
    EXPECT_THAT(after(patience), SizeIs(2));  // the two live exits have no entry
}

TEST_F(StaysTest, LivePassagesOfOtherPlatesDoNotWaitForAReplay) {
    EXPECT_THAT(enter("08:00:00", "测A1", true), IsEmpty());
    EXPECT_THAT(enter("19:59:00", "测B2"), SizeIs(1));
    EXPECT_THAT(after(quiet - std::chrono::seconds(1)), IsEmpty());
    EXPECT_THAT(after(std::chrono::seconds(1)), SizeIs(1));
}

TEST_F(StaysTest, IsTheSameAfterARestart) {
    enter("08:00:00");
    enter("10:00:00");
    leave("07:00:00");
    leave("11:00:00");
    enter("08:00:00", "测B\t2");
    leave("08:00:00", "测C3", true);

    auto const again = Stays::read(stays_.text());

    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(again->text(), stays_.text());
    EXPECT_EQ(again->inside("测B 2")->record, "in-08:00:00");
    for (auto const* wrong : {"nonsense", "h\ti\t", "i\t\tx\t\t\t\tr\tp\t\t\t\n",
                              "i\t\t9223372036854775807\t\t\t\tr\tp\t\t\t\n", "z\t\t\t\t\t\tr\tp\t\t\t\n"})
        EXPECT_FALSE(Stays::read(wrong)) << wrong;
}

TEST_F(StaysTest, TheOldestIsForgottenBeyondTheMost) {
    stays_ = Stays({.most = 2});
    for (auto const* plate : {"测A1", "测A2", "测A3"}) enter("08:00:00", plate);

    EXPECT_EQ(stays_.inside("测A1"), nullptr);
    EXPECT_NE(stays_.inside("测A3"), nullptr);
}

}  // namespace
}  // namespace lotbridge::test
