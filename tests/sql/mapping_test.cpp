#include "columns.hpp"
#include "temp_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lotbridge::sql {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// A mapping with one stream; each test spoils or completes it.
std::string mapping_text(std::string const& fields, std::string const& stream_more = "", std::string const& more = "") {
    return R"({
"format": 1, "name": "m",
"records": [{
"message": "vehicle_entry",
"query": "SELECT * FROM t WHERE at > :since OR (at = :since AND id > :since_key) ORDER BY at, id ${limit}",
"cursor": {"column": "at"}, "key": "id",
)" + stream_more +
           R"("fields": {
"recordCode": "id", "inTime": "at"
)" + fields +
           R"(}}]
)" + more + "}";
}

Result<Mapping> read(std::string const& text, Parameters const& parameters = {}, Dialect dialect = Dialect::sqlite3) {
    return read_mapping(text, "m.json", dialect, parameters);
}

std::string faults(std::string const& text, Parameters const& parameters = {}) {
    auto const mapping = read(text, parameters);
    return mapping ? "none" : mapping.error().message;
}

TEST(Mapping, AFaultlessFileIsReadWhole) {
    auto const mapping = read(mapping_text(R"(, "carNum": {"column": "plate", "transform": ["trim", "plate"]})"));

    ASSERT_TRUE(mapping) << mapping.error().message;
    ASSERT_EQ(mapping->records.size(), 1U);
    auto const& stream = mapping->records.front();
    EXPECT_EQ(stream.name, "vehicle_entry");
    EXPECT_THAT(stream.query.statement.names(), ElementsAre("since", "since", "since_key", "limit"));
    std::vector<std::string> columns;
    for (auto const& use : columns_of(*mapping, stream)) columns.push_back(use.name + " " + use.place.pointer);
    EXPECT_THAT(columns,
                ElementsAre("at /records/0/cursor/column", "id /records/0/key", "plate /records/0/fields/carNum"));
}

TEST(Mapping, EveryFaultIsNamedWithItsLineColumnAndPointer) {
    auto const words = faults(R"({
"format": 1, "name": "m",
"encoding": "latin1",
"records": [{
"message": "vehicle_entrance",
"query": "SELECT 1",
"cursor": {"column": "at", "overlap": "much"}, "key": "id",
"feilds": {}
}]})");

    EXPECT_EQ(words,
              "m.json:3:13 /encoding: \"latin1\" is no encoding; known are UTF-8, GBK, GB18030\n"
              "m.json:5:12 /records/0/message: \"vehicle_entrance\" is no uplink interface\n"
              "m.json:7:39 /records/0/cursor/overlap: must be a whole number from 0 to 1000000\n"
              "m.json:6:10 /records/0/query: the query must use :since\n"
              "m.json:6:10 /records/0/query: the query must use :since_key\n"
              "m.json:6:10 /records/0/query: the query must use :limit (${top} or ${limit})\n"
              "m.json:4:13 /records/0: member \"fields\" is missing\n"
              "m.json:8:1 /records/0/feilds: \"feilds\" is not known here; did you mean \"fields\"?");
}

TEST(Mapping, AValueThatIsNullIsLeftOut) {
    EXPECT_THAT(faults(mapping_text(R"(, "inCross": {"constant": null})")),
                HasSubstr("a member without a value is left out"));
}

TEST(Mapping, AMemberThatTheMessageDoesNotHaveIsAFault) {
    EXPECT_EQ(faults(mapping_text(R"(, "plateNumber": "plate")")),
              "m.json:9:3 /records/0/fields/plateNumber: vehicle_entry has no member \"plateNumber\"");
}

TEST(Mapping, AMemberThatTheMessageMustHaveIsMissed) {
    auto text = mapping_text("");
    text.replace(text.find(R"(, "inTime": "at")"), 16, "");

    EXPECT_THAT(faults(text), HasSubstr("/records/0/fields: vehicle_entry must have the member \"inTime\""));
}

TEST(Mapping, AnUnknownTransformIsAFaultThatListsTheKnownOnes) {
    EXPECT_THAT(faults(mapping_text(R"(, "carNum": {"column": "plate", "transform": ["upper"]})")),
                HasSubstr("/records/0/fields/carNum/transform/0: \"upper\" is no transform; known are trim, digits"));
}

TEST(Mapping, AConstantThatTheStandardForbidsIsAFaultAtOnce) {
    EXPECT_THAT(faults(mapping_text(R"(, "inIdentity": {"constant": 99})")),
                HasSubstr("/records/0/fields/inIdentity: /inIdentity "));
    EXPECT_EQ(faults(mapping_text(R"(, "inIdentity": {"constant": 2})")), "none");
}

TEST(Mapping, AValueHasExactlyOneSource) {
    EXPECT_THAT(faults(mapping_text(R"(, "carNum": {"column": "plate", "constant": "x"})")),
                HasSubstr("exactly one of column"));
    EXPECT_THAT(faults(mapping_text(R"(, "carNum": {"transform": "trim"})")), HasSubstr("exactly one of column"));
}

