// Fees computed by hand, stay by stay.
#include "fee/tariff.hpp"

#include "fee/money.hpp"

#include <gmock/gmock.h>

namespace lotbridge::fee {
namespace {

using config::TariffRate;
using From = TariffRate::Day::From;

struct Case {
    minutes stay;
    char const* fee;
};

void expect(TariffRate const& rate, char const* entered, std::vector<Case> const& cases) {
    for (auto const& [stay, fee] : cases)
        EXPECT_EQ(stay_fee(rate, at(entered).at(), stay), yuan(fee)) << stay.count() << " min from " << entered;
}

// 15 minutes free, the first hour 5 yuan, then 2.50 for each half hour.
TariffRate ordinary() {
    TariffRate rate;
    rate.free = 15min;
    rate.steps = {step(1h, "5", 1h), step(30min, "2.50")};
    return rate;
}
TariffRate hourly(char const* fee = "4") {
    TariffRate rate;
    rate.steps = {step(1h, fee)};
    return rate;
}

TEST(Tariff, ChargesEachUnitThatHasBegunAfterTheFreeTime) {
    expect(ordinary(), "2024-03-01 08:00:00",
           {{0min, "0"}, {15min, "0"}, {16min, "5"}, {60min, "5"}, {61min, "7.50"}, {90min, "7.50"}, {91min, "10"}});
}

TEST(Tariff, MayTakeTheFreeTimeOffALongerStay) {
    auto rate = ordinary();
    rate.free_deducted = true;

    expect(rate, "2024-03-01 08:00:00", {{15min, "0"}, {16min, "5"}, {75min, "5"}, {76min, "7.50"}, {106min, "10"}});
}

TEST(Tariff, GoesFromStepToStep) {
    TariffRate rate;
    rate.steps = {step(1h, "10", 2h), step(2h, "6", 6h), step(1h, "1")};

    expect(rate, "2024-03-01 08:00:00",
           {{1min, "10"},
            {61min, "20"},
            {120min, "20"},
            {121min, "26"},
            {240min, "26"},
            {241min, "32"},
            {360min, "32"},
            {361min, "33"},
            {480min, "34"}});
}

TEST(Tariff, CapsEachDayFromTheEntryAndBeginsAnew) {
    auto rate = hourly();
    rate.steps = {step(1h, "6", 1h), step(1h, "4")};
    rate.day = {From::entry, yuan("30")};

    expect(rate, "2024-03-01 13:37:00",
           {{7h, "30"}, {8h, "30"}, {24h, "30"}, {24h + 1min, "36"}, {26h, "40"}, {48h, "60"}, {73h, "96"}});
}

TEST(Tariff, CutsAUnitAtTheEndOfADayFromTheEntry) {
    TariffRate rate;
    rate.steps = {step(10h, "3")};
    rate.day = {From::entry, yuan("100")};

    expect(rate, "2024-03-01 08:00:00", {{20h + 1min, "9"}, {24h, "9"}, {24h + 1min, "12"}, {34h + 1min, "15"}});
}

TEST(Tariff, CapsEachDayOfTheCalendar) {
    auto rate = hourly();
    rate.day = {From::midnight, yuan("30")};

    // Four hours of the first day, then days of 30 at the most.
    expect(rate, "2024-02-28 20:00:00",
           {{4h, "16"}, {4h + 1min, "20"}, {12h, "46"}, {28h, "46"}, {28h + 1min, "50"}, {52h + 1min, "80"}});
}

TEST(Tariff, CountsAUnitToTheDayInWhichItBegins) {
    auto rate = hourly();
    rate.day = {From::midnight, yuan("12")};

    // 21:30, 22:30 and 23:30 begin on the first day; nothing begins at midnight.
    expect(rate, "2024-12-31 21:30:00",
           {{2h + 1min, "12"}, {3h, "12"}, {3h + 1min, "16"}, {27h, "24"}, {27h + 1min, "28"}});
}

TEST(Tariff, GoesOnWithItsStepsAtMidnight) {
    TariffRate rate;
    rate.steps = {step(1h, "5", 1h), step(1h, "1")};
    rate.day = {From::midnight, yuan("20")};

    expect(rate, "2024-04-30 23:00:00", {{1h, "5"}, {1h + 1min, "6"}, {5h, "9"}});
}

TEST(Tariff, ChargesWhatBeginsAtNightByTheNight) {
    auto rate = hourly();
    rate.night = {.from = 22h, .to = 7h, .every = 1h, .fee = yuan("1"), .cap = yuan("5")};

    expect(rate, "2024-03-01 20:00:00",
           {{2h, "8"}, {2h + 1min, "9"}, {7h, "13"}, {11h, "13"}, {11h + 1min, "17"}, {48h, "130"}});
    // A unit of the evening reaches into the night, one of the night into the morning.
    expect(rate, "2024-03-01 21:30:00", {{1h, "4"}, {1h + 1min, "5"}, {10h, "9"}, {10h + 1min, "13"}});
    // In the middle of the night: its evening was yesterday.
    expect(rate, "2024-03-01 05:00:00", {{2h, "2"}, {2h + 1min, "6"}, {17h + 1min, "63"}});
}

TEST(Tariff, KnowsANightThatDoesNotPassMidnight) {
    auto rate = hourly();
    rate.night = {.from = 0h, .to = 6h, .every = 3h, .fee = yuan("2"), .cap = {}};

    expect(rate, "2023-12-31 23:00:00", {{1h, "4"}, {1h + 1min, "6"}, {7h, "8"}, {7h + 1min, "12"}});
}

TEST(Tariff, CountsTheNightTowardsTheDaysCap) {
    auto rate = hourly();
    rate.day = {From::entry, yuan("20")};
    rate.night = {.from = 22h, .to = 7h, .every = 1h, .fee = yuan("1"), .cap = yuan("5")};

    expect(rate, "2024-03-01 20:00:00",
           {{11h, "13"}, {11h + 1min, "17"}, {12h + 1min, "20"}, {24h, "20"}, {24h + 1min, "24"}});
}

TEST(Tariff, IsExactOverAYear) {
    auto rate = hourly("0.10");

    expect(rate, "2023-01-01 00:00:00", {{365 * 24h, "876"}});
}

config::Tariff three_kinds() {
    config::Tariff tariff;
    tariff.rates = {hourly("1"), hourly("2"), hourly("3")};
    tariff.rates[0].plate_colors = {"绿"};
    tariff.rates[1].types = {vo::VehicleType::stored_value};
    return tariff;
}

TEST(Tariff, TakesTheFirstRateThatFitsTheVehicle) {
    auto const tariff = three_kinds();
    using enum vo::VehicleType;

    EXPECT_EQ(rate_of(tariff, {temporary, "绿"}), &tariff.rates[0]);
    EXPECT_EQ(rate_of(tariff, {stored_value, "绿"}), &tariff.rates[0]);
    EXPECT_EQ(rate_of(tariff, {stored_value, "蓝"}), &tariff.rates[1]);
    EXPECT_EQ(rate_of(tariff, {temporary, "蓝"}), &tariff.rates[2]);
    EXPECT_EQ(rate_of(tariff, {unknown, ""}), &tariff.rates[2]);
}

TEST(Tariff, LetsMonthlyFreeAndMilitaryVehiclesStayForNothing) {
    auto const tariff = three_kinds();
    using enum vo::VehicleType;

    EXPECT_EQ(rate_of(tariff, {monthly, "绿"}), nullptr);
    EXPECT_EQ(rate_of(tariff, {free_member, "蓝"}), nullptr);
    EXPECT_EQ(rate_of(tariff, {military_police, ""}), nullptr);
}

TEST(Tariff, LetsNobodyStayForNothingWhereTheFileSaysSo) {
    auto tariff = three_kinds();
    tariff.costs_nothing.clear();

    EXPECT_EQ(rate_of(tariff, {vo::VehicleType::monthly, "蓝"}), &tariff.rates[2]);
}

}  // namespace
}  // namespace lotbridge::fee
