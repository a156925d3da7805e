// The product's own tables, read by a mapping for plugins/sql, on MariaDB.
#include "lot_at_door.hpp"

#include <lotbridge/vo/all.hpp>

#include <gmock/gmock.h>

#include <map>

namespace lotbridge::sql {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

std::filesystem::path const folder = std::filesystem::path(LOTBRIDGE_SOURCE_DIR) / "adapters/uploadcarin";

class Tables : public ::testing::Test {
protected:
    void SetUp() override {
        auto const script = *read_text(folder / "schema/mysql.sql");
        for (std::size_t i = 0; !trim(part(script, ";", i)).empty(); ++i) {
            auto const at = part(script, ";", i).find("CREATE ");
            if (at != std::string::npos) lot.exec(part(script, ";", i).substr(at));  // without the comments before it
        }
        lot.write_mapping(R"({"extends": )" + quoted(folder / "tables.json") + R"(, "name": "tables"})");
        auto const started = lot.start();
        ASSERT_TRUE(started) << started.error().message;
    }
    void enter(std::string const& number, std::string const& mark, std::string const& at = "2024-01-02 08:00:05") {
        lot.exec(
            "INSERT INTO pk_gateio (RecordID, CardNo, CardType, InCarMark, GateInID, GateInTime, CreateTime, "
            "UpdatedTime) "
            "VALUES ('" +
            number + "', '" + mark + "', 0, '" + mark + "', 1, '" + at + "', '" + at + "', '" + at + "')");
    }
    void change(std::string const& number, std::string const& what, std::string const& at) {
        lot.exec("UPDATE pk_gateio SET " + what + ", UpdatedTime = '" + at + "' WHERE RecordID = '" + number + "'");
    }
    void poll() {
        auto const polled = lot.host.poll_all();
        ASSERT_TRUE(polled) << polled.error().message;
        EXPECT_EQ(lot.host.left_out(), "");
    }

