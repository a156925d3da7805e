#include "os/table.hpp"

#include <gtest/gtest.h>
#include <sstream>

namespace lotbridge::os {
namespace {

std::string printed(Table const& table) {
    std::ostringstream out;
    table.print(out);
    return out.str();
}

TEST(Table, AlignsColumnsUnderTheirTitles) {
    Table table({"SEQ", "LOT"});
    table.add({"17", "demo"});
    table.add({"1000000", "x"});

    EXPECT_EQ(printed(table),
              "SEQ      LOT\n"
              "17       demo\n"
              "1000000  x\n");
}

TEST(Table, GivesChineseCharactersTwoColumns) {
    Table table({"车牌", "B"});
    table.add({"京A1", "b"});

    EXPECT_EQ(display_width("京A1"), 4u);
    EXPECT_EQ(printed(table), "车牌  B\n京A1  b\n");
}

TEST(Table, KeepsACellOnItsLine) {
    Table table({"WORDS"});
    table.add({"a\nb\x1b[31m"});

    EXPECT_EQ(printed(table), "WORDS\na b [31m\n");
}

TEST(Table, BearsTextThatIsNotUtf8) { EXPECT_EQ(display_width("\xBE\xA9"), 2u); }

}  // namespace
}  // namespace lotbridge::os
