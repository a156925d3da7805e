#include "config/schema.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lotbridge::config {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// "pointer: words" of everything that is wrong.
std::vector<std::string> faults(std::string_view schema_text, std::string_view value_text) {
    auto const schema = Schema::parse(schema_text);
    EXPECT_TRUE(schema) << schema.error().message;
    rapidjson::Document value;
    value.Parse(value_text.data(), value_text.size());
    std::vector<std::string> lines;
    for (auto const& finding : schema->check(value, [](auto const&) { return true; })) {
        lines.push_back(finding.pointer + ": " + finding.words);
    }
    return lines;
}

constexpr auto server = R"({
  "type": "object", "additionalProperties": false, "required": ["host", "port"],
  "properties": {
    "host": { "type": "string", "minLength": 1, "title": "Name of the server" },
    "port": { "$ref": "#/definitions/port" },
    "mode": { "enum": ["read", "write"] },
    "tables": { "type": "array", "maxItems": 2, "uniqueItems": true, "items": { "type": "string" } }
  },
  "definitions": { "port": { "type": "integer", "minimum": 1, "maximum": 65535 } } })";

TEST(Schema, SaysNothingAboutWhatFits) {
    EXPECT_THAT(faults(server, R"({"host":"h","port":1433,"mode":"read","tables":["a","b"]})"), IsEmpty());
}

TEST(Schema, TellsEverythingThatIsWrongAtOnce) {
    EXPECT_THAT(faults(server, R"({"host":5,"port":70000,"tabels":[]})"),
                ElementsAre("/host: must be a text in quotes, but is a whole number",
                            "/port: must be at most 65535, but is 70000",
                            "/tabels: \"tabels\" is unknown here; did you mean \"tables\"?"));
}

TEST(Schema, NamesWhatIsMissingByItsTitle) {
    EXPECT_THAT(faults(server, "{}"), ElementsAre("/host: is missing (Name of the server)", "/port: is missing"));
}

TEST(Schema, ListsWhatIsKnownWhenNothingIsNear) {
    EXPECT_THAT(faults(server, R"({"host":"h","port":1,"zzzzzz":1})"),
                ElementsAre("/zzzzzz: \"zzzzzz\" is unknown here; known here: host, mode, port, tables"));
}

TEST(Schema, OffersTheChoices) {
    EXPECT_THAT(faults(server, R"({"host":"h","port":1,"mode":"Wirte"})"),
                ElementsAre(R"(/mode: "Wirte" is not one of "read", "write"; did you mean "write"?)"));
}

TEST(Schema, LooksIntoLists) {
    EXPECT_THAT(
        faults(server, R"({"host":"h","port":1,"tables":["a",2,"a"]})"),
        ElementsAre("/tables: must have at most 2 items, but has 3", "/tables/2: stands in this list a second time",
                    "/tables/1: must be a text in quotes, but is a whole number"));
}

TEST(Schema, SpeaksTheSchemasOwnSentence) {
    EXPECT_THAT(
        faults(R"({"properties":{"t":{"type":"string","pattern":"^[0-9]+s$","x-expects":"seconds such as \"10s\""}}})",
               R"({"t":"10m"})"),
        ElementsAre("/t: must be seconds such as \"10s\""));
}

TEST(Schema, ExplainsTheAlternativeOfTheRightKind) {
    constexpr auto schema = R"({"anyOf":[{"type":"integer"},{"type":"object","required":["a"]}]})";

    EXPECT_THAT(faults(schema, "{}"), ElementsAre("/a: is missing"));
    EXPECT_THAT(faults(schema, "true"), ElementsAre(": has none of the forms that are allowed here"));
}

TEST(Schema, RefusesByKeywordsThatItHasNoWordsFor) {
    EXPECT_THAT(faults(R"({"properties":{"a":{"not":{"type":"integer"}}}})", R"({"a":1})"),
                ElementsAre(AllOf(HasSubstr("/a: "), HasSubstr("\"not\""))));
    EXPECT_THAT(faults(R"({"patternProperties":{"^x":{"type":"string"}},"additionalProperties":false})", R"({"y":1})"),
                testing::SizeIs(1));
}

TEST(Schema, MayDescribeATree) {
    constexpr auto tree = R"({"type":"object","properties":{"left":{"$ref":"#"}},"additionalProperties":false})";

    EXPECT_THAT(faults(tree, R"({"left":{"left":{}}})"), IsEmpty());
    EXPECT_THAT(faults(tree, R"({"left":{"left":5}})"), ElementsAre(HasSubstr("/left/left: must be an object")));
}

TEST(Schema, WithReferencesInACircleIsRefused) {
    EXPECT_FALSE(Schema::parse(R"({"definitions":{"c":{"$ref":"#/definitions/c"}}})"));
    EXPECT_FALSE(Schema::parse(R"({"allOf":[{"$ref":"#"}]})"));
}

TEST(Schema, WithAReferenceThatLeadsNowhereIsRefused) {
    for (auto const* reference : {R"("#/definitions/b")", R"("#b")", R"("b.json")", R"("")", "5", "{}"})
        EXPECT_FALSE(Schema::parse(R"({"allOf":[{"$ref":)" + std::string(reference) + "}]}")) << reference;
}

TEST(Schema, WhoseKeywordsAreOfTheWrongKindDoesNoHarm) {
    constexpr auto odd =
        R"({"type":["object",5],"required":[1],"properties":[],"minimum":"x","additionalProperties":false,
                             "items":7,"allOf":{},"enum":3})";

    EXPECT_THAT(faults(odd, R"({"a":1})"), testing::SizeIs(1));
    EXPECT_THAT(faults(R"({"minLength":"x","maxLength":-1,"pattern":3,"type":"integer"})", "\"a\""),
                testing::SizeIs(1));
}

TEST(Schema, WithARuleThatIsNoObjectIsRefused) {
    for (auto const* schema : {R"({"not":"b"})", R"({"allOf":[{},1]})", R"({"properties":{"a":{"oneOf":[true]}}})",
                               R"({"items":[null]})", R"({"patternProperties":{"a":[]}})"}) {
        auto const refused = Schema::parse(schema);
        ASSERT_FALSE(refused) << schema;
        EXPECT_THAT(refused.error().message, HasSubstr("something else than a JSON object")) << schema;
    }
}

TEST(Schema, WithAPatternThatIsNoneIsRefused) {
    EXPECT_FALSE(Schema::parse(R"({"pattern":"a{22222222222222222222}"})"));
    EXPECT_FALSE(Schema::parse(R"({"properties":{"a":{"items":[{"pattern":"("}]}}})"));
    EXPECT_FALSE(Schema::parse(R"({"patternProperties":{"[":{}}})"));
}

TEST(Schema, HoweverDeepOrLongItIsDoesNoHarm) {
    EXPECT_FALSE(Schema::parse(std::string(1 << 20, '[')));
    EXPECT_FALSE(Schema::parse(R"({"pattern":")" + std::string(1 << 20, '(') + "\"}"));
}

TEST(Schema, ThatIsNotJsonIsRefusedInWords) {
    EXPECT_FALSE(Schema::parse("{"));
    EXPECT_FALSE(Schema::parse("[]"));
}

}  // namespace
}  // namespace lotbridge::config
