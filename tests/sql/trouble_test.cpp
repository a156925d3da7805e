// What is wrong with one stream alone: it stops with one sentence, loses nothing, and goes on when that is mended.
#include "lot_reader.hpp"
#include "site.hpp"

#include <lotbridge/vo/free_spaces.hpp>
#include <lotbridge/vo/manual_gate_opening.hpp>
#include <lotbridge/vo/vehicle_entry.hpp>
#include <lotbridge/vo/vehicle_exit.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lotbridge::sql {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

// Entries, exits that bring their entries, openings by hand, and a count.
std::string lot_mapping() {
    return R"({
"format": 1, "name": "lot",
"records": [
{ "message": "vehicle_entry",
  "query": "SELECT id, plate, in_time FROM stay WHERE in_time > :since OR (in_time = :since AND id > :since_key) ORDER BY in_time, id ${limit}",
  "cursor": {"column": "in_time"}, "key": "id",
  "fields": {"recordCode": {"template": "R{id}"}, "carNum": "plate", "inTime": "in_time"} },
{ "message": "vehicle_exit", "preceded_by": "vehicle_entry",
  "query": "SELECT id, plate, in_time, out_time, fee FROM stay WHERE out_time > :since OR (out_time = :since AND id > :since_key) ORDER BY out_time, id ${limit}",
  "cursor": {"column": "out_time"}, "key": "id",
  "fields": {"recordCode": {"template": "R{id}"}, "carNum": "plate", "inTime": "in_time", "outTime": "out_time",
             "chargeMoney": {"column": "fee", "transform": "yuan"}} },
{ "message": "manual_gate_opening",
  "query": "SELECT id, at, who FROM opening WHERE at > :since OR (at = :since AND id > :since_key) ORDER BY at, id ${limit}",
  "cursor": {"column": "at"}, "key": "id",
  "fields": {"operateTime": "at", "operatorName": "who"} }
],
"counts": {"free_spaces": {"query": "SELECT 10 - count(*) AS free FROM stay", "fields": {"emptyNum": "free"}}}
})";
}

constexpr auto trouble_tables =
    "CREATE TABLE stay (id INTEGER PRIMARY KEY, plate TEXT, in_time TEXT, out_time TEXT, fee REAL);"
    "CREATE TABLE opening (id INTEGER PRIMARY KEY, at TEXT, who TEXT);"
    "INSERT INTO stay VALUES (1, '测A11111', '2024-01-01 08:00:00', '2024-01-01 09:00:00', 5);"
    "INSERT INTO opening VALUES (1, '2024-01-01 08:30:00', '收费员1')";

class Troubles : public ::testing::Test {
protected:
    void start(std::string const& more = R"("start": "beginning")") {
        ASSERT_TRUE(site.host.start(site.settings(more)));
    }
    void poll() {
        auto const polled = site.host.poll_all();
        ASSERT_TRUE(polled) << polled.error().message;
    }
    // Changes the mapping file.
    void edit(std::string const& before, std::string const& after) {
        auto text = *read_text(site.dir / "mapping.json");
        ASSERT_NE(text.find(before), std::string::npos);
        text.replace(text.find(before), before.size(), after);
        site.dir.write("mapping.json", text);
    }
    std::vector<std::string> names() const {
        std::vector<std::string> found;
        for (auto const& message : site.host.messages()) found.push_back(message.name);
        return found;
    }

    Site site{lot_mapping(), trouble_tables};
};

TEST_F(Troubles, AColumnThatTheQueryDoesNotDeliverStopsItsStreamWithOneSentenceAndNothingElse) {
    edit(R"({"column": "fee", )", R"({"column": "money", )");
    start();

    poll();

    EXPECT_EQ(site.host.left_out(),
              "stream vehicle_exit: mapping.json:12:29 /records/1/fields/chargeMoney: the query has no column "
              "\"money\"; it has "
              "id, plate, in_time, out_time, fee");
    EXPECT_THAT(names(), ElementsAre("vehicle_entry", "manual_gate_opening", "free_spaces"));
    EXPECT_THAT(site.host.quarantined(), IsEmpty());
}

TEST_F(Troubles, AStreamWhoseMappingIsMendedGoesOnByItselfAndHasLostNothing) {
    edit(R"({"column": "fee", )", R"({"column": "money", )");
    start("");
    site.exec(
        "UPDATE stay SET in_time = datetime('now', 'localtime', '+1 minute'), out_time = datetime('now', 'localtime', "
        "'+2 minutes')");
    poll();
    EXPECT_THAT(site.host.stored<vo::VehicleExit>(), IsEmpty());
    edit(R"({"column": "money", )", R"({"column": "fee", )");

    poll();

    EXPECT_EQ(site.host.left_out(), "");
    EXPECT_THAT(site.host.stored<vo::VehicleExit>(), SizeIs(1));
    EXPECT_THAT(site.host.logged(),
                ElementsAre(std::pair(LogLevel::info, std::string("the mapping was changed and is taken over"))));
}

