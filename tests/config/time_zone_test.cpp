#include "config/time_zone.hpp"

#include <gtest/gtest.h>

namespace lotbridge::config {
namespace {

using namespace std::chrono_literals;

TEST(TimeZone, IsANameForAFixedOffset) {
    EXPECT_EQ(fixed_offset("Asia/Shanghai").value(), 8h);
    EXPECT_EQ(fixed_offset("Asia/Hong_Kong").value(), 8h);
    EXPECT_EQ(fixed_offset("Asia/Urumqi").value(), 6h);
    EXPECT_EQ(fixed_offset("UTC").value(), 0h);
}

TEST(TimeZone, MayBeTheOffsetItself) {
    EXPECT_EQ(fixed_offset("+08:00").value(), 8h);
    EXPECT_EQ(fixed_offset("-03:30").value(), -210min);
}

TEST(TimeZone, RefusesOffsetsThatAreNowhere) {
    EXPECT_FALSE(fixed_offset("+15:00"));
    EXPECT_FALSE(fixed_offset("+08:60"));
    EXPECT_FALSE(fixed_offset("+8:00"));
    EXPECT_FALSE(fixed_offset("08:00"));
    EXPECT_FALSE(fixed_offset("+0a:00"));
}

TEST(TimeZone, RefusesZonesThatChangeTheirClocks) {
    EXPECT_FALSE(fixed_offset("America/New_York"));
    EXPECT_FALSE(fixed_offset(""));
}

}  // namespace
}  // namespace lotbridge::config
