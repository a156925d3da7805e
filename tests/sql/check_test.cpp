// What an integrator reads when a lot is checked on site.
#include "check.hpp"
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

TEST(Check, RowsThatDoNotFitTheMappingAreAFaultUnlessTheyAreNotToBeRead) {
    Site site(entries_mapping());
    site.exec("INSERT INTO stay(id, plate, in_time) VALUES (1, '测A11111', '2024/1/1 8:00')");

    EXPECT_THAT(
        words(site, failed),
        ElementsAre(
            "stream vehicle_entry: no row fits the mapping: mapping.json:7:26 /records/0/cursor/column: column "
            "in_time: \"####/#/# #:##\" is no time of the form yyyy-MM-dd HH:mm:ss; a text of another form is no "
            "cursor, unless it sorts and the cursor has its format: take a growing number"));
    site.exec("INSERT INTO stay(id, plate, in_time) VALUES (2, '测A11111', datetime('now', 'localtime'))");
    auto const now = R"("start": "now")";
    EXPECT_THAT(words(site, failed, now), IsEmpty());

    site.exec("UPDATE stay SET in_time = '2023-01-01 08:00:00', id = 10001 WHERE id = 1");
    for (int id = 10; id < 30; ++id)
        site.exec("INSERT INTO stay(id, in_time) VALUES (" + std::to_string(id) + ", '2022-05-01 0" +
                  std::to_string(id) + ":00')");
    EXPECT_THAT(words(site, failed, now), IsEmpty());
    EXPECT_THAT(words(site, Findings::Outcome::note, now),
                Contains(HasSubstr("of the oldest rows, which are not to be read, no row fits the mapping")));
}

// The oldest rows of the table are good; those that come are not.
TEST(Check, NewRowsThatDoNotFitTheMappingAreFoundBehindOldOnesThatDo) {
    auto text = entries_mapping();
    text.replace(text.find(R"("inTime": "in_time")"), 19, R"("inTime": "state")");
    Site site(text);
    for (int id = 1; id < 30; ++id)
        site.exec("INSERT INTO stay(id, plate, in_time, state) VALUES (" + std::to_string(id) +
                  ", '测A11111', '2024-01-01 08:00:05', '2024-01-01 08:00:05')");
    EXPECT_THAT(words(site, failed, ""), IsEmpty());
    site.exec("INSERT INTO stay(id, plate, in_time) VALUES (99, '测A11111', datetime('now', 'localtime', '-1 day'))");

    EXPECT_THAT(words(site, failed, ""),
                ElementsAre(AllOf(HasSubstr("stream vehicle_entry: of the newest rows, no row fits the mapping: "),
                                  HasSubstr("/inTime is missing"))));
}

TEST(Check, PlatesOfAWrongEncodingAreSuspected) {
    Site site(entries_mapping());
    for (int id = 1; id <= 6; ++id)
        site.exec("INSERT INTO stay(id, plate, in_time) VALUES (" + std::to_string(id) +
                  ", '??A12345', datetime('now', 'localtime'))");
    EXPECT_THAT(words(site, Findings::Outcome::note, ""),
                Contains(AllOf(HasSubstr("mapping.json:11:17 /records/0/fields/carNum: 6 of 6 plates are none of the "
                                         "mainland (of the form \"??x#####\")"),
                               HasSubstr("\"charset\": \"latin1\""))));

    site.exec("UPDATE stay SET plate = '测A11111' WHERE id = 3");
    EXPECT_THAT(words(site, Findings::Outcome::note, ""), IsEmpty());
}

class CheckOfNumbers : public ::testing::Test {
protected:
    static std::string mapping(std::string const& begin) {
        return R"({"format": 1, "name": "test", "records": [{
    "message": "manual_gate_opening",
    "query": "SELECT id, at FROM opening WHERE id >= :since AND (id > :since OR id > :since_key) ORDER BY id ${limit}",
    "cursor": {"column": "id", "type": "integer", "begin": ")" +
               begin + R"("},
    "key": "id", "fields": {"operateTime": {"column": "at", "transform": {"date": "yyyy/M/d H:mm"}}}}]})";
    }
    void fill(Site& site) {
        for (int day = 1; day <= 9; ++day)
            site.exec("INSERT INTO opening VALUES (" + std::to_string(day * 10) + ", '2024/1/" + std::to_string(day) +
                      " 8:00', '2024-01-0" + std::to_string(day) + " 08:00:00')");
    }
    static constexpr auto table = "CREATE TABLE opening (id INTEGER PRIMARY KEY, at TEXT, sorts TEXT)";
    static constexpr auto fifth = R"("start": "2024-01-05 00:00:00")";
};

