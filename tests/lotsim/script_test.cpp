#include "lotsim/script.hpp"

#include "lotsim/pace.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <algorithm>
#include <functional>
#include <numeric>
#include <set>
#include <vector>

namespace lotbridge::lotsim {
namespace {

using namespace std::chrono_literals;
using testing::Each;
using testing::SizeIs;

Moment const monday_six(LocalTime::parse("2025-06-02 06:00:00")->at());

std::vector<Act> acts(std::uint64_t seed, std::size_t count) {
    Script script({.seed = seed}, monday_six);
    std::vector<Act> acts;
    std::generate_n(std::back_inserter(acts), count, [&] { return script.next(); });
    return acts;
}

bool same(Act const& a, Act const& b) {
    return a.at == b.at && a.what == b.what && a.car == b.car && a.plate == b.plate && a.lane == b.lane &&
           a.late == b.late;
}

std::ptrdiff_t entries_within(std::vector<Act> const& acts, Moment from, Moment to) {
    return std::ranges::count_if(
        acts, [&](Act const& act) { return act.what == What::entry && act.at >= from && act.at < to; });
}

TEST(Script, TheSameSeedPlaysTheSameDay) { EXPECT_TRUE(std::ranges::equal(acts(7, 8000), acts(7, 8000), same)); }

TEST(Script, AnotherSeedPlaysAnotherDay) { EXPECT_FALSE(std::ranges::equal(acts(7, 200), acts(8, 200), same)); }

TEST(Script, TimeNeverGoesBack) { EXPECT_TRUE(std::ranges::is_sorted(acts(1, 8000), {}, &Act::at)); }

TEST(Script, TheMorningRushIsManyTimesTheNight) {
    auto const day = acts(3, 8000);

    auto const rush = entries_within(day, monday_six + 2h, monday_six + 3h);
    auto const night = entries_within(day, monday_six + 20h, monday_six + 21h);

    EXPECT_GT(rush, 10 * night);
    EXPECT_GT(rush, 150);
}

TEST(Script, ADayHoldsEveryKindOfAct) {
    std::set<What> kinds;
    std::ranges::transform(acts(5, 8000), std::inserter(kinds, kinds.end()), &Act::what);

    EXPECT_THAT(kinds, SizeIs(7));
}

TEST(Script, SomeCarsHaveNoPlateAndSomeEntriesAreCommittedLate) {
    auto const day = acts(5, 8000);

    EXPECT_TRUE(std::ranges::any_of(day, [](Act const& act) { return act.what == What::entry && !act.plate; }));
    EXPECT_TRUE(std::ranges::any_of(day, [](Act const& act) { return act.what == What::entry && act.late; }));
}

TEST(Script, AMisreadPlateDiffersInOneOfTheLastCharacters) {
    Chance chance(1);
    Town town(1, chance);
    std::string const plate = "粤B12345";

    auto const read = town.misread(plate);

    ASSERT_EQ(read.size(), plate.size());
    EXPECT_EQ(read.substr(0, 4), plate.substr(0, 4));
    EXPECT_EQ(std::inner_product(read.begin(), read.end(), plate.begin(), 0, std::plus<>(), std::not_equal_to<>()), 1);
}

TEST(Pace, SixtyTimesFasterPlaysAMinuteInASecond) {
    Pace const pace({.start = monday_six, .speed = 60});

    EXPECT_EQ(pace.due(monday_six + 1min) - pace.due(monday_six), 1s);
}

TEST(Pace, WithoutWaitingEverythingIsDueAtOnce) {
    Pace const pace({.start = monday_six, .speed = 0});

    EXPECT_LE(pace.due(monday_six + 24h), std::chrono::steady_clock::now());
}

TEST(Pace, RowsCarryTheCalendarFromTheStartOrElseTheRealTime) {
    Pace const calendar({.start = monday_six, .speed = 60});
    Pace const real({.speed = 60});
    auto const now =
        Moment(std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()).time_since_epoch() +
               lot_offset);

    EXPECT_EQ(calendar.shown(monday_six + 3h), monday_six + 3h);
    EXPECT_LT(std::chrono::abs(real.shown(real.begin() + 30h) - now), 1h);
}

}  // namespace
}  // namespace lotbridge::lotsim
