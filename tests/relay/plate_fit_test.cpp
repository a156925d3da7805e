#include "relay/plate_fit.hpp"

#include <gtest/gtest.h>

namespace lotbridge::relay {
namespace {

TEST(PlateFit, IsTheSameWhateverStandsBetweenTheCharacters) {
    EXPECT_EQ(plate_fit("粤B12345", "粤B12345"), PlateFit::same);
    EXPECT_EQ(plate_fit("粤B·12345", "粤B 123-45"), PlateFit::same);
}

TEST(PlateFit, IsAlikeUpToTwoCharactersThatWereMisread) {
    EXPECT_EQ(plate_fit("粤B12345", "粤B12346"), PlateFit::alike);
    EXPECT_EQ(plate_fit("粤B12345", "湘B12845"), PlateFit::alike) << "of a Chinese character, too";
    EXPECT_EQ(plate_fit("B12345", "粤B12345"), PlateFit::alike) << "left out";
    EXPECT_EQ(plate_fit("粤BD12345", "粤B12345"), PlateFit::alike) << "one too many";
    EXPECT_EQ(plate_fit("粤B12345", "湘C12845"), PlateFit::other);
}

TEST(PlateFit, OfWhatIsLongerThanAnyPlateIsKnownAtOnce) {
    std::string const giant(1 << 20, 'A');
    EXPECT_EQ(plate_fit(giant, giant), PlateFit::same);
    EXPECT_EQ(plate_fit(giant, giant + "B"), PlateFit::other);
}

TEST(PlateFit, IsAlikeButNotTheSameWhereNeitherHasOne) { EXPECT_EQ(plate_fit("", "无牌车"), PlateFit::alike); }

TEST(PlateFit, IsOpenWhereOneHasNone) {
    EXPECT_EQ(plate_fit("", "粤B12345"), PlateFit::missing);
    EXPECT_EQ(plate_fit("粤B12345", "无牌车"), PlateFit::missing);
}

}  // namespace
}  // namespace lotbridge::relay
