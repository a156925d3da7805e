#include "config/document.hpp"

#include "files.hpp"

#include <fmt/format.h>

namespace lotbridge::config {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

std::string at(Checked<Document> const& document, std::string_view pointer, Origin::At what = Origin::At::value) {
    auto const position = document->origin.problem(pointer, "", what).position;
    return std::to_string(position.line) + ":" + std::to_string(position.column);
}

TEST(Document, MayHoldComments) {
    auto const document = parse_document("f.json", "// one\n{ /* two */ \"a\": 1 // three\n}\n");

    ASSERT_TRUE(document) << said(document);
    EXPECT_EQ(document->json["a"].GetInt(), 1);
}

TEST(Document, KnowsWhereEveryValueAndNameStands) {
    auto const document =
        parse_document("f.json", "{\n  \"a\": 12.5,\n  \"b\": { \"c\" : \"x\\\"y\" },\n  \"d\": [ true,\n null ]\n}");

    ASSERT_TRUE(document) << said(document);
    EXPECT_EQ(at(document, ""), "1:1");
    EXPECT_EQ(at(document, "/a"), "2:8");
    EXPECT_EQ(at(document, "/a", Origin::At::name), "2:3");
    EXPECT_EQ(at(document, "/b"), "3:8");
    EXPECT_EQ(at(document, "/b/c"), "3:16");
    EXPECT_EQ(at(document, "/b/c", Origin::At::name), "3:10");
    EXPECT_EQ(at(document, "/d/0"), "4:10");
    EXPECT_EQ(at(document, "/d/1"), "5:2");
}

TEST(Document, CountsColumnsInCharactersNotBytes) {
    auto const document = parse_document("f.json", R"({ "车场": "停车场", "a": 1 })");

    EXPECT_EQ(at(document, "/a"), "1:21");
}

TEST(Document, ToleratesAByteOrderMark) {
    auto const document = parse_document("f.json", "\xEF\xBB\xBF{ \"a\": 1 }");

    ASSERT_TRUE(document) << said(document);
    EXPECT_EQ(at(document, "/a"), "1:8");
}

TEST(Document, NamesThePlaceThatIsNotJson) {
    EXPECT_THAT(said(parse_document("f.json", "{\n  \"a\": 1,\n  \"b\" 2\n}")),
                StartsWith("f.json:3:7: is not JSON here"));
    EXPECT_THAT(said(parse_document("f.json", "")), StartsWith("f.json:1:1: is not JSON here"));
}

TEST(Document, RefusesTextThatIsNotUtf8) {
    EXPECT_THAT(said(parse_document("f.json", "{\n \"a\": \"\xBE\xA9\" }")),
                AllOf(StartsWith("f.json:2:8:"), HasSubstr("GBK")));
    EXPECT_THAT(said(parse_document("f.json", std::string_view("\xFF\xFE{\0", 4))), HasSubstr("UTF-16"));
}

TEST(Document, RefusesTheSameNameTwice) {
    auto const words = said(parse_document("f.json", "{ \"a\": 1,\n  \"b\": { \"a\": 2 },\n  \"a\": 3 }"));

    EXPECT_EQ(words, "f.json:3:3: /a: stands here a second time");
}

TEST(Document, RefusesEndlessNesting) {
    EXPECT_THAT(said(parse_document("f.json", std::string(100'000, '['))),
                HasSubstr("nested more than 64 levels deep"));
}

TEST(Document, TakesALoneTextOrNumber) {
    EXPECT_TRUE(parse_document("f.json", R"("\\")"));
    EXPECT_TRUE(parse_document("f.json", "7"));
}

TEST(Document, ReadsZeroAsZeroWithAnyExponent) {
    for (auto const* number : {"0e50", "0.000e60", "0e-50", "0E40"}) {
        auto const document = parse_document("lot.json", fmt::format(R"({{ "seconds": {} }})", number));
        ASSERT_TRUE(document) << number;
        EXPECT_EQ(document->json["seconds"].GetDouble(), 0.0) << number;
    }
}

TEST(Document, TakesACommaBehindTheLast) {
    auto const document = parse_document("f.json", "{ \"a\": [1, 2,],\n \"b\": 3, }");

    ASSERT_TRUE(document) << said(document);
    EXPECT_EQ(document->json["a"].Size(), 2u);
    EXPECT_EQ(at(document, "/b"), "2:7");
}

TEST(Document, PointsToTheParentOfWhatIsMissing) {
    auto const document = parse_document("f.json", "{ \"a\":\n { \"b\": 1 } }");

    EXPECT_EQ(at(document, "/a/x/y"), "2:2");
}

using DocumentFile = SettingsFiles;

TEST_F(DocumentFile, SaysThatAFileIsNotThere) {
    EXPECT_THAT(said(read_document(folder / "none.json")),
                AllOf(HasSubstr("none.json: cannot be read"), HasSubstr("No such file")));
    EXPECT_THAT(said(read_document(folder)), EndsWith("is a folder, a settings file is needed"));
}

}  // namespace
}  // namespace lotbridge::config
