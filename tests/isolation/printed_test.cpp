#include "isolation/printed.hpp"

#include <gmock/gmock.h>
#include <string>
#include <vector>

namespace lotbridge::isolation {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

class PrintedLines : public testing::Test {
protected:
    std::vector<std::string> lines_;
    Printed printed_{[this](std::string_view line) { lines_.emplace_back(line); }};
    Trickle::Time now_{1h};
};

TEST_F(PrintedLines, AreCutWhereTheyEndHoweverTheyArrive) {
    printed_.feed("connec", now_);
    printed_.feed("ted\r\n\n  \nread", now_);
    printed_.feed("y", now_);
    printed_.end(now_);

    EXPECT_THAT(lines_, ElementsAre("printed: connected", "printed: ready"));
    EXPECT_EQ(printed_.last(), "ready");
}

TEST_F(PrintedLines, NeverShowAPlateAndAreUtf8) {
    printed_.feed("car 粤B12345 \xff came\n", now_);

    ASSERT_THAT(lines_, SizeIs(1));
    EXPECT_THAT(lines_[0], testing::Not(HasSubstr("B12345")));
    EXPECT_THAT(lines_[0], HasSubstr("\xEF\xBF\xBD came"));
}

TEST_F(PrintedLines, AreCutWhenTheyAreLong) {
    printed_.feed(std::string(100'000, 'x'), now_);
    printed_.feed("\nnext\n", now_);

    EXPECT_THAT(lines_, ElementsAre("printed: " + std::string(500, 'x'), "printed: next"));
}

TEST_F(PrintedLines, AreLeftOutWhenThereAreTooManyWhichIsToldOnce) {
    for (int i = 0; i < 1000; ++i) printed_.feed("again\n", now_);
    printed_.feed("at last\n", now_ + 1s);

    EXPECT_THAT(lines_, SizeIs(102));
    EXPECT_EQ(lines_[100], "printed 900 lines more, which are left out");
    EXPECT_EQ(printed_.last(), "at last");
}

}  // namespace
}  // namespace lotbridge::isolation
