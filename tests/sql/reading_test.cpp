#include "site.hpp"

#include <lotbridge/vo/free_spaces.hpp>
#include <lotbridge/vo/vehicle_entry.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lotbridge::sql {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

std::vector<std::string> records(testing::FakeHostBase const& host) {
    std::vector<std::string> found;
    for (auto const& message : host.messages())
        found.push_back(schema::decode<vo::VehicleEntry>(message.body)->record_code);
    return found;
}

TEST(Reading, RowsBecomeMessagesInTheirOrder) {
    Site site(entries_mapping());
    site.exec(
        "INSERT INTO stay(id, plate, in_time) VALUES (2, '测B22222', '2024-01-01 08:00:00'),"
        " (1, ' 测a-1１111', '2024-01-01 08:00:00'), (3, NULL, '2024-01-01 07:00:00')");
    ASSERT_TRUE(site.host.start(site.settings()));

    ASSERT_TRUE(site.host.poll_all());

    EXPECT_THAT(records(site.host), ElementsAre("R3", "R1", "R2"));
    EXPECT_EQ(site.host.stored<vo::VehicleEntry>()[1].car_num, "测A11111");
    EXPECT_EQ(site.host.stored<vo::VehicleEntry>()[1].in_time.text(), "2024-01-01 08:00:00");
}

TEST(Reading, MoreRowsThanAPageWithOneTimeAreAllRead) {
    Site site(entries_mapping());
    site.exec(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)"
        " INSERT INTO stay(id, plate, in_time) SELECT i, '测A11111', '2024-01-01 08:00:00' FROM n");
    ASSERT_TRUE(site.host.start(site.settings()));

    ASSERT_TRUE(site.host.poll_all());

    EXPECT_THAT(site.host.messages(), SizeIs(1000));
}

TEST(Reading, ARowThatCommitsLateIsFoundAfterARestart) {
    Site site(entries_mapping());
    site.exec("INSERT INTO stay(id, plate, in_time) VALUES (5, '测A11111', '2024-01-01 08:00:30')");
    ASSERT_TRUE(site.host.start(site.settings()));
    ASSERT_TRUE(site.host.poll_all());
    site.host.stop();
    site.exec("INSERT INTO stay(id, plate, in_time) VALUES (4, '测B22222', '2024-01-01 08:00:00')");

    ASSERT_TRUE(site.host.start(site.settings()));
    ASSERT_TRUE(site.host.poll_all());

    EXPECT_THAT(records(site.host), ElementsAre("R5", "R4"));
}

TEST(Reading, ARowWithAWrongDateIsToldAndHidesNoneThatFollows) {
    Site site(entries_mapping());
    site.exec("INSERT INTO stay(id, plate, in_time) VALUES (1, '测A11111', '2099-12-31 00:00:00')");
    ASSERT_TRUE(site.host.start(site.settings()));
    ASSERT_TRUE(site.host.poll_all());
    site.exec("INSERT INTO stay(id, plate, in_time) VALUES (2, '测B22222', datetime('now', 'localtime'))");
    ASSERT_TRUE(site.host.poll_all());
    site.host.stop();
    site.exec("INSERT INTO stay(id, plate, in_time) VALUES (3, '测C33333', datetime('now', 'localtime'))");

    ASSERT_TRUE(site.host.start(site.settings()));
    ASSERT_TRUE(site.host.poll_all());

    EXPECT_THAT(records(site.host), ElementsAre("R1", "R2", "R3"));
}

TEST(Reading, ARowUpdatedInPlaceIsToldAgainOnceForItsNewContent) {
    Site site(entries_mapping());
    site.exec("INSERT INTO stay(id, plate, in_time, state) VALUES (1, '测A11111', '2024-01-01 08:00:00', 'a')");
    ASSERT_TRUE(site.host.start(site.settings()));
    ASSERT_TRUE(site.host.poll_all());
    site.exec("UPDATE stay SET plate = '测B22222', state = 'b'");
    site.host.stop();

    ASSERT_TRUE(site.host.start(site.settings()));
    ASSERT_TRUE(site.host.poll_all());
    ASSERT_TRUE(site.host.poll_all());

    auto const entries = site.host.stored<vo::VehicleEntry>();
    ASSERT_THAT(entries, SizeIs(2));
    EXPECT_EQ(entries[1].car_num, "测B22222");
}

