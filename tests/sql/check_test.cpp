// What an integrator reads when a lot is checked on site.
#include "plan.hpp"
#include "site.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lotbridge::sql {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::vector<std::string> words(Site& site, Findings::Outcome outcome,
                               std::string const& settings = R"("start": "beginning")") {
    std::vector<std::string> found;
    auto const findings = site.host.check(site.settings(settings));
    EXPECT_TRUE(findings);
    for (auto const& finding : *findings) {
        if (finding.outcome == outcome) found.push_back(finding.subject + ": " + finding.words);
    }
    return found;
}

constexpr auto ok = Findings::Outcome::ok;
constexpr auto failed = Findings::Outcome::failed;

std::string with_example(std::string const& row, std::string const& expect) {
    return entries_mapping(R"(, "examples": [{"stream": "vehicle_entry", "row": )" + row + R"(, "expect": )" + expect +
                           "}]");
}

TEST(Check, AFaultlessSitePasses) {
    Site site(with_example(R"({"id": 7, "plate": "测a-11111", "in_time": "2024-01-01 08:00:00"})",
                           R"({"recordCode": "R7", "carNum": "测A11111"})"));

    EXPECT_THAT(words(site, failed), IsEmpty());
    EXPECT_THAT(words(site, ok), Contains(HasSubstr("vehicle_entry as expected")));
    EXPECT_THAT(words(site, ok), Contains(HasSubstr("1 tables are as the mapping expects")));
}

TEST(Check, TheDatabasesClockIsSaidWithItsZone) {
    Site site(entries_mapping());

    EXPECT_THAT(words(site, ok),
                Contains(::testing::ContainsRegex("can be reached; its clock says [0-9: -]+, which is UTC[+-][0-9]+:"
                                                  "(00|15|30|45) as the lot's time_zone should be")));
}

TEST(Check, AnExampleThatComesOutOtherwiseSaysHow) {
    Site site(with_example(R"({"id": 7, "plate": "测A11111", "in_time": "2024-01-01 08:00:00"})",
                           R"({"carNum": "测B22222"})"));

    EXPECT_THAT(words(site, failed), Contains(HasSubstr("/examples/0: carNum is 测A11111; expected 测B22222")));
}

TEST(Check, AnExampleThatBreaksTheStandardFails) {
    Site site(with_example(R"({"id": 7, "in_time": null})", "{}"));

    EXPECT_THAT(words(site, failed), Contains(HasSubstr("/inTime is missing")));
}

TEST(Check, AnExampleMayExpectNoMessage) {
    Site site(with_example(R"({"id": 7, "in_time": "2024-01-01 08:00:00"})", "null"));

    EXPECT_THAT(words(site, failed), Contains(HasSubstr("a message is made, and none was expected")));
}

TEST(Check, EveryFaultOfAMappingIsAFindingOfItsOwn) {
    Site site(R"({"format": 1, "records": [{"message": "nothing"}]})");

    EXPECT_THAT(words(site, failed), Contains("mapping: mapping.json:1:1 /: member \"name\" is missing"));
    EXPECT_THAT(words(site, failed), Contains(HasSubstr("\"nothing\" is no uplink interface")));
}

TEST(Check, AColumnThatTheQueryDoesNotGiveIsFound) {
    auto text = entries_mapping();
    text.replace(text.find(R"("column": "plate")"), 17, R"("column": "plateNo")");
    Site site(text);

    EXPECT_THAT(
        words(site, failed),
        ElementsAre("stream vehicle_entry: mapping.json:11:17 /records/0/fields/carNum: the query has no column "
                    "\"plateNo\"; it has id, plate, in_time, state"));
}

TEST(Check, AConstantThatTheStandardForbidsIsFoundWithoutARow) {
    auto text = entries_mapping();
    text.replace(text.find(R"("inTime": "in_time")"), 19, R"("inTime": "in_time", "inIdentity": {"constant": 77})");
    Site site(text);

    EXPECT_THAT(words(site, failed), ElementsAre(HasSubstr("/records/0/fields/inIdentity: /inIdentity ")));
}