TEST_F(CheckOfNumbers, SaysWhereReadingBegins) {
    Site site(mapping("SELECT max(id) FROM opening WHERE sorts < :start"), table);
    fill(site);

    EXPECT_THAT(words(site, ok, fifth),
                Contains("stream manual_gate_opening: the query works and finds rows; reading begins "
                         "after id 40 of 2024-01-04 08:00:00; the next row is id 50 of 2024-01-05 08:00:00"));
    EXPECT_THAT(words(site, ok, ""),
                Contains(HasSubstr("after id 90 of 2024-01-09 08:00:00; there is no later row yet")));
    EXPECT_THAT(words(site, ok),
                Contains(HasSubstr("reading begins with the first row, id 10 of 2024-01-01 08:00:00")));
}

TEST_F(CheckOfNumbers, ABeginThatLeavesOutRowsOrTellsOldOnesIsAFault) {
    Site site(mapping("SELECT max(id) FROM opening WHERE sorts < :start OR id = 90"), table);
    fill(site);
    EXPECT_THAT(
        words(site, failed, fifth),
        ElementsAre(AllOf(HasSubstr("mapping.json:4:60 /records/0/cursor/begin: \"begin\" gives 90"),
                          HasSubstr("would leave out rows that are later, the last of them id 90 of 2024-01-09"))));

    site.dir.write("mapping.json", mapping("SELECT 20"));
    EXPECT_THAT(words(site, failed, R"("start": "2024-01-08 00:00:00")"),
                ElementsAre(HasSubstr("rows that are earlier come after it, the first of them id 30 of 2024-01-03")));
}

TEST_F(CheckOfNumbers, ABeginThatNeverGivesANumberIsAFaultAndNotTheFirstRow) {
    Site site(mapping("SELECT min(id) - 1 FROM opening WHERE sorts >= :start"), table);
    fill(site);

    EXPECT_THAT(words(site, failed, ""),
                ElementsAre(AllOf(HasSubstr("mapping.json:4:60 /records/0/cursor/begin: \"begin\" gives no number"),
                                  HasSubstr("the last number before :start"))));
    EXPECT_THAT(words(site, failed, fifth), IsEmpty());  // a test at a time of the past would not show it
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
    EXPECT_THAT(
        words(site, Findings::Outcome::note, root(site.dir / "img")),
        Contains(AllOf(HasSubstr("none of the 1 pictures that its rows name is there: \"...\" was looked for in "),
                       HasSubstr("; is settings /image_root their folder, and must a prefix be taken off"))));
    site.dir.write("img/1.jpg", "\xFF\xD8\xFF");

    EXPECT_THAT(words(site, Findings::Outcome::note, root(site.dir / "img")), Not(Contains(HasSubstr("pictures"))));
    EXPECT_THAT(words(site, ok, root(site.dir / "img")), Contains(HasSubstr("img can be read")));
    EXPECT_THAT(words(site, failed, root(site.dir / "img")), IsEmpty());
}