TEST_F(Troubles, AMappingThatIsMendedBadlyIsRefusedAndTheOldOneServesOn) {
    edit(R"({"column": "fee", )", R"({"column": "money", )");
    start();
    poll();
    edit(R"("preceded_by")", R"("proceeded_by")");
    site.exec("INSERT INTO opening VALUES (2, '2024-01-01 08:31:00', '收费员1')");

    poll();
    poll();

    EXPECT_THAT(site.host.left_out(), HasSubstr("no column \"money\""));
    EXPECT_THAT(site.host.stored<vo::ManualGateOpening>(), SizeIs(2));
    ASSERT_THAT(site.host.logged(), SizeIs(1));
    EXPECT_THAT(site.host.logged()[0].second,
                AllOf(HasSubstr("is not taken over"), HasSubstr("\"proceeded_by\" is not known here")));
}

TEST_F(Troubles, WhatTellsOfStaysWaitsForAStreamAboveThatStopsAndTheOthersGoOn) {
    edit(R"("carNum": "plate", "inTime": "in_time"} })", R"("carNum": "car", "inTime": "in_time"} })");
    start();

    poll();

    EXPECT_EQ(site.host.left_out(),
              "stream vehicle_entry: mapping.json:7:61 /records/0/fields/carNum: the query has no column \"car\"; it "
              "has id, plate, "
              "in_time; until then these wait: vehicle_exit");
    EXPECT_THAT(names(), ElementsAre("manual_gate_opening", "free_spaces"));
}

TEST_F(Troubles, ATemplateMayNameAParameterButNothingElse) {
    edit(R"({"template": "R{id}"}, "carNum": "plate", "inTime": "in_time"} })",
         R"({"template": "{lot}-{ID}-{no}"}, "carNum": "plate", "inTime": "in_time"} })");
    start(R"("start": "beginning", "params": {"lot": "L1"})");

    poll();

    EXPECT_THAT(site.host.left_out(),
                HasSubstr("/records/0/fields/recordCode: the query has no column \"no\"; it has id, plate, in_time;"));
}

TEST_F(Troubles, AQueryThatTheDatabaseRefusesStopsItsStreamAndIsTriedAgainWhenTheTableIsThere) {
    site.exec("ALTER TABLE opening RENAME TO opened");
    start();
    poll();
    EXPECT_THAT(site.host.left_out(),
                AllOf(HasSubstr("stream manual_gate_opening: mapping.json:14:12 /records/2/query: "),
                      HasSubstr("no such table: opening")));
    EXPECT_THAT(names(), ElementsAre("vehicle_entry", "vehicle_exit", "free_spaces"));
    site.exec("ALTER TABLE opened RENAME TO opening");
    site.host.stop();
    start();

    poll();

    EXPECT_EQ(site.host.left_out(), "");
    EXPECT_THAT(site.host.stored<vo::ManualGateOpening>(), SizeIs(1));
}

TEST_F(Troubles, ACountThatCannotBeMadeIsNoReasonToStop) {
    edit("10 - count(*) AS free", "'many' AS free");
    start();

    poll();

    EXPECT_THAT(site.host.left_out(), HasSubstr("/counts/free_spaces/query: emptyNum: \"many\" is no whole number"));
    EXPECT_THAT(names(), ElementsAre("vehicle_entry", "vehicle_exit", "manual_gate_opening"));
}

TEST_F(Troubles, WhatHappensBeforeAStreamCanFirstBeReadIsNotMissed) {
    site.exec("ALTER TABLE opening RENAME TO opened; DELETE FROM opened");
    start("");
    poll();
    site.host.stop();
    site.exec(
        "ALTER TABLE opened RENAME TO opening; INSERT INTO opening VALUES (2, datetime('now', 'localtime'), "
        "'收费员1')");
    start("");

    poll();

    EXPECT_THAT(site.host.stored<vo::ManualGateOpening>(), SizeIs(1));
}

TEST_F(Troubles, AColumnOfAnotherKindStopsTheStreamBeforeAnythingIsPutAsideAndNamesNoPlate) {
    edit(R"("inTime": "in_time"} })", R"("inTime": "plate"} })");
    start();

    poll();

    EXPECT_THAT(
        site.host.left_out(),
        HasSubstr("stream vehicle_entry: no row fits the mapping: mapping.json:7:80 /records/0/fields/inTime: "
                  "/inTime is unreadable: \"?x#####\" is no time of the form yyyy-MM-dd HH:mm:ss; a text of another "
                  "form needs \"transform\": {\"date\": ...}"));
    EXPECT_THAT(site.host.quarantined(), IsEmpty());
    edit(R"("inTime": "plate"} })", R"("inTime": "in_time"} })");
    poll();
    EXPECT_THAT(site.host.stored<vo::VehicleEntry>(), SizeIs(1));
}

