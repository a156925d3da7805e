// Values of a row, by a mapping's words, as they stand in a message.
#include "body.hpp"
#include "facts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lotbridge::sql {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// An exit made of a row, by `fields` (the required ones are there already).
class Exit {
public:
    explicit Exit(std::string const& fields, std::string const& stream_more = "", Parameters parameters = {})
        : parameters_(std::move(parameters)) {
        auto mapping = read_mapping(
            R"({"format": 1, "name": "m", "records": [{"message": "vehicle_exit",
            "query": "SELECT :since, :since_key, :limit", "cursor": {"column": "at"}, "key": "id",)" +
                stream_more +
                R"("fields": {"recordCode": {"constant": "R"}, "outTime": {"constant": "2024-01-01 00:00:00"})" +
                fields + "}}]}",
            "m.json", Dialect::sqlite3, parameters_);
        EXPECT_TRUE(mapping) << mapping.error().message;
        if (mapping) mapping_ = std::move(*mapping);
    }

    Fact of(std::vector<std::pair<std::string, Cell>> const& cells) const {
        auto columns = std::make_shared<Columns>(Columns{"id", "at"});
        Row row{nullptr, {"1", "2024-01-01 00:00:00"}};
        for (auto const& [column, cell] : cells) {
            columns->push_back(column);
            row.cells.push_back(cell);
        }
        row.columns = columns;
        return make_fact(mapping_, mapping_.records.front(), parameters_, std::move(row));
    }
    // The body without what every one has.
    std::string body(std::vector<std::pair<std::string, Cell>> const& cells) const {
        auto const json = of(cells).messages.back().body;
        static constexpr std::string_view head = R"({"recordCode":"R","outTime":"2024-01-01 00:00:00")";
        EXPECT_THAT(json, ::testing::StartsWith(std::string(head)));
        return json.substr(head.size());
    }

private:
    Parameters parameters_;
    Mapping mapping_;
};

TEST(Body, EachKindIsWrittenAsTheWireWantsIt) {
    Exit const exit(
        R"(, "carNum": "plate", "inTime": "t", "inIdentity": "type", "parkMinutes": "m", "payMoney": "money")");

    EXPECT_EQ(
        exit.body(
            {{"plate", "测A\"1"}, {"t", "2024-01-02T03:04:05.6"}, {"type", "2"}, {"m", "90.0"}, {"money", "12.345"}}),
        R"(,"carNum":"测A\"1","inTime":"2024-01-02 03:04:05","inIdentity":2,"parkMinutes":90,"payMoney":12.35})");
}

TEST(Body, NullAndEmptyAreLeftOut) {
    Exit const exit(R"(, "carNum": "plate", "inTime": "t", "payMoney": {"column": "money", "transform": "yuan"})");

    EXPECT_EQ(exit.body({{"plate", ""}, {"t", std::nullopt}, {"money", std::nullopt}}), "}");
}

TEST(Body, AValueOfTheWrongKindPutsTheMessageAsideWithItsReason) {
    Exit const exit(R"(, "parkMinutes": "m")");

    EXPECT_EQ(exit.body({{"m", "long"}}), R"(,"parkMinutes":{"unreadable":"\"long\" is no whole number"}})");
}

TEST(Body, ATemplateTakesColumnsAndParametersWithTransforms) {
    Exit const exit(R"(, "carNum": {"template": "{lot}/{id}-{t|date|digits}"})", "", {{{"lot", "L7"}}, {}});

    EXPECT_EQ(exit.body({{"t", "2024-01-02 03:04:05.9"}}), R"(,"carNum":"L7/1-20240102030405"})");
}

TEST(Body, ATemplateThatNamesNothingKnownIsAProblem) {
    EXPECT_THAT(Exit(R"(, "carNum": {"template": "{nothing}"})").body({}),
                HasSubstr(R"(nothing is named \"nothing\")"));
}

TEST(Body, MinutesAreCountedBetweenTwoColumns) {
    Exit const exit(R"(, "parkMinutes": {"minutes_between": ["t", "at"]})");

    EXPECT_EQ(exit.body({{"t", "2023-12-31 22:29:01"}}), R"(,"parkMinutes":90})");
}

// The software writes no seconds when somebody has mended a time by hand.
TEST(Body, TextDatesOfSeveralFormsAreReadAndCounted) {
    auto const date = [](std::string const& column) {
        return R"({"column": ")" + column + R"(", "transform": {"date": ["yyyy/M/d H:mm:ss", "yyyy/M/d H:mm"]}})";
    };
    Exit const exit(R"(, "inTime": )" + date("t") + R"(, "parkMinutes": {"minutes_between": [)" + date("t") + ", " +
                    date("money") + "]}");

    EXPECT_EQ(exit.body({{"t", "2024/1/2 3:04"}, {"money", "2024/1/2 4:05:59"}}),
              R"(,"inTime":"2024-01-02 03:04:00","parkMinutes":61})");
    EXPECT_THAT(exit.body({{"t", "2.1.2024"}}), HasSubstr("is no time of the form yyyy/M/d H:mm:ss"));
}

TEST(Body, AChoiceDependsOnAColumn) {
    Exit const exit(
        R"(, "chargeType": {"if": {"column": "lane", "empty": true}, "then": {"constant": "异常放行"}, "else": "kind"})");

    EXPECT_EQ(exit.body({{"lane", "　"}, {"kind", "x"}}), R"(,"chargeType":"异常放行"})");
    EXPECT_EQ(exit.body({{"lane", "出口"}, {"kind", "x"}}), R"(,"chargeType":"x"})");
}