// The same is said while the lot is read; preview and status show it.
TEST_F(CheckOfPictures, PicturesThatAreNeverFoundAreSaidOnceAndSoIsTheirReturn) {
    std::vector<std::string> warnings;
    auto const passages = [&](int from, int to) {
        for (int id = from; id < to; ++id)
            site.exec("INSERT INTO stay(id, plate, in_time, state) VALUES (" + std::to_string(id) +
                      ", '测A11111', '2024-01-02 08:00:00', 'a/" + std::to_string(id) + ".jpg')");
        EXPECT_TRUE(site.host.poll_all());
        warnings.clear();
        for (auto const& [level, said] : site.host.logged())
            if (said.find("/images/0: ") != std::string::npos || said.find("found again") != std::string::npos)
                warnings.push_back(said);
    };
    site.dir.write("img/a/25.jpg", "\xFF\xD8\xFF");
    site.dir.write("img/a/68.jpg", "\xFF\xD8\xFF");
    ASSERT_TRUE(site.host.start(site.settings(root(site.dir / "img"))));

    passages(10, 44);  // 15 and one behind it are there
    EXPECT_THAT(warnings, IsEmpty());
    passages(44, 67);
    EXPECT_THAT(warnings,
                ElementsAre(AllOf(HasSubstr("stream vehicle_entry, mapping.json:14:14 /records/0/images/0: of the last "
                                            "20 rows that name pictures none was found: \"a/...\" was looked for in "),
                                  HasSubstr("img/a/; see: lotbridge check"))));
    passages(67, 100);
    EXPECT_THAT(warnings, ElementsAre(HasSubstr("none was found"), "stream vehicle_entry: its pictures are found again",
                                      HasSubstr("none was found")));
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
    EXPECT_THAT(words(site, failed), ElementsAre(HasSubstr("of the newest rows, no row fits the mapping: ")));
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

TEST(OrderedTable, IsTheOneThatOrderByNames) {
    auto const of = [](std::string const& order) {
        return ordered_table(
            "SELECT r.id, (SELECT count(*) FROM stay s WHERE s.hand_in = r.id ORDER BY s.id) AS stays\nFROM hand_in "
            "r\n" +
            order);
    };

    EXPECT_EQ(of("ORDER BY r.id LIMIT 200"), "hand_in");
    EXPECT_EQ(of("order by\n  r.returned, r.id"), "hand_in");
    EXPECT_EQ(of("ORDER BY id"), "");
    EXPECT_EQ(ordered_table("SELECT id FROM stay ORDER BY id"), "");
    EXPECT_EQ(ordered_table("SELECT id FROM stay"), "");
}

TEST(Check, OfflineTheMappingIsReadAndItsExamplesAreRun) {
    Site site(with_example(R"({"id": 7, "plate": "测A11111", "in_time": "2024-01-01 08:00:00"})",
                           R"({"carNum": "测B22222"})"));
    site.database.reset();
    std::filesystem::remove(site.dir / "lot.db");

    auto const findings = site.host.check_at_lot(site.settings(), {.offline = true});

    ASSERT_TRUE(findings);
    ASSERT_EQ(findings->size(), 2U);  // nothing about the database that is away
    EXPECT_THAT((*findings)[0].words, HasSubstr("test : 1 streams"));
    EXPECT_THAT((*findings)[1].words, HasSubstr("carNum is 测A11111; expected 测B22222"));
}

// The tests' own zone is whatever it is: the database's clock is this computer's.
TEST(Check, AClockThatIsHoursApartMayBeAWrongTimeZone) {
    Site site(entries_mapping());
    auto const here = std::chrono::minutes(std::stoi(
        site.one("SELECT CAST(round((julianday('now', 'localtime') - julianday('now')) * 1440) AS INTEGER) || ''")));
    auto const clock = [&](std::chrono::minutes offset) {
        std::vector<std::pair<Findings::Outcome, std::string>> said;
        auto const findings = site.host.check_at_lot(site.settings(), {.utc_offset = offset});
        for (auto const& finding : *findings)
            if (finding.subject == "clock") said.emplace_back(finding.outcome, finding.words);
        return said;
    };
    using std::chrono::minutes;
    using ::testing::Pair;

    EXPECT_THAT(clock(here), ElementsAre(Pair(ok, HasSubstr("the lot's clock says "))));
    EXPECT_THAT(clock(here + minutes(480)),
                ElementsAre(Pair(Findings::Outcome::note, HasSubstr("is the time_zone right?"))));
    EXPECT_THAT(clock(here + minutes(7)),
                ElementsAre(Pair(Findings::Outcome::note, HasSubstr("one of the two is wrong"))));

    site.exec("INSERT INTO stay(id, plate, in_time) VALUES (1, '测A11111', datetime('now', 'localtime', '+8 hours'))");
    EXPECT_THAT(clock(here),
                ElementsAre(Pair(ok, HasSubstr("the database's")),
                            Pair(Findings::Outcome::note, HasSubstr("the newest row of vehicle_entry is of "))));
}

TEST(ExchangedDayAndMonth, AreSeenWhenTheNewestRowWouldThenBeOfNow) {
    auto const exchanged = [](char const* newest, char const* now) {
        auto const other = with_day_and_month_exchanged(*LocalTime::parse(newest), *LocalTime::parse(now));
        return other ? other->text() : "";
    };
    EXPECT_EQ(exchanged("2026-05-12 08:00:00", "2026-12-05 09:00:00"), "2026-12-05 08:00:00");
    EXPECT_EQ(exchanged("2026-12-05 08:00:00", "2026-05-12 09:00:00"), "2026-05-12 08:00:00");
    EXPECT_EQ(exchanged("2026-12-05 08:00:00", "2026-12-05 09:00:00"), "");  // as it should be
    EXPECT_EQ(exchanged("2026-05-05 08:00:00", "2026-05-05 09:00:00"), "");
    EXPECT_EQ(exchanged("2026-05-12 08:00:00", "2026-11-27 09:00:00"), "");  // an old copy
    EXPECT_EQ(exchanged("2026-11-27 08:00:00", "2026-12-05 09:00:00"), "");
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