TEST(Check, AColumnThatIsMissingInTheDatabaseIsFoundWithItsQuery) {
    auto text = entries_mapping();
    text.replace(text.find("SELECT id, plate"), 16, "SELECT id, plat");
    Site site(text);

    EXPECT_THAT(words(site, failed), ElementsAre(AllOf(HasSubstr("mapping.json:6:14 /records/0/query: "),
                                                       HasSubstr("no such column: plat"))));
}

TEST(Check, ARowThatDoesNotFitTheMappingIsNoneToReadOrAFault) {
    Site site(entries_mapping());
    site.exec("INSERT INTO stay(id, plate, in_time) VALUES (1, '测A11111', '2024/1/1 8:00')");

    EXPECT_THAT(
        words(site, failed),
        ElementsAre("stream vehicle_entry: no row fits the mapping: mapping.json:7:26 /records/0/cursor/column: column "
                    "in_time: \"####/#/# #:##\" is no time of the form sql"));
    EXPECT_THAT(words(site, failed, ""), IsEmpty());
    EXPECT_THAT(words(site, Findings::Outcome::note, ""),
                Contains(HasSubstr("of the oldest rows, for there are no newer ones, no row fits the mapping")));
}

TEST(Check, AReplyThatReadsAColumnItsStatementDoesNotGiveIsFound) {
    Site site(entries_mapping(R"(, "commands": {"gate_status": {
        "statements": ["SELECT state AS s FROM stay WHERE plate = :barCode"],
        "reply": {"barCode": {"template": "{barCode}"}, "barStatus": "state"}}})"));

    EXPECT_THAT(words(site, failed), ElementsAre(AllOf(HasSubstr("command gate_status: "),
                                                       HasSubstr("the query has no column \"state\"; it has s"))));
}

class CheckOfPictures : public ::testing::Test {
protected:
    CheckOfPictures() : site(mapping()) {
        site.exec("INSERT INTO stay(id, plate, in_time, state) VALUES (1, '测A11111', '2024-01-01 08:00:00', '1.jpg')");
    }
    static std::string mapping() {
        auto text = entries_mapping();
        auto const end = text.find("  }]");
        return text.insert(end, R"(, "images": [{"path": "state",
            "fields": {"recordCode": {"template": "R{id}"}, "imageCode": "id", "imageType": {"constant": 2}}}])");
    }
    std::string root(std::filesystem::path const& folder) const {
        return R"("start": "beginning", "image_root": )" + quoted(folder);
    }
    Site site;
};

TEST_F(CheckOfPictures, AFolderThatIsNotThereIsNamedWithItsSetting) {
    EXPECT_THAT(words(site, failed, root(site.dir / "pics")),
                ElementsAre(AllOf(HasSubstr("pictures: settings /image_root: "),
                                  HasSubstr("pics is no folder that can be read ("),
                                  HasSubstr("mapping.json:14:14 /records/0/images/0 reads pictures from it"))));
    EXPECT_THAT(
        words(site, Findings::Outcome::note),
        Contains("pictures: mapping.json:14:14 /records/0/images/0: none are sent without settings /image_root"));
}

TEST_F(CheckOfPictures, AFolderWithoutTheRowsPicturesIsSuspected) {
    site.dir.write("img/other.jpg", "");
    EXPECT_THAT(words(site, Findings::Outcome::note, root(site.dir / "img")),
                Contains(HasSubstr("none of the 1 pictures that its oldest rows name is there; is it the folder of "
                                   "settings /image_root?")));
    site.dir.write("img/1.jpg", "\xFF\xD8\xFF");

    EXPECT_THAT(words(site, Findings::Outcome::note, root(site.dir / "img")), Not(Contains(HasSubstr("pictures"))));
    EXPECT_THAT(words(site, ok, root(site.dir / "img")), Contains(HasSubstr("img can be read")));
    EXPECT_THAT(words(site, failed, root(site.dir / "img")), IsEmpty());
}