TEST(Body, ConditionsCombine) {
    Exit const exit(R"(, "chargeType": {"then": {"constant": "y"}, "else": {"constant": "n"}, "if": {"any": [
        {"column": "a", "is": ["1", 2]}, {"all": [{"column": "a", "null": true}, {"none": [{"column": "b", "is": "no"}]}]}]}})");

    EXPECT_EQ(exit.body({{"a", "2"}, {"b", "no"}}), R"(,"chargeType":"y"})");
    EXPECT_EQ(exit.body({{"a", std::nullopt}, {"b", "yes"}}), R"(,"chargeType":"y"})");
    EXPECT_EQ(exit.body({{"a", std::nullopt}, {"b", "no"}}), R"(,"chargeType":"n"})");
    EXPECT_EQ(exit.body({{"a", "3"}, {"b", "yes"}}), R"(,"chargeType":"n"})");
}

TEST(Body, ASitesTableRenamesValuesAndLeavesOthersAlone) {
    Exit const exit(R"(, "outCross": {"column": "lane", "transform": {"lookup": "lanes", "otherwise": "same"}})", "",
                    {{}, {{"lanes", {{{"东门", "E1"}}, std::nullopt}}}});

    EXPECT_EQ(exit.body({{"lane", "东门"}}), R"(,"outCross":"E1"})");
    EXPECT_EQ(exit.body({{"lane", "西门"}}), R"(,"outCross":"西门"})");
}

TEST(Body, AColumnMayHaveAnEncodingOfItsOwn) {
    Exit const exit(R"(, "carNum": {"column": "plate", "encoding": "GBK"}, "inCross": "lane")");

    EXPECT_EQ(exit.body({{"plate",
                          "\xD4\xC1"
                          "B1"},
                         {"lane", "东门"}}),
              R"(,"carNum":"粤B1","inCross":"东门"})");
}

TEST(Facts, ARowWhoseConditionDoesNotHoldTellsNothing) {
    Exit const exit("", R"("when": {"column": "state", "is": "done"},)");

    EXPECT_THAT(exit.of({{"state", "open"}}).messages, IsEmpty());
    EXPECT_EQ(exit.of({{"state", "done"}}).messages.size(), 1U);
}

TEST(Facts, ARowWhoseConditionCannotBeJudgedIsPutAside) {
    Exit const exit("", R"("when": {"column": "state", "is": "done"},)");

    auto const fact = exit.of({{"state", "\xD4"}});

    ASSERT_EQ(fact.messages.size(), 1U);
    EXPECT_THAT(fact.messages[0].body,
                HasSubstr(R"("unreadable":"condition: column state: byte 1 (D4) is no UTF-8 text")"));
}

TEST(Facts, WithoutAKeyOfItsOwnARowIsTheSameFactAsLongAsItSaysTheSame) {
    Exit const exit(R"(, "carNum": "plate")");

    EXPECT_EQ(exit.of({{"plate", "A"}}).messages[0].key, exit.of({{"plate", "A"}}).messages[0].key);
    EXPECT_NE(exit.of({{"plate", "A"}}).messages[0].key, exit.of({{"plate", "B"}}).messages[0].key);
}

TEST(Facts, AnInferredExitSaysSo) {
    Exit const exit("", R"("inferred": {"column": "lane", "null": true}, "record_key": {"template": "{id}"},)");

    EXPECT_EQ(exit.of({{"lane", std::nullopt}}).messages[0].origin, Origin::inferred);
    EXPECT_EQ(exit.of({{"lane", "x"}}).messages[0].origin, Origin::seen);
    EXPECT_EQ(exit.of({{"lane", "x"}}).messages[0].key, "1");
}

TEST(Body, AListIsMadeOfTheItemsWhoseConditionHolds) {
    auto const mapping = read_mapping(R"({"format": 1, "name": "m", "records": [{"message": "supplementary_bill",
        "query": "SELECT :since, :since_key, :limit", "cursor": {"column": "at"}, "key": "id",
        "fields": {"recordCode": "id", "inTime": "at", "outTime": "at", "paymentRecordList": [
            {"when": {"column": "cash", "null": false}, "fields": {"billNumber": {"template": "{id}-c"}, "actualReceivable": "cash"}},
            {"when": {"column": "app", "null": false}, "fields": {"billNumber": {"template": "{id}-a"}, "actualReceivable": "app"}}]}}]})",
                                      "m.json", Dialect::sqlite3, {});
    ASSERT_TRUE(mapping) << mapping.error().message;
    Row const row{std::make_shared<Columns>(Columns{"id", "at", "cash", "app"}),
                  {"1", "2024-01-01 00:00:00", std::nullopt, "5"}};

    auto const body = make_body(mapping->records[0].fields, {&row, nullptr, nullptr, Encoding::utf8});

    EXPECT_THAT(body.problems, IsEmpty());
    EXPECT_THAT(body.json, HasSubstr(R"("paymentRecordList":[{"billNumber":"1-a","actualReceivable":5}])"));
}

TEST(Request, MembersAreTextAndWhatIsAbsentIsAbsent) {
    auto const fields = *read_request(R"({"a":"x","n":12.50,"t":true,"z":null,"l":[{"b":1}]})");

    EXPECT_EQ(fields.at("a"), Cell("x"));
    EXPECT_EQ(fields.at("n"), Cell("12.50"));
    EXPECT_EQ(fields.at("t"), Cell("1"));
    EXPECT_FALSE(fields.contains("z"));
    EXPECT_FALSE(read_request("[]"));
}

}  // namespace
}  // namespace lotbridge::sql
