#include "date_format.hpp"

#include <gtest/gtest.h>

namespace lotbridge::sql {
namespace {

std::string read_date(std::string_view pattern, std::string_view text) {
    auto const time = DateFormat::parse(pattern)->read(text);
    return time ? time->text() : time.error().message;
}

TEST(DateFormat, ReadsWhatDatabasesWrite) {
    EXPECT_EQ(read_date("sql", "2024-01-02 03:04:05"), "2024-01-02 03:04:05");
    EXPECT_EQ(read_date("sql", "2024-01-02 03:04:05.678"), "2024-01-02 03:04:05");
    EXPECT_EQ(read_date("sql", "2024-01-02T03:04:05"), "2024-01-02 03:04:05");
    EXPECT_EQ(read_date("sql", "2024-01-02 03:04"), "2024-01-02 03:04:00");
    EXPECT_EQ(read_date("sql", "2024-01-02"), "2024-01-02 00:00:00");
}

TEST(DateFormat, TheZeroDateOfMySqlIsNoTime) { EXPECT_EQ(read_date("sql", "0000-00-00 00:00:00"), ""); }

TEST(DateFormat, ReadsTextDatesByPattern) {
    EXPECT_EQ(read_date("yyyy/M/d H:mm", "2024/1/2 3:04"), "2024-01-02 03:04:00");
    EXPECT_EQ(read_date("yyyy/M/d H:mm", "2024/11/22 13:04"), "2024-11-22 13:04:00");
    EXPECT_EQ(read_date("yyyyMMddHHmmss", "20240102030405"), "2024-01-02 03:04:05");
    EXPECT_EQ(read_date("yyyyMMddHHmmssSSS", "20240102030405678"), "2024-01-02 03:04:05");
    EXPECT_EQ(read_date("yyyy年M月d日", "2024年2月29日"), "2024-02-29 00:00:00");
}

TEST(DateFormat, CountsSecondsAndMillisecondsInTheZoneOfTheLot) {
    EXPECT_EQ(read_date("epoch-s", "1704135845"), "2024-01-02 03:04:05");
    EXPECT_EQ(read_date("epoch-ms", "1704135845678"), "2024-01-02 03:04:05");
    EXPECT_EQ(DateFormat::parse("epoch-s", std::chrono::minutes(0))->read("1704135845")->text(), "2024-01-01 19:04:05");
}

TEST(DateFormat, RefusesWhatIsNoTimeAndSaysWhichFormItWanted) {
    EXPECT_EQ(read_date("yyyy-MM-dd", "2024-02-30"), "\"2024-02-30\" is no time of the form yyyy-MM-dd");
    EXPECT_EQ(read_date("yyyy-MM-dd", "2024-02-20x"), "\"2024-02-20x\" is no time of the form yyyy-MM-dd");
    EXPECT_EQ(read_date("sql", "soon"), "\"soon\" is no time of the form yyyy-MM-dd HH:mm:ss");
    EXPECT_EQ(read_date("epoch-s", "-5"), "\"-5\" is no time of the form epoch-s");
    EXPECT_EQ(read_date("epoch-ms", "99999999999999999999"),
              "\"99999999999999999999\" is no time of the form epoch-ms");
}

TEST(DateFormat, RefusesPatternsThatNameNoYearOrTooLongParts) {
    EXPECT_FALSE(DateFormat::parse("HH:mm"));
    EXPECT_FALSE(DateFormat::parse("yy-MM-dd"));
    EXPECT_FALSE(DateFormat::parse("yyyy-MMM-dd"));
}

TEST(DateFormat, OnlyFullWidthPartsFromYearDownSortAsText) {
    EXPECT_TRUE(DateFormat::parse("yyyyMMddHHmmss")->sorts_as_text());
    EXPECT_TRUE(DateFormat::parse("yyyy/MM/dd HH:mm")->sorts_as_text());
    EXPECT_FALSE(DateFormat::parse("yyyy/M/d H:mm")->sorts_as_text());
    EXPECT_FALSE(DateFormat::parse("dd.MM.yyyy HH:mm")->sorts_as_text());
    EXPECT_FALSE(DateFormat::parse("epoch-s")->sorts_as_text());
}

class RoundTrip : public ::testing::TestWithParam<char const*> {};

TEST_P(RoundTrip, WritesWhatItReads) {
    auto const format = *DateFormat::parse(GetParam());
    auto const time = *LocalTime::parse("2024-01-02 03:04:05");

    EXPECT_EQ(format.read(format.write(time))->text(), "2024-01-02 03:04:05") << format.write(time);
}

INSTANTIATE_TEST_SUITE_P(Forms, RoundTrip,
                         ::testing::Values("sql", "epoch-s", "epoch-ms", "yyyyMMddHHmmss", "yyyy/M/d H:m:s",
                                           "dd.MM.yyyy HH:mm:ss.SSS"));

}  // namespace
}  // namespace lotbridge::sql
