// Streams of other kinds than a table of times: counted rows, rows that are there now, pictures in columns.
#include "site.hpp"
#include "stream.hpp"

#include <lotbridge/vo/image_upload.hpp>
#include <lotbridge/vo/manual_gate_opening.hpp>
#include <lotbridge/vo/vehicle_correction.hpp>
#include <lotbridge/vo/vehicle_exit.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lotbridge::sql {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string streams_mapping(std::string const& stream, std::string const& head = "") {
    return R"({"format": 1, "name": "test", )" + head + R"("records": [)" + stream + "]}";
}

constexpr auto openings = R"({
    "message": "manual_gate_opening",
    "query": "SELECT id, at, who FROM opening WHERE id > :since OR (id = :since AND id > :since_key) ORDER BY id ${limit}",
    "cursor": {"column": "id", "type": "integer", "overlap": 10, "begin": "SELECT max(id) FROM opening WHERE at < :start"},
    "key": "id",
    "fields": {"operateTime": {"column": "at", "transform": {"date": "yyyy/M/d H:mm"}}, "operatorName": "who"}})";
constexpr auto opening_table = "CREATE TABLE opening (id INTEGER PRIMARY KEY, at TEXT, who TEXT)";

std::string openings_with_highest() {
    return replace(openings, R"("overlap": 10,)", R"("overlap": 10, "highest": "SELECT max(id) FROM opening",)");
}

std::vector<std::string> openers(testing::FakeHostBase const& host) {
    std::vector<std::string> found;
    for (auto const& message : host.messages())
        found.push_back(schema::decode<vo::ManualGateOpening>(message.body)->operator_name);
    return found;
}

TEST(NumberedRows, AreReadInOrderWithTextDatesThatDoNotSort) {
    Site site(streams_mapping(openings), opening_table);
    site.exec("INSERT INTO opening VALUES (9, '2024/1/2 3:04', 'a'), (10, '2024/11/2 13:04', 'b')");
    ASSERT_TRUE(site.host.start(site.settings()));

    ASSERT_TRUE(site.host.poll_all());

    EXPECT_THAT(openers(site.host), ElementsAre("a", "b"));
    EXPECT_THAT(site.host.messages()[0].body, HasSubstr("2024-01-02 03:04:00"));
}

// 甲 and 乙 hand over at the same time: the second is found after the first by its name.
TEST(RowsWithATextKey, AreReadInTheMappingsEncodingAndGoOnAfterARestart) {
    Site site(streams_mapping(R"({
        "message": "manual_gate_opening",
        "query": "SELECT who, at FROM opening WHERE at >= :since AND (at > :since OR who > :since_key) ORDER BY at, who ${limit}",
        "cursor": {"column": "at"}, "key": {"column": "who", "type": "text"}, "limit": 1,
        "fields": {"operateTime": "at", "operatorName": "who"}})",
                              R"("encoding": "GBK", )"),
              "CREATE TABLE opening (at TEXT, who TEXT)");
    site.exec(
        "INSERT INTO opening VALUES ('2024-01-02 08:00:00', CAST(x'BCD7' AS TEXT)), "
        "('2024-01-02 08:00:00', CAST(x'D2D2' AS TEXT))");
    ASSERT_TRUE(site.host.start(site.settings()));
    auto const polled = site.host.poll();
    ASSERT_TRUE(polled) << polled.error().message;
    site.host.stop();

    ASSERT_TRUE(site.host.start(site.settings()));
    ASSERT_TRUE(site.host.poll_all());

    EXPECT_THAT(openers(site.host), ElementsAre("甲", "乙"));
}

TEST(NumberedRows, OfATableThatAnUpgradeMadeAgainAreReadFromTheBeginning) {
    Site site(streams_mapping(openings_with_highest()), opening_table);
    site.exec("INSERT INTO opening VALUES (500, '2024/1/2 3:04', 'before')");
    ASSERT_TRUE(site.host.start(site.settings()));
    ASSERT_TRUE(site.host.poll_all());
    site.host.stop();
    site.exec("DELETE FROM opening; INSERT INTO opening VALUES (1, '2024/1/3 3:04', 'after')");

    ASSERT_TRUE(site.host.start(site.settings()));
    ASSERT_TRUE(site.host.poll_all());
    ASSERT_TRUE(site.host.poll_all());

    EXPECT_THAT(openers(site.host), ElementsAre("before", "after"));
    ASSERT_THAT(site.host.logged(), SizeIs(1));
    EXPECT_THAT(site.host.logged()[0].second, HasSubstr("the highest number was 500 and is 1"));
    site.exec("INSERT INTO opening VALUES (2, '2024/1/3 3:05', 'later')");
    ASSERT_TRUE(site.host.poll_all());
    EXPECT_THAT(openers(site.host), ElementsAre("before", "after", "later"));
}