TEST(Reading, AnUpdateOfColumnsThatAreNotSentIsNoNews) {
    Site site(entries_mapping());
    site.exec("INSERT INTO stay(id, plate, in_time, state) VALUES (1, '测A11111', '2024-01-01 08:00:00', 'a')");
    ASSERT_TRUE(site.host.start(site.settings()));
    ASSERT_TRUE(site.host.poll_all());
    site.host.stop();
    site.exec("UPDATE stay SET state = 'b'");

    ASSERT_TRUE(site.host.start(site.settings()));
    ASSERT_TRUE(site.host.poll_all());

    EXPECT_THAT(site.host.messages(), SizeIs(1));
}

TEST(Reading, NothingIsLostWhenTheHostCannotStore) {
    Site site(entries_mapping());
    site.exec("INSERT INTO stay(id, plate, in_time) VALUES (1, '测A11111', '2024-01-01 08:00:00')");
    ASSERT_TRUE(site.host.start(site.settings()));
    site.host.fail_next_submit({Errc::retry, "the disk is full"});
    ASSERT_FALSE(site.host.poll());

    ASSERT_TRUE(site.host.poll_all());

    EXPECT_THAT(records(site.host), ElementsAre("R1"));
}

TEST(Reading, BytesThatAreNoGbkPutOneRowAsideAndStopNothing) {
    Site site(entries_mapping("", R"("encoding": "GBK",)"));
    // 粤 in GBK, then a lead byte without its second, then a good one again
    site.exec(
        "INSERT INTO stay(id, plate, in_time) VALUES (1, CAST(x'D4C1423132333435' AS TEXT), '2024-01-01 08:00:00'),"
        " (2, CAST(x'41D4' AS TEXT), '2024-01-01 08:00:01'), (3, 'A12345', '2024-01-01 08:00:02')");
    ASSERT_TRUE(site.host.start(site.settings()));

    ASSERT_TRUE(site.host.poll_all());

    EXPECT_THAT(records(site.host), ElementsAre("R1", "R3"));
    EXPECT_EQ(site.host.stored<vo::VehicleEntry>()[0].car_num, "粤B12345");
    ASSERT_THAT(site.host.quarantined(), SizeIs(1));
    EXPECT_THAT(site.host.quarantined()[0].problems,
                HasSubstr("/carNum is unreadable: column plate: byte 2 (D4) is no GBK text"));
}

TEST(Reading, ARowWithAnUnreadableTimeIsPutAsideOnceAndStopsNothing) {
    Site site(entries_mapping());
    site.exec(
        "INSERT INTO stay(id, plate, in_time) VALUES (1, 'A1', '2024-01-01 08:00:00'), (2, 'A2', '2024-01-xx "
        "08:00:00')");
    ASSERT_TRUE(site.host.start(site.settings()));
    ASSERT_TRUE(site.host.poll_all());
    site.exec("INSERT INTO stay(id, plate, in_time) VALUES (3, 'A3', '2024-01-01 08:00:05')");

    ASSERT_TRUE(site.host.poll_all());

    EXPECT_THAT(records(site.host), ElementsAre("R1", "R3"));
    EXPECT_THAT(site.host.quarantined(), SizeIs(1));
}

TEST(Reading, ALockedDatabaseIsTriedAgainAndLosesNothing) {
    Site site(entries_mapping());
    site.exec("INSERT INTO stay(id, plate, in_time) VALUES (1, '测A11111', '2024-01-01 08:00:00')");
    ASSERT_TRUE(site.host.start(site.settings()));
    site.exec("BEGIN EXCLUSIVE");

    auto const locked = site.host.poll();
    site.exec("COMMIT");

    ASSERT_FALSE(locked);
    EXPECT_EQ(locked.error().code, Errc::retry);
    EXPECT_THAT(locked.error().message, HasSubstr("locked"));
    ASSERT_TRUE(site.host.poll_all());
    EXPECT_THAT(records(site.host), ElementsAre("R1"));
}

TEST(Reading, AMissingColumnIsNamedWithItsPlaceInTheMapping) {
    Site site(entries_mapping(), "CREATE TABLE stay (id INTEGER PRIMARY KEY, plate TEXT)");
    ASSERT_TRUE(site.host.start(site.settings()));

    auto const polled = site.host.poll();

    ASSERT_FALSE(polled);
    EXPECT_EQ(polled.error().code, Errc::retry);
    EXPECT_EQ(polled.error().message, "mapping.json:3:48 /probe/tables/stay/2: table stay has no column in_time");
}

