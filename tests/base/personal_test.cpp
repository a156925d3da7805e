#include "base/personal.hpp"

#include <gmock/gmock.h>

namespace lotbridge::base {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

TEST(FreeText, NeverShowAPlateOrAMobileNumber) {
    for (std::string const personal :
         {"粤B12345", "京AD12345", "苏A1234挂", "粤ZA123港", "13800138000", "京A·12345", "京A-D12345", "京A 12345",
          "WJ01A1234", "WJ京12345", "138-0013-8000", "138 0013 8000", "11010519491231002X"}) {
        auto const masked = without_personal("the car " + personal + ", refused");
        EXPECT_THAT(masked, AllOf(HasSubstr("the car <"), HasSubstr(" chars #"), HasSubstr(">, refused"),
                                  Not(HasSubstr(personal))));
    }
}

TEST(FreeText, ShowTwoMentionsOfOneCarAsTheSame) {
    EXPECT_EQ(without_personal("粤B12345"), without_personal("粤B12345"));
    EXPECT_NE(without_personal("粤B12345"), without_personal("粤B12346"));
}

TEST(FreeText, LeaveNumbersOfMessagesAlone) {
    for (std::string const words :
         {"470-20261126215433", "9999 no such lane", "1bf0a1de-6e0b-4a51-9d7c-138001380001", "138****1234",
          "粤海大厦停车场", "京东 9999", "在 5 秒内", "WJ", "京A", "110105194912310021", "139-20261126-1543"})
        EXPECT_EQ(without_personal(words), words);
}

TEST(FreeText, AreUtf8WhateverAPlatformSent) { EXPECT_EQ(without_personal("a\xff"), "a\xEF\xBF\xBD"); }

}  // namespace
}  // namespace lotbridge::base
