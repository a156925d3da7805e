#include "transforms.hpp"

#include <gtest/gtest.h>

namespace lotbridge::sql {
namespace {

std::string yuan(std::string_view text) { return money_from_yuan(text).value_or("no amount"); }
std::string fen(std::string_view text) { return money_from_fen(text).value_or("no amount"); }

TEST(Money, FloatsAreRoundedHalfUpToFenOnTheirDecimalDigits) {
    EXPECT_EQ(yuan("12.5"), "12.50");
    EXPECT_EQ(yuan("12.345"), "12.35");
    EXPECT_EQ(yuan("12.3449999"), "12.34");
    EXPECT_EQ(yuan("0.30000000000000004"), "0.30");
    EXPECT_EQ(yuan("-0.005"), "-0.01");
    EXPECT_EQ(yuan("-0.0049"), "0");
}

TEST(Money, ExponentsOfFloatColumnsAreRead) {
    EXPECT_EQ(yuan("1.2e1"), "12");
    EXPECT_EQ(yuan("1E-05"), "0");
    EXPECT_EQ(yuan("5e-3"), "0.01");
    EXPECT_EQ(yuan("1e+06"), "1000000");
}

TEST(Money, TextAmountsMayCarryASignAndThousandsSeparators) {
    EXPECT_EQ(yuan("¥12.50"), "12.50");
    EXPECT_EQ(yuan(" ￥ 1,234.5 "), "1234.50");
}

TEST(Money, FenBecomeYuan) {
    EXPECT_EQ(fen("1250"), "12.50");
    EXPECT_EQ(fen("0"), "0");
    EXPECT_EQ(fen("99.5"), "1");
}

TEST(Money, WhatIsNoAmountIsRefused) {
    for (auto const* text : {"", "abc", "1.2.3", "--1", "1e", "1e999", "9999999999999999999", "NaN"})
        EXPECT_EQ(yuan(text), "no amount") << text;
}

TEST(Plate, IsNormalisedWhateverTheWidthCaseAndSeparators) {
    EXPECT_EQ(normal_plate("粤Ｂ·１２３４５"), "粤B12345");
    EXPECT_EQ(normal_plate(" 测-a12345 "), "测A12345");
    EXPECT_EQ(normal_plate("京a.d1234　5"), "京AD12345");
    EXPECT_EQ(normal_plate("～"), "~");
}

TEST(Plate, CharactersBesideTheFullWidthLettersAreLeftAlone) {
    EXPECT_EQ(normal_plate("｠￥測"), "｠￥測");
    EXPECT_EQ(normal_plate("\xEF\xBC"), "\xEF\xBC");
}

TEST(Plate, PlaceholdersAndNoPlateBecomeTheUnlicensedWord) {
    PlateRule const rule{{"_无_", "00000000"}, "无牌车"};

    EXPECT_EQ(plate("_无_", rule), "无牌车");
    EXPECT_EQ(plate("００００-００００", rule), "无牌车");
    EXPECT_EQ(plate("", rule), "无牌车");
    EXPECT_EQ(plate("粤b12345", rule), "粤B12345");
}

TEST(ValueTable, AnUnlistedValueTakesTheDefaultOrIsAnError) {
    ValueTable table{{{"固定车", "1"}, {"临时车", "2"}}, std::nullopt};
    EXPECT_EQ(*look_up("固定车", table), "1");
    EXPECT_FALSE(look_up("贵宾车", table));

    table.otherwise = "2";
    EXPECT_EQ(*look_up("贵宾车", table), "2");
}

TEST(Text, IsTrimmedOfFullWidthBlanksToo) { EXPECT_EQ(trim("　 a b\t\r\n　"), "a b"); }

TEST(Text, PartsAreCountedFromZero) {
    EXPECT_EQ(part("17-20240101", "-", 0), "17");
    EXPECT_EQ(part("17-20240101", "-", 1), "20240101");
    EXPECT_EQ(part("17-20240101", "-", 2), "");
}

TEST(Text, OnlyDigitsRemain) { EXPECT_EQ(digits("2024-01-02 03:04:05"), "20240102030405"); }

TEST(Text, ReplacingDoesNotLookAtItsOwnWork) {
    EXPECT_EQ(replace("a\\b\\c", "\\", "/"), "a/b/c");
    EXPECT_EQ(replace("aaa", "a", "aa"), "aaaaaa");
    EXPECT_EQ(replace("abc", "", "x"), "abc");
}

TEST(Minutes, AreWholeAndNeverNegative) {
    EXPECT_EQ(*minutes_between("2024-01-01 08:00:00", "2024-01-01 09:30:59"), Cell("90"));
    EXPECT_EQ(*minutes_between("2024-01-01 08:00:00", "2024-01-01 07:00:00"), Cell("0"));
}

TEST(Minutes, AreUnknownWhileATimeIsMissing) {
    EXPECT_EQ(*minutes_between("2024-01-01 08:00:00", std::nullopt), Cell());
    EXPECT_FALSE(minutes_between("yesterday", "2024-01-01 07:00:00"));
}

}  // namespace
}  // namespace lotbridge::sql
