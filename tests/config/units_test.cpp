#include "config/units.hpp"

#include <gtest/gtest.h>

namespace lotbridge::config {
namespace {

using namespace std::chrono_literals;

TEST(Duration, IsANumberWithAUnit) {
    EXPECT_EQ(read_duration("500ms"), 500ms);
    EXPECT_EQ(read_duration("10s"), 10s);
    EXPECT_EQ(read_duration("5min"), 5min);
    EXPECT_EQ(read_duration("30d"), 720h);
}

TEST(Duration, WithoutAUnitIsNone) {
    EXPECT_FALSE(read_duration("10"));
    EXPECT_FALSE(read_duration("10 s"));
    EXPECT_FALSE(read_duration("m"));
    EXPECT_FALSE(read_duration("-1s"));
    EXPECT_FALSE(read_duration("99999999999999999d"));
}

TEST(TimeOfDay, IsAnHourAndAMinute) {
    EXPECT_EQ(read_time_of_day("03:00"), 3h);
    EXPECT_EQ(read_time_of_day("23:59"), 23h + 59min);
    for (auto const* const wrong : {"24:00", "03:60", "3:00", "03:00:00", "-1:00", "off", ""})
        EXPECT_FALSE(read_time_of_day(wrong)) << wrong;
}

TEST(Size, IsANumberWithABinaryUnit) {
    EXPECT_EQ(read_size("3MiB"), 3u << 20);
    EXPECT_FALSE(read_size("3MB"));
}

}  // namespace
}  // namespace lotbridge::config