TEST(NumberedRows, OfWhichTheNewestWereDeletedAreNotReadAgainFromTheBeginning) {
    Site site(streams_mapping(openings_with_highest()), opening_table);
    site.exec("INSERT INTO opening VALUES (498, '2024/1/2 3:00', 'old'), (500, '2024/1/2 3:04', 'newest')");
    ASSERT_TRUE(site.host.start(site.settings()));
    ASSERT_TRUE(site.host.poll_all());
    site.host.stop();
    site.exec("DELETE FROM opening WHERE id = 500; INSERT INTO opening VALUES (499, '2024/1/2 3:05', 'in its place')");

    ASSERT_TRUE(site.host.start(site.settings()));
    ASSERT_TRUE(site.host.poll_all());

    EXPECT_THAT(openers(site.host), ElementsAre("old", "newest", "in its place"));
    EXPECT_THAT(site.host.logged(), IsEmpty());
}

TEST(NumberedRows, OfATableThatAnUpgradeMadeAgainAreNoticedWithinTheOverlapToo) {
    Site site(streams_mapping(openings_with_highest()), opening_table);
    site.exec("INSERT INTO opening VALUES (11, '2024/1/2 3:04', 'before'), (12, '2024/1/2 3:05', 'last')");
    ASSERT_TRUE(site.host.start(site.settings()));
    ASSERT_TRUE(site.host.poll_all());
    site.host.stop();
    site.exec(
        "DELETE FROM opening; INSERT INTO opening VALUES (1, '2024/1/3 3:04', 'after'), (9, '2024/1/3 3:05', 'next')");

    ASSERT_TRUE(site.host.start(site.settings()));
    ASSERT_TRUE(site.host.poll_all());

    EXPECT_THAT(openers(site.host), ElementsAre("before", "last", "after", "next"));
    ASSERT_THAT(site.host.logged(), SizeIs(1));
    EXPECT_THAT(site.host.logged()[0].second, HasSubstr("the highest number was 12 and is 9"));
}

// All that was told has been deleted, and what remains was there before the lot began.
TEST(NumberedRows, FromBeforeTheStartAreNotToldWhenLaterOnesAreDeleted) {
    auto const text =
        replace(replace(openings, R"("overlap": 10,)", R"("overlap": 10, "highest": "SELECT max(id) FROM opening",)"),
                "at < :start", "replace(at, '/', '-') < :start");
    auto const begun = R"("start": "2024-03-01 00:00:00")";
    Site site(streams_mapping(text), opening_table);
    site.exec("INSERT INTO opening VALUES (11, '2024/01/02 3:04', 'history'), (12, '2024/05/02 3:05', 'told')");
    ASSERT_TRUE(site.host.start(site.settings(begun)));
    ASSERT_TRUE(site.host.poll_all());
    ASSERT_THAT(openers(site.host), ElementsAre("told"));
    site.host.stop();
    site.exec("DELETE FROM opening WHERE id = 12");

    ASSERT_TRUE(site.host.start(site.settings(begun)));
    ASSERT_TRUE(site.host.poll_all());

    EXPECT_THAT(openers(site.host), ElementsAre("told"));
}

TEST(NumberedRows, ThatAppearBehindAreFoundWithinTheOverlap) {
    Site site(streams_mapping(openings), opening_table);
    site.exec("INSERT INTO opening VALUES (12, '2024/1/2 3:04', 'later')");
    ASSERT_TRUE(site.host.start(site.settings()));
    ASSERT_TRUE(site.host.poll_all());
    site.host.stop();
    site.exec("INSERT INTO opening VALUES (11, '2024/1/2 3:04', 'late')");

    ASSERT_TRUE(site.host.start(site.settings()));
    ASSERT_TRUE(site.host.poll_all());

    EXPECT_THAT(openers(site.host), ElementsAre("later", "late"));
}