    LotAtDoor lot{doors[2]};
};

TEST_F(Tables, AStayIsToldFromTheRowThatItsExitChanges) {
    enter("10000001", "测A12345");
    poll();
    change("10000001", "GateOutID = 3, GateOutTime = '2024-01-02 10:30:59', OutCarMark = '测A12345'",
           "2024-01-02 10:31:00");

    poll();

    auto const entries = lot.host.stored<vo::VehicleEntry>();
    ASSERT_THAT(entries, SizeIs(1));
    EXPECT_EQ(entries[0].record_code, "10000001");
    EXPECT_EQ(entries[0].car_num, "测A12345");
    EXPECT_EQ(entries[0].in_cross, "1");
    EXPECT_EQ(entries[0].in_identity, vo::VehicleType::temporary);
    auto const exits = lot.host.stored<vo::VehicleExit>();
    ASSERT_THAT(exits, SizeIs(1));
    EXPECT_EQ(exits[0].out_time.text(), "2024-01-02 10:30:59");
    EXPECT_EQ(exits[0].park_minutes, 150);
    EXPECT_EQ(exits[0].out_cross, "3");
    EXPECT_THAT(lot.host.stored<vo::VehicleCorrection>(), SizeIs(0));
}

TEST_F(Tables, AnAmountThatNoTableNamesIsNotToldAsNothing) {
    enter("10000001", "测A12345");
    change("10000001", "GateOutTime = '2024-01-02 10:30:59'", "2024-01-02 10:31:00");

    poll();

    ASSERT_EQ(lot.host.messages().back().name, "vehicle_exit");
    EXPECT_THAT(lot.host.messages().back().body, ::testing::Not(HasSubstr("Money")));
}

TEST_F(Tables, APlateThatSomebodyChangesInsideIsACorrectionToldOnce) {
    enter("10000001", "测A12345");
    poll();
    change("10000001", "CardNo = '测A54321'", "2024-01-02 08:05:00");
    poll();
    change("10000001", "CarUser = '某人'", "2024-01-02 08:06:00");

    poll();

    auto const corrections = lot.host.stored<vo::VehicleCorrection>();
    ASSERT_THAT(corrections, SizeIs(1));
    EXPECT_EQ(corrections[0].record_code, "10000001");
    EXPECT_EQ(corrections[0].car_num, "测A54321");
}

TEST_F(Tables, ACardsNumberIsNoPlate) {
    enter("10000001", "测A12345");
    change("10000001", "CardNo = '0001234567'", "2024-01-02 08:05:00");
    lot.exec(
        "INSERT INTO pk_gateio (RecordID, CardNo, GateInTime, CreateTime, UpdatedTime) VALUES ('10000002', "
        "'0001234567', '2024-01-02 08:10:00', '2024-01-02 08:10:00', '2024-01-02 08:10:00')");

    poll();

    EXPECT_THAT(lot.host.stored<vo::VehicleCorrection>(), SizeIs(0));
    EXPECT_EQ(lot.host.stored<vo::VehicleEntry>().at(1).car_num, "无牌车");
}

TEST_F(Tables, ACarWithoutAPlateIsUnlicensed) {
    enter("10000001", "无10000001");
    enter("10000002", "noplate12");

    poll();

    EXPECT_EQ(lot.host.stored<vo::VehicleEntry>().at(0).car_num, "无牌车");
    EXPECT_EQ(lot.host.stored<vo::VehicleEntry>().at(1).car_num, "无牌车");
}

TEST_F(Tables, AnExitOfAnEarlierYearLeftWhenItsRowWasChanged) {
    enter("10000001", "测A12345");
    change("10000001", "GateOutTime = '2009-01-01 00:00:07'", "2024-01-02 10:31:00");

    poll();

    auto const exits = lot.host.stored<vo::VehicleExit>();
    ASSERT_THAT(exits, SizeIs(1));
    EXPECT_EQ(exits[0].out_time.text(), "2024-01-02 10:31:00");
    EXPECT_EQ(exits[0].park_minutes, 150);
}

TEST_F(Tables, AnEntryThatIsFilledInLateComesBeforeItsExit) {
    lot.exec(
        "INSERT INTO pk_gateio (RecordID, CreateTime, UpdatedTime) VALUES ('10000001', '2024-01-02 08:00:05', "
        "'2024-01-02 08:00:05')");
    enter("10000002", "测B12345", "2024-01-02 09:30:00");
    poll();
    change("10000001",
           "CardNo = '测A12345', InCarMark = '测A12345', GateInTime = '2024-01-02 08:00:05', GateOutTime = "
           "'2024-01-02 09:40:00'",
           "2024-01-02 09:40:01");

    poll();

    std::vector<std::string> names;
    for (auto const& message : lot.host.messages())
        if (message.body.find("10000001") != std::string::npos) names.push_back(message.name);
    EXPECT_THAT(names, ElementsAre("vehicle_entry", "vehicle_exit"));
}

TEST_F(Tables, RowsOfOneSecondAreAllRead) {
    for (int i = 0; i < 450; ++i) enter(std::to_string(i), "测A12345");

    poll();

    EXPECT_THAT(lot.host.stored<vo::VehicleEntry>(), SizeIs(450));
}

TEST_F(Tables, ANumberedRecordIdDoesAsWell) {
    lot.exec("ALTER TABLE pk_gateio MODIFY RecordID int NOT NULL");
    for (int i = 1; i < 250; ++i) enter(std::to_string(i), "测A12345");

    poll();

    EXPECT_THAT(lot.host.stored<vo::VehicleEntry>(), SizeIs(249));
}

TEST_F(Tables, ACardIsToldAgainWhenItIsValidForLongerAndNotWhenItIsWrittenAgain) {
    auto const issue = [&](int number, std::string const& until) {
        lot.exec("DELETE FROM t_parkcard");
        lot.exec("INSERT INTO t_parkcard (CID, CardNo, StartDate, ValidDate, CardMoney, HCardNo, FeePeriod) VALUES (" +
                 std::to_string(number) + ", '测A12345', '2024-01-01', '" + until + "', 300, '100000000000001', '月')");
    };
    issue(1, "2024-01-31");
    poll();
    issue(2, "2024-01-31");
    poll();
    issue(3, "2024-02-29");

    poll();

    auto const cards = lot.host.stored<vo::MonthlyCard>();
    ASSERT_THAT(cards, SizeIs(2));
    EXPECT_EQ(cards[0].amount, Money::from_fen(30000));
    EXPECT_EQ(cards[0].end_time.text(), "2024-01-31 00:00:00");
    EXPECT_EQ(cards[1].ms_record_id, "100000000000001-20240229000000");
}

// The sheet of README.md.
TEST_F(Tables, TheSheetSaysWhatTheTestsHereShowAndEverythingElseIsUnsupported) {
    auto const sheet = lot.host.capabilities();
    ASSERT_TRUE(sheet);
    std::map<std::string, std::string> const offered{{"vehicle_entry", "native"},
                                                     {"vehicle_correction", "derived"},
                                                     {"vehicle_exit", "derived"},
                                                     {"monthly_card", "derived"}};
    for (auto const& interface : schema::interfaces()) {
        std::string const id(interface.id);
        auto const found = offered.find(id);
        auto const wanted = found == offered.end() ? "unsupported" : found->second;
        EXPECT_THAT(*sheet, HasSubstr('"' + id + R"(":")" + wanted + '"'));
        if (interface.direction == schema::Direction::up || found != offered.end()) continue;
        EXPECT_EQ(lot.host.command(id, "{}").error().code, Errc::unsupported) << id;
    }
}

TEST_F(Tables, TheCheckFindsNoFaultAndItsExamplesHold) {
    lot.host.stop();
    auto const findings = lot.host.check(lot.settings());

    ASSERT_TRUE(findings);
    for (auto const& finding : *findings) EXPECT_NE(finding.outcome, Findings::Outcome::failed) << finding.words;
}

TEST(TablesOnSqlServer, TheMappingIsReadInItsWords) {
    auto const mapping = read_mapping(folder / "tables.json", Dialect::mssql, {});

    ASSERT_TRUE(mapping) << mapping.error().message;
    auto const ready = mapping->records[0].query.statement.ready(
        {{"since", std::string("2024-01-02 00:00:00")}, {"since_key", std::string("7")}, {"limit", std::int64_t{200}}});
    ASSERT_TRUE(ready);
    EXPECT_THAT(ready->text, HasSubstr("SELECT TOP 200 concat(RecordID, '') AS stay"));
}

}  // namespace
}  // namespace lotbridge::sql
