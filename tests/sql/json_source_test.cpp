#include "json_source.hpp"

#include <gtest/gtest.h>

namespace lotbridge::sql {
namespace {

std::string source_faults(std::string_view text) {
    auto const root = parse_json(text, "m.json");
    return root ? "none" : root.error().message;
}

TEST(JsonSource, EveryValueKnowsItsLineColumnAndPointer) {
    auto const root = *parse_json("{ // comment\n  \"a\": [1,\n    /* two */ {\"b/c\": \"x\"}],\n}", "m.json");

    auto const& inner = root.find("a")->items.at(1);
    EXPECT_EQ(describe(inner.place), "m.json:3:15 /a/1");
    EXPECT_EQ(describe(inner.members[0].place), "m.json:3:16 /a/1/b~1c");
    EXPECT_EQ(describe(inner.members[0].value.place), "m.json:3:23 /a/1/b~1c");
}

TEST(JsonSource, NumbersStayAsTheyAreWritten) {
    EXPECT_EQ(parse_json("[0.1, 12345678901234567890]", "m.json")->items[1].text, "12345678901234567890");
}

TEST(JsonSource, BrokenTextIsReportedWhereItBreaks) {
    EXPECT_EQ(source_faults("{\"a\": 1,\n \"b\": }").substr(0, 12), "m.json:2:7 /");
    EXPECT_EQ(source_faults("").substr(0, 12), "m.json:1:1 /");
}

TEST(JsonSource, AFileThatWasSavedAsGbkIsToldSo) {
    EXPECT_EQ(source_faults("{\n \"a\": \"\xD4\xC1\"}"),
              "m.json:2:8 /: is not UTF-8; if it was saved as GBK, save it as UTF-8");
}

TEST(JsonSource, AMemberThatStandsTwiceIsAnError) {
    EXPECT_EQ(source_faults("{\"a\": 1,\n \"a\": 2}"), "m.json:2:2 /a: member \"a\" stands here twice");
}

TEST(JsonSource, DeeperNestingThanAnyMappingHasIsRefusedWhereItBecomesSo) {
    EXPECT_TRUE(parse_json(std::string(64, '[') + std::string(64, ']'), "m.json"));
    EXPECT_EQ(source_faults(std::string(1 << 20, '[')), "m.json:1:65 /: is nested more than 64 levels deep");
}

TEST(JsonSource, AMissingFileIsNamed) {
    auto const text = read_text("no-such-mapping.json");

    ASSERT_FALSE(text);
    EXPECT_NE(text.error().message.find("no-such-mapping.json"), std::string::npos);
}

}  // namespace
}  // namespace lotbridge::sql