TEST(NumberedRows, BeginAfterTheNumberThatBelongsToTheStartTime) {
    Site site(streams_mapping(openings), opening_table);
    site.exec("INSERT INTO opening VALUES (1, '2023-12-31 23:00:00', 'old'), (2, '2024-01-01 01:00:00', 'new')");
    auto text = streams_mapping(openings);
    text.replace(text.find("yyyy/M/d H:mm"), 13, "sql");
    site.dir.write("mapping.json", text);
    ASSERT_TRUE(site.host.start(site.settings(R"("start": "2024-01-01 00:00:00")")));

    ASSERT_TRUE(site.host.poll_all());

    EXPECT_THAT(openers(site.host), ElementsAre("new"));
}

TEST(NumberedRows, CannotBeginAtATimeWithoutAQueryForIt) {
    std::string text(openings);
    auto const begin = text.find(R"(, "begin")");
    text.erase(begin, text.find('}', begin) - begin);
    Site site(streams_mapping(text), opening_table);
    ASSERT_TRUE(site.host.start(site.settings("")));

    ASSERT_TRUE(site.host.poll());

    EXPECT_THAT(site.host.left_out(),
                HasSubstr("mapping.json:4:26 /records/0/cursor/column: reading from a time needs \"begin\""));
}

// '/' stands behind '-', so that no text of this year is before the start.
TEST(NumberedRows, AreNotToldFromTheBeginningBecauseTheirTimesAreComparedAsTexts) {
    Site site(streams_mapping(openings), opening_table);
    site.exec("INSERT INTO opening VALUES (1, '2024/1/2 3:04', 'history'), (2, '2024/1/2 3:05', 'history')");
    ASSERT_TRUE(site.host.start(site.settings(R"("start": "2024-06-01 00:00:00")")));

    ASSERT_TRUE(site.host.poll());

    EXPECT_THAT(
        site.host.left_out(),
        AllOf(HasSubstr("/records/0/cursor/begin: \"begin\" gives no number for 2024-06-01 00:00:00, and rows that are "
                        "earlier come after it, the first of them id 1 of 2024-01-02 03:04:00"),
              HasSubstr("compare a text")));
    EXPECT_THAT(site.host.messages(), IsEmpty());
}

TEST(NumberedRows, DoNotBeginWithTheFirstWhenNoNumberIsEverFound) {
    Site site(streams_mapping(openings), opening_table);
    site.exec("INSERT INTO opening VALUES (1, '2023-12-31 23:00:00', 'old')");
    auto text = streams_mapping(openings);
    auto const begin = text.find("SELECT max(id) FROM");
    text.replace(begin, text.find(":start", begin) - begin, "SELECT min(id) - 1 FROM opening WHERE at >= ");
    site.dir.write("mapping.json", text);
    ASSERT_TRUE(site.host.start(site.settings("")));

    ASSERT_TRUE(site.host.poll());

    EXPECT_THAT(
        site.host.left_out(),
        HasSubstr("stream manual_gate_opening: mapping.json:4:75 /records/0/cursor/begin: \"begin\" gives no number"));
    EXPECT_THAT(site.host.messages(), IsEmpty());
}

TEST(NumberedRows, BeginWithTheFirstWhenTheTableIsYoungerThanTheStart) {
    auto text = streams_mapping(openings);
    text.replace(text.find("yyyy/M/d H:mm"), 13, "sql");
    Site site(text, opening_table);
    site.exec("INSERT INTO opening VALUES (1, '2024-02-01 01:00:00', 'new')");
    ASSERT_TRUE(site.host.start(site.settings(R"("start": "2024-01-01 00:00:00")")));

    ASSERT_TRUE(site.host.poll_all());

    EXPECT_THAT(openers(site.host), ElementsAre("new"));
}