TEST(Check, QuestionsAreReadAndNotAsked) {
    std::string const question = R"(, "questions": {"auto_deduct": {
        "query": "SELECT id, plate, fee, in_time FROM stay WHERE state = 'asked' ${limit}", "key": "id", "asked": "at",
        "fields": {"recordCode": {"template": "R{id}"}, "carNum": "plate", "payMoney": "fee"},
        "answer": ["UPDATE stay SET state = :outcome WHERE id = :id"]}})";
    Site site(entries_mapping(question));
    EXPECT_THAT(words(site, failed),
                ElementsAre("question auto_deduct: mapping.json:15:115 /questions/auto_deduct/asked: the query has no "
                            "column \"at\"; it has id, plate, fee, in_time"));
    EXPECT_THAT(words(site, Findings::Outcome::note),
                Contains(AllOf(HasSubstr("question auto_deduct: mapping.json:14:36 /questions/auto_deduct: "),
                               HasSubstr("\"allow_writes\": true"))));
    auto text = entries_mapping(question, R"("allow_writes": true,)");
    text.replace(text.find(R"("asked": "at")"), 13, R"("asked": "in_time")");
    site.dir.write("mapping.json", text);
    site.exec("INSERT INTO stay(id, plate, in_time, state) VALUES (1, '测A11111', '2024-01-01 08:00:00', 'asked')");

    EXPECT_THAT(words(site, failed), IsEmpty());
    EXPECT_THAT(words(site, ok), Contains("question auto_deduct: the query works and finds rows"));
    EXPECT_EQ(site.one("SELECT state FROM stay"), "asked");
}

TEST(Check, ANumberedStreamThatCannotBeginAtATimeIsFound) {
    auto text = entries_mapping();
    text.replace(text.find(R"("cursor": {"column": "in_time", "overlap": 60})"), 46,
                 R"("cursor": {"column": "id", "type": "integer"})");
    Site site(text);

    EXPECT_THAT(words(site, failed, ""), ElementsAre(HasSubstr("reading from a time needs \"begin\"")));
    EXPECT_THAT(words(site, failed), IsEmpty());
}

TEST(Check, LooksAtTheRowsThatReadingMeetsAndNotAtOldOnes) {
    auto text = entries_mapping();
    text.replace(text.find(R"("inTime": "in_time")"), 19, R"("inTime": "state")");
    Site site(text);
    site.exec(
        "INSERT INTO stay(id, plate, in_time, state) VALUES (1, '测A11111', '2024-01-01 08:00:00', '2024-01-01 "
        "08:00:00'), (2, '测A11111', datetime('now', 'localtime', '-3 hours'), '8 o''clock')");

    EXPECT_THAT(words(site, failed, ""), ElementsAre(HasSubstr("no row fits the mapping: ")));
    EXPECT_THAT(words(site, failed), IsEmpty());
    EXPECT_THAT(words(site, failed, R"("start": "2024-01-01 00:00:00")"), IsEmpty());
}

TEST(Check, SaysFromWhichNumberAStreamIsReadThatBeginsAtATime) {
    auto text = entries_mapping();
    text.replace(
        text.find(R"("cursor": {"column": "in_time", "overlap": 60})"), 46,
        R"("cursor": {"column": "id", "type": "integer", "begin": "SELECT max(id) FROM stay WHERE in_time < :start"})");
    Site site(text);
    auto const from_january = R"("start": "2024-01-01 00:00:00")";
    EXPECT_THAT(words(site, Findings::Outcome::note, from_january),
                Contains(AllOf(HasSubstr("stream vehicle_entry: mapping.json:7:"),
                               HasSubstr("gives no number: the stream is read from its very first row"))));
    site.exec(
        "INSERT INTO stay(id, plate, in_time) VALUES (7, '测A11111', '2023-12-31 08:00:00'), (8, '测A11111', "
        "'2024-01-01 08:00:00')");

    EXPECT_THAT(words(site, Findings::Outcome::note, from_january),
                Contains("stream vehicle_entry: is read from id 8 on"));
}