TEST(Mapping, AParameterThatNobodyGivesIsAFault) {
    auto const text = mapping_text(
        "", "", R"(, "counts": {"free_spaces": {"query": "SELECT :lot AS n", "fields": {"emptyNum": "n"}}})");

    EXPECT_THAT(faults(text), HasSubstr("/counts/free_spaces/query: parameter :lot is not known here"));
    EXPECT_EQ(faults(text, Parameters{{{"lot", "7"}}, {}}), "none");
}

TEST(Mapping, ATextDateThatDoesNotSortCannotBeACursor) {
    auto text = mapping_text("");
    text.replace(text.find(R"("column": "at")"), 14, R"("column": "at", "format": "yyyy/M/d H:mm")");

    EXPECT_THAT(faults(text), HasSubstr("/records/0/cursor/format: times of the form yyyy/M/d H:mm do not sort"));
}

TEST(Mapping, TwoStreamsOfOneNameAreAFault) {
    auto text = mapping_text("");
    auto const stream = text.substr(text.find("[{") + 1, text.rfind("}]") - text.find("[{"));
    text.insert(text.rfind("}]") + 1, "," + stream);

    EXPECT_THAT(faults(text), HasSubstr("a second stream is named \"vehicle_entry\""));
}

TEST(Mapping, AStatementIsTakenForTheDialectOfTheConnection) {
    auto const text = mapping_text("", "", R"json(, "commands": {"fee_query": {
        "statements": {"mysql": ["CALL f(:recordCode)", "SELECT 1 AS n"]},
        "reply": {"recordCode": {"field": "recordCode"}, "chargeMoney": "n"}}})json");

    EXPECT_EQ(read(text, {}, Dialect::mysql)->commands.at("fee_query").statements.size(), 2U);
    EXPECT_TRUE(read(text, {}, Dialect::sqlite3)->commands.at("fee_query").statements.empty());
}

TEST(Mapping, ACommandThatTheCloudNeverSendsIsAFault) {
    EXPECT_THAT(faults(mapping_text("", "", R"(, "commands": {"vehicle_exit": {"statements": []}})")),
                HasSubstr("/commands/vehicle_exit: \"vehicle_exit\" is no interface that the cloud asks for"));
}

class MappingFiles : public ::testing::Test {
protected:
    Result<Mapping> read_file(std::string const& name) const { return read_mapping(dir / name, Dialect::sqlite3, {}); }
    TempDir dir;
};

TEST_F(MappingFiles, AFileMayStandOnAnotherAndItsOwnWordsWin) {
    dir.write("base.json", mapping_text("", "", R"(, "commands": {
        "gate_status": {"statements": ["SELECT 0 AS s"], "reply": {"barCode": {"field": "barCode"}, "barStatus": "s"}},
        "blacklist": {"writes": true, "statements": ["DELETE FROM b"], "reply": {}}})"));
    dir.write("site.json", R"({"extends": "base.json", "name": "site", "allow_writes": true,
        "commands": {"gate_status": {"limit_ms": 500}, "blacklist": null}})");

    auto const mapping = read_file("site.json");

    ASSERT_TRUE(mapping) << mapping.error().message;
    EXPECT_EQ(mapping->name, "site");
    EXPECT_TRUE(mapping->allow_writes);
    EXPECT_EQ(mapping->commands.size(), 1U);
    EXPECT_EQ(mapping->commands.at("gate_status").limit, std::chrono::milliseconds(500));
    EXPECT_EQ(mapping->records.size(), 1U);
}

TEST_F(MappingFiles, AFaultIsReportedInTheFileThatHasIt) {
    dir.write("base.json", mapping_text(R"(, "carNum": 7)"));
    dir.write("site.json", R"({"extends": "base.json", "allow_writes": "yes"})");

    auto const mapping = read_file("site.json");

    ASSERT_FALSE(mapping);
    EXPECT_THAT(mapping.error().message, HasSubstr("site.json:1:42 /allow_writes: must be true or false"));
    EXPECT_THAT(mapping.error().message, HasSubstr("base.json:9:13 /records/0/fields/carNum: a column"));
}

TEST_F(MappingFiles, FilesThatStandOnEachOtherAreRefused) {
    dir.write("a.json", R"({"extends": "b.json"})");
    dir.write("b.json", R"({"extends": "a.json"})");

    EXPECT_THAT(read_file("a.json").error().message, HasSubstr("at most 5 deep"));
}

TEST_F(MappingFiles, AMissingBaseIsNamedWhereItIsAskedFor) {
    dir.write("a.json", R"({"extends": "none.json"})");

    EXPECT_THAT(read_file("a.json").error().message, HasSubstr("a.json:1:13 /extends: reading "));
}

}  // namespace
}  // namespace lotbridge::sql