// The cash desk writes what was paid some seconds after the barrier has written the exit.
class MoneyThatIsWrittenLater : public ::testing::Test {
protected:
    static constexpr auto passages = "CREATE TABLE passage (id INTEGER PRIMARY KEY, at TEXT, yuan REAL)";
    static std::string mapping(std::string const& cursor = R"("column": "id", "type": "integer")") {
        return streams_mapping(R"({
            "message": "vehicle_exit",
            "query": "SELECT id, at, yuan FROM passage WHERE id >= :since AND (id > :since OR id > :since_key) ORDER BY id ${limit}",
            "cursor": {)" + cursor +
                               R"(}, "key": "id", "record_key": "id",
            "wait": {"until": {"column": "yuan", "null": false}, "written": "at", "limit_ms": 15000},
            "fields": {"recordCode": "id", "inTime": "at", "outTime": "at", "payMoney": {"column": "yuan", "transform": "yuan"}}})");
    }
    void leaves(int id, std::string const& age = "0") {
        site.exec("INSERT INTO passage VALUES (" + std::to_string(id) + ", datetime('now', 'localtime', '-" + age +
                  " seconds'), NULL)");
    }
    // "7" or, with its money, "7:12.50"
    std::vector<std::string> poll() {
        auto news = *stream.read(at);
        at = std::move(news.at);
        std::vector<std::string> told;
        for (auto const& fact : news.facts) {
            auto const exit = *schema::decode<vo::VehicleExit>(fact.messages.at(0).body);
            told.push_back(exit.record_code + (exit.pay_money.fen() > 0 ? ":" + exit.pay_money.text() : ""));
        }
        return told;
    }

    Site site{mapping(), passages};
    sql::Setup setup = *read_setup(site.settings());
    Mapping read = *read_mapping(setup.mapping, Dialect::sqlite3, setup.parameters);
    Link::Clock::time_point now{};
    Link link{setup.connection, Access::read_only, [this] { return now; }};
    Stream stream{read, read.records[0], setup.parameters, link};
    StreamBookmark at;
};

TEST_F(MoneyThatIsWrittenLater, IsToldWithItsExitAndHoldsNoOtherExitUp) {
    leaves(1);
    leaves(2);
    site.exec("UPDATE passage SET yuan = 5 WHERE id = 2");
    EXPECT_THAT(poll(), ElementsAre("2:5"));
    site.exec("UPDATE passage SET yuan = 12.5 WHERE id = 1");
    now += std::chrono::seconds(2);

    EXPECT_THAT(poll(), ElementsAre("1:12.50"));
    EXPECT_THAT(poll(), IsEmpty());
}

TEST_F(MoneyThatIsWrittenLater, IsNotWaitedForLongerThanTheMappingSays) {
    leaves(1);
    leaves(2, "60");  // found after an outage
    EXPECT_THAT(poll(), ElementsAre("2"));
    now += std::chrono::seconds(13);
    EXPECT_THAT(poll(), IsEmpty());
    now += std::chrono::seconds(3);

    EXPECT_THAT(poll(), ElementsAre("1"));
}

TEST_F(MoneyThatIsWrittenLater, IsStillToldAfterARestartInBetween) {
    leaves(1);
    leaves(2);
    site.exec("UPDATE passage SET yuan = 5 WHERE id = 2");
    EXPECT_THAT(poll(), ElementsAre("2:5"));
    site.exec("UPDATE passage SET yuan = 12.5 WHERE id = 1");

    Stream again(read, read.records[0], setup.parameters, link);
    auto const news = again.read(at);

    ASSERT_TRUE(news);
    ASSERT_THAT(news->facts, SizeIs(1));
    EXPECT_THAT(news->facts[0].messages[0].body, HasSubstr("12.5"));
}

TEST_F(MoneyThatIsWrittenLater, NeedsAnOverlapThatIsLongEnough) {
    auto const text = mapping(R"("column": "at", "overlap": 20)");

    EXPECT_THAT(read_mapping(text, "m.json", Dialect::sqlite3, {}).error().message,
                HasSubstr("/records/0/wait: the cursor's \"overlap\" must be at least twice \"limit_ms\""));
}

constexpr auto snapshot = R"({
    "message": "vehicle_correction", "mode": "snapshot", "limit": 3,
    "query": "SELECT id, plate FROM stay WHERE out_time IS NULL ORDER BY id LIMIT :limit",
    "key": "id",
    "fields": {"recordCode": "id", "carNum": "plate"}})";