TEST_F(Troubles, ATextDateThatDoesNotSortStopsTheStreamAndNamesTheCursor) {
    site.exec(
        "UPDATE stay SET in_time = '2024/1/1 8:00:00'; INSERT INTO stay (id, in_time) VALUES (2, '2024/11/1 8:00:00')");
    start();

    poll();

    EXPECT_THAT(site.host.left_out(), HasSubstr("mapping.json:6:24 /records/0/cursor/column: column in_time: "
                                                "\"####/#/# #:##:##\" is no time of the form yyyy-MM-dd HH:mm:ss"));
    EXPECT_THAT(site.host.quarantined(), IsEmpty());
}

TEST_F(Troubles, AKeyThatIsNoNumberSaysHowToDeclareIt) {
    site.exec(
        "DROP TABLE stay; CREATE TABLE stay (id TEXT, plate TEXT, in_time TEXT, out_time TEXT, fee REAL);"
        "INSERT INTO stay VALUES ('A-1', '测A11111', '2024-01-01 08:00:00', NULL, NULL)");
    start();

    poll();

    EXPECT_THAT(site.host.left_out(),
                HasSubstr("column id: \"x-#\" is no whole number, as a key is unless its type is text"));
}

TEST_F(Troubles, OnceARowHasFittedABadOneIsPutAsideEvenWhenItComesAlone) {
    start();
    poll();
    site.exec("INSERT INTO stay (id, plate, in_time) VALUES (2, '测B22222', '2024-01-01 10:00:00.bad')");
    site.host.stop();
    start();

    poll();

    EXPECT_EQ(site.host.left_out(), "");
    EXPECT_THAT(site.host.quarantined(), SizeIs(1));
}

TEST_F(Troubles, ManyBadRowsInAPageHideNoneBehindThem) {
    // A bad one after every second good one: "08:07:xx" comes between "08:07:00" and "08:08:00".
    site.exec(
        "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 451) INSERT INTO stay (id, plate, "
        "in_time) "
        "SELECT i, '测A1', printf('2024-01-02 %02d:%02d:%s', i / 120, i / 2 % 60, iif(i % 2, 'xx', '00')) FROM n");
    start();

    poll();
    site.host.stop();
    start();
    poll();

    EXPECT_THAT(site.host.stored<vo::VehicleEntry>(), SizeIs(226));
    EXPECT_THAT(site.host.quarantined(), SizeIs(225));
}

// Directly on the reader, with a clock of our own.
TEST(ReaderOfALot, TriesAStreamInTroubleAgainAfterAGrowingPause) {
    Site site(lot_mapping(), trouble_tables);
    site.exec("ALTER TABLE opening RENAME TO opened");
    auto const setup = *read_setup(site.settings());
    auto const mapping = *read_mapping(site.dir / "mapping.json", Dialect::sqlite3, {});
    Pause::Clock::time_point now{};
    LotReader reader(setup, mapping, Host(), [&] { return now; });
    auto const left_out = [&] { return reader.poll("")->left_out(); };
    EXPECT_THAT(left_out(), HasSubstr("no such table"));
    site.exec("ALTER TABLE opened RENAME TO opening");

    EXPECT_THAT(left_out(), HasSubstr("no such table"));
    now += 1s;

    EXPECT_EQ(left_out(), "");
}

// A lock ends whenever it likes: here each time that the reader looks at its clock, and so also between its looks at
// the entries and at the exits.
class EndOfALock : public ::testing::TestWithParam<char const*> {};  // when the car had come in

TEST_P(EndOfALock, NoExitIsToldBeforeItsEntry) {
    auto mapping_text = lot_mapping();
    mapping_text.erase(mapping_text.find(R"( "preceded_by": "vehicle_entry",)"), 33);
    for (int moment = 1; moment <= 20; ++moment) {
        Site site(mapping_text, trouble_tables);
        auto const setup = *read_setup(site.settings());
        auto const mapping = *read_mapping(site.dir / "mapping.json", Dialect::sqlite3, {});
        constexpr int before = 2;  // polls: then the stretch behind was just looked through
        int polls = 0, looks = 0;
        LotReader reader(setup, mapping, Host(), [&] {
            if (polls >= before && ++looks == moment)
                site.exec(std::string("INSERT INTO stay VALUES (2, '测A22222', '") + GetParam() +
                          "', '2024-01-01 09:10:00', 5)");
            return Pause::Clock::time_point{};
        });
        std::vector<std::string> told;
        std::string cursor;
        for (; polls < before + 4; ++polls) {
            auto const batch = reader.poll(cursor);
            ASSERT_TRUE(batch) << batch.error().message;
            for (auto const& message : batch->messages())
                if (message.body.find("\"R2\"") != std::string::npos) told.push_back(message.name);
            cursor = batch->cursor().value_or(cursor);
        }

        EXPECT_THAT(told, ElementsAre("vehicle_entry", "vehicle_exit")) << "at the clock's look " << moment;
    }
}

INSTANTIATE_TEST_SUITE_P(AheadAndBehind, EndOfALock, ::testing::Values("2024-01-01 08:10:00", "2024-01-01 07:59:30"));

}  // namespace
}  // namespace lotbridge::sql
