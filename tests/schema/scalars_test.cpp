#include <lotbridge/schema/scalars.hpp>

#include <gtest/gtest.h>

#include <limits>

namespace lotbridge::test {
namespace {

struct Written {
    char const* text;
    std::int64_t fen;
    char const* rewritten;
};
class MoneyTest : public testing::TestWithParam<Written> {};

TEST_P(MoneyTest, IsReadExactlyAndWrittenInTheUsualForm) {
    auto const money = Money::parse(GetParam().text);

    ASSERT_TRUE(money);
    EXPECT_EQ(money->fen(), GetParam().fen);
    EXPECT_EQ(money->text(), GetParam().rewritten);
}

INSTANTIATE_TEST_SUITE_P(Amounts, MoneyTest,
                         testing::Values(Written{"0", 0, "0"}, Written{"12", 1200, "12"},
                                         Written{"12.5", 1250, "12.50"}, Written{"12.50", 1250, "12.50"},
                                         Written{"0.01", 1, "0.01"}, Written{"0.10", 10, "0.10"},
                                         Written{"-3.00", -300, "-3"}, Written{"-0.05", -5, "-0.05"},
                                         Written{"007", 700, "7"},
                                         Written{"90000000000000.99", 9000000000000099, "90000000000000.99"}));

class NoMoneyTest : public testing::TestWithParam<char const*> {};

TEST_P(NoMoneyTest, IsNotRead) { EXPECT_FALSE(Money::parse(GetParam())); }

INSTANTIATE_TEST_SUITE_P(Texts, NoMoneyTest,
                         testing::Values("", "-", ".", "1.", ".5", "1.005", "1e2", "1,50", "--1", "-+1", "1.-5", " 1",
                                         "1 ", "0x10", "NaN", "1.5.0", "90000000000001", "99999999999999999999"));

TEST(Money, WritesEveryAmountThatItCanHold) {
    EXPECT_EQ(Money::from_fen(std::numeric_limits<std::int64_t>::min()).text(), "-92233720368547758.08");
    EXPECT_EQ(Money::from_fen(std::numeric_limits<std::int64_t>::max()).text(), "92233720368547758.07");
}

TEST(Money, AddsToTheFen) {
    auto sum = Money();
    for (int i = 0; i < 1000; ++i) sum += *Money::parse("0.10");

    EXPECT_EQ(sum.text(), "100");
    EXPECT_EQ((*Money::parse("0.30") - *Money::parse("0.20")).fen(), 10);
}

TEST(Rate, IsExactToFourDecimals) {
    EXPECT_EQ(Rate::parse("0.85")->ten_thousandths(), 8500);
    EXPECT_EQ(Rate::parse("0.85")->text(), "0.85");
    EXPECT_EQ(Rate::parse("1.0000")->text(), "1");
    EXPECT_EQ(Rate::parse("0.3333")->text(), "0.3333");
    EXPECT_FALSE(Rate::parse("0.33333"));
}

TEST(LocalTime, IsReadInTheWiresFormOnly) {
    EXPECT_EQ(LocalTime::parse("2024-02-29 23:59:59")->text(), "2024-02-29 23:59:59");
    EXPECT_TRUE(LocalTime::parse("")->empty());
    for (char const* text : {"2023-02-29 00:00:00", "2024-13-01 00:00:00", "2024-05-01 24:00:00", "2024-05-01 00:60:00",
                             "2024-05-01 00:00:60", "2024-05-01", "2024-05-01T00:00:00", "2024-5-1 00:00:00",
                             "2024-05-01 00:00:00.0", "2024-05-01 00:00:00 ", "24-05-01 00:00:00"})
        EXPECT_FALSE(LocalTime::parse(text)) << text;
}

TEST(LocalTime, KnowsTheInstantByTheLotsOffset) {
    auto const time = *LocalTime::parse("2024-05-01 08:00:00");
    auto const utc = time.to_utc(std::chrono::hours(8));

    EXPECT_EQ(utc, std::chrono::sys_days(std::chrono::year(2024) / 5 / 1));
    EXPECT_EQ(LocalTime::from_utc(utc, std::chrono::hours(8)), time);
}

TEST(LocalTime, TheEmptyTimeIsNotMidnightOf1970) {
    EXPECT_NE(LocalTime(), *LocalTime::parse("1970-01-01 00:00:00"));
    EXPECT_EQ(LocalTime().text(), "");
}

TEST(LocalDate, IsReadInTheWiresFormOnly) {
    EXPECT_EQ(LocalDate::parse("2024-02-29")->text(), "2024-02-29");
    EXPECT_TRUE(LocalDate::parse("")->empty());
    for (char const* text : {"2023-02-29", "2024-2-29", "2024-02-29 00:00:00", "20240229"})
        EXPECT_FALSE(LocalDate::parse(text)) << text;
}

}  // namespace
}  // namespace lotbridge::test