std::vector<std::string> plates(testing::FakeHost<SqlAdapter> const& host) {
    std::vector<std::string> found;
    for (auto const& message : host.messages())
        found.push_back(schema::decode<vo::VehicleCorrection>(message.body)->car_num);
    return found;
}

TEST(Snapshot, TellsRowsThatAreNewOrHaveChanged) {
    Site site(streams_mapping(snapshot));
    site.exec("INSERT INTO stay (id, plate) VALUES (1, 'A'), (2, 'B')");
    ASSERT_TRUE(site.host.start(site.settings()));
    ASSERT_TRUE(site.host.poll_all());
    site.exec("UPDATE stay SET plate = 'C' WHERE id = 1; UPDATE stay SET out_time = 'x' WHERE id = 2");

    ASSERT_TRUE(site.host.poll_all());
    ASSERT_TRUE(site.host.poll_all());

    EXPECT_THAT(plates(site.host), ElementsAre("A", "B", "C"));
}

// A key would make the host take the third message for the first one.
TEST(Snapshot, TellsAgainWhatHasComeBackAsItWasBefore) {
    Site site(streams_mapping(snapshot));
    site.exec("INSERT INTO stay (id, plate) VALUES (1, 'A')");
    ASSERT_TRUE(site.host.start(site.settings()));
    for (auto const* plate : {"A", "B", "A"}) {
        site.exec("UPDATE stay SET plate = '" + std::string(plate) + "'");
        ASSERT_TRUE(site.host.poll_all());
    }

    EXPECT_THAT(plates(site.host), ElementsAre("A", "B", "A"));
    for (auto const& message : site.host.messages()) EXPECT_EQ(message.key, "");
}

TEST(Snapshot, RemembersOverARestartWhatItHasTold) {
    Site site(streams_mapping(snapshot));
    site.exec("INSERT INTO stay (id, plate) VALUES (1, 'A')");
    ASSERT_TRUE(site.host.start(site.settings()));
    ASSERT_TRUE(site.host.poll_all());
    auto const cursor = site.host.cursor();
    site.host.stop();

    ASSERT_TRUE(site.host.start(site.settings()));
    ASSERT_TRUE(site.host.poll_all());

    EXPECT_EQ(site.host.cursor(), cursor);
    EXPECT_THAT(site.host.messages(), SizeIs(1));
}

TEST(Snapshot, ThatIsLargerThanAllowedIsRefusedInsteadOfCut) {
    Site site(streams_mapping(snapshot));
    site.exec("INSERT INTO stay (id, plate) VALUES (1, 'A'), (2, 'B'), (3, 'C'), (4, 'D')");
    ASSERT_TRUE(site.host.start(site.settings()));

    ASSERT_TRUE(site.host.poll());

    EXPECT_THAT(
        site.host.left_out(),
        HasSubstr("stream vehicle_correction: mapping.json:1:43 /records/0: the snapshot has more than 3 rows"));
    EXPECT_THAT(site.host.messages(), IsEmpty());
}

TEST(PicturesInColumns, FollowTheirRecord) {
    auto text = entries_mapping();
    auto const fields = text.find(R"("fields")");
    text.insert(fields, R"("images": [{"blob": "state", "form": "hex",
        "fields": {"recordCode": {"template": "R{id}"}, "imageCode": {"template": "R{id}-2"}, "imageType": {"constant": 2}}}],)");
    Site site(text);
    site.exec("INSERT INTO stay(id, plate, in_time, state) VALUES (1, '测A11111', '2024-01-01 08:00:00', 'FFD8FF41')");
    ASSERT_TRUE(site.host.start(site.settings()));

    ASSERT_TRUE(site.host.poll_all());

    ASSERT_THAT(site.host.messages(), SizeIs(2));
    EXPECT_EQ(site.host.messages()[1].name, "image_upload");
    EXPECT_EQ(site.host.messages()[1].image, "image-0");
    EXPECT_THAT(site.host.images(), ElementsAre("\xFF\xD8\xFF"
                                                "A"));
    EXPECT_EQ(site.host.stored<vo::ImageUpload>()[0].image_code, "R1-2");
}

}  // namespace
}  // namespace lotbridge::sql