TEST(Reading, ASchemaReplacedWhileRunningStopsReadingSaysWhyAndGoesOnWhenItFits) {
    Site site(entries_mapping());
    ASSERT_TRUE(site.host.start(site.settings()));
    ASSERT_TRUE(site.host.poll_all());
    site.exec("ALTER TABLE stay RENAME COLUMN in_time TO entered_at");
    site.exec("INSERT INTO stay(id, plate, entered_at) VALUES (1, '测A11111', '2024-01-01 08:00:00')");

    auto const polled = site.host.poll();

    ASSERT_FALSE(polled);
    EXPECT_EQ(polled.error().code, Errc::retry);
    EXPECT_THAT(polled.error().message, HasSubstr("table stay has no column in_time"));
    site.exec("ALTER TABLE stay RENAME COLUMN entered_at TO in_time");
    ASSERT_TRUE(site.host.poll_all());
    EXPECT_THAT(records(site.host), ElementsAre("R1"));
}

TEST(Reading, AnotherVersionOfTheProductIsNotRead) {
    auto mapping = entries_mapping();
    mapping.replace(mapping.find(R"("probe": {)"), 10,
                    R"("probe": {"version": {"query": "SELECT v FROM version", "known": ["7", "8"]}, )");
    Site site(mapping,
              std::string(Site::stays_table) + "; CREATE TABLE version (v TEXT); INSERT INTO version VALUES ('9')");
    ASSERT_TRUE(site.host.start(site.settings()));

    auto const polled = site.host.poll();

    ASSERT_FALSE(polled);
    EXPECT_THAT(polled.error().message, HasSubstr("the database says version 9; this mapping is for 7, 8"));
}

TEST(Reading, ADatabaseThatIsNotThereYetIsNoReasonNotToStart) {
    Site site(entries_mapping());
    site.database.reset();
    std::filesystem::rename(site.dir / "lot.db", site.dir / "away.db");

    ASSERT_TRUE(site.host.start(site.settings()));
    auto const polled = site.host.poll();

    ASSERT_FALSE(polled);
    EXPECT_EQ(polled.error().code, Errc::retry);
    EXPECT_THAT(polled.error().message, HasSubstr("there is no such file"));
    EXPECT_THAT(*site.host.capabilities(), HasSubstr(R"("vehicle_entry":"native")"));
}

TEST(Reading, NowBeginsWithWhatComesAfterTheStart) {
    Site site(entries_mapping());
    site.exec("INSERT INTO stay(id, plate, in_time) VALUES (1, 'A1', datetime('now', 'localtime', '-1 hour'))");
    ASSERT_TRUE(site.host.start(site.settings("")));
    ASSERT_TRUE(site.host.poll_all());
    site.exec("INSERT INTO stay(id, plate, in_time) VALUES (2, 'A2', datetime('now', 'localtime', '+1 hour'))");

    ASSERT_TRUE(site.host.poll_all());

    EXPECT_THAT(records(site.host), ElementsAre("R2"));
}

TEST(Reading, AStartTimeLeavesOutWhatWasBefore) {
    Site site(entries_mapping());
    site.exec(
        "INSERT INTO stay(id, plate, in_time) VALUES (1, 'A1', '2023-12-31 23:59:59'), (2, 'A2', '2024-01-01 "
        "00:00:00')");
    ASSERT_TRUE(site.host.start(site.settings(R"("start": "2024-01-01 00:00:00")")));

    ASSERT_TRUE(site.host.poll_all());

    EXPECT_THAT(records(site.host), ElementsAre("R2"));
}

TEST(Reading, CountsAreSentWhenTheyChange) {
    Site site(entries_mapping(R"(, "counts": {"free_spaces": {
        "query": "SELECT 10 - count(*) AS free FROM stay", "fields": {"emptyNum": "free"}}})"));
    ASSERT_TRUE(site.host.start(site.settings()));
    ASSERT_TRUE(site.host.poll_all());
    ASSERT_TRUE(site.host.poll_all());
    site.exec("INSERT INTO stay(id, plate, in_time) VALUES (1, 'A1', '2024-01-01 00:00:00')");

    ASSERT_TRUE(site.host.poll_all());

    auto const counts = site.host.stored<vo::FreeSpaces>();
    ASSERT_THAT(counts, SizeIs(2));
    EXPECT_EQ(counts[0].empty_num, 10);
    EXPECT_EQ(counts[1].empty_num, 9);
}

}  // namespace
}  // namespace lotbridge::sql