TEST(Check, ARowThatAJoinMultipliesIsFoundWithItsQuery) {
    auto text = entries_mapping();
    text.replace(text.find("FROM stay WHERE"), 15, "FROM stay JOIN (SELECT 1 UNION ALL SELECT 2) WHERE");
    Site site(text);
    site.exec("INSERT INTO stay(id, plate, in_time) VALUES (1, '测A11111', '2024-01-01 08:00:00')");

    EXPECT_THAT(words(site, failed),
                ElementsAre("stream vehicle_entry: mapping.json:6:14 /records/0/query: gives the row of id 1, in_time "
                            "2024-01-01 08:00:00 more than once: does a join multiply it?"));
}

TEST(Check, AMappingThatWasSavedAsGbkIsNamedAsSuch) {
    Site site(*from_utf8(entries_mapping(R"(, "examples": [{"stream": "vehicle_entry", "row": {"plate": "粤B"}}])"),
                         Encoding::gbk));

    EXPECT_THAT(words(site, failed), ElementsAre(HasSubstr("is not UTF-8; if it was saved as GBK, save it as UTF-8")));
}

// What Firebird 3 says of the plain condition and of the one that the check proposes, both with the index.
TEST(WalkedTables, AnOrThatPicksRowsByThePrimaryKeyOfFirebirdWalksThroughTheTable) {
    std::string const in_order =
        "Select Expression\n"
        "    -> First N Records\n"
        "        -> Filter\n"
        "            -> Table \"STAY\" Access By ID\n"
        "                -> Index \"BY_ENTRY\" Range Scan (lower bound: 1/2)\n";
    std::string const picked =
        "                    -> Bitmap Or\n"
        "                        -> Bitmap\n"
        "                            -> Index \"BY_ENTRY\" Range Scan (lower bound: 1/2)\n"
        "                        -> Bitmap\n"
        "                            -> Index \"RDB$PRIMARY1\" Range Scan (lower bound: 1/1)\n";

    EXPECT_THAT(walked_tables(in_order, Dialect::firebird, "SELECT id FROM stay"), IsEmpty());
    EXPECT_THAT(walked_tables(in_order + picked, Dialect::firebird, "SELECT id FROM stay"), ElementsAre("STAY"));
}

TEST(ColumnBehind, IsTheTablesOwnAndNoneWhereAnExpressionMakesIt) {
    EXPECT_EQ(column_behind("changeId", "SELECT c.id AS changeId FROM c"), "id");
    EXPECT_EQ(column_behind("in_time", "SELECT in_time FROM stay"), "in_time");
    EXPECT_EQ(column_behind("passed", "SELECT STR_TO_DATE(t, '%Y') AS passed FROM stay"), "");
    EXPECT_EQ(column_behind("plate", "SELECT CASE WHEN a = 1 THEN b END AS plate FROM stay"), "");
}

TEST(Check, ADatabaseThatIsAwayIsSaid) {
    Site site(entries_mapping());
    site.database.reset();
    std::filesystem::remove(site.dir / "lot.db");

    EXPECT_THAT(words(site, failed), Contains(HasSubstr("there is no such file")));
}

TEST(Check, NothingIsStored) {
    Site site(entries_mapping());
    site.exec("INSERT INTO stay(id, plate, in_time) VALUES (1, '测A11111', '2024-01-01 08:00:00')");

    EXPECT_THAT(words(site, ok), Contains(HasSubstr("the query works and finds rows")));
    EXPECT_THAT(site.host.messages(), IsEmpty());
}

}  // namespace
}  // namespace lotbridge::sql
