// The ZNYKT mapping on MariaDB in GBK; the words for SQL Server are read, not run.
#include "lot_at_door.hpp"

#include <lotbridge/vo/all.hpp>

#include <gmock/gmock.h>

#include <set>

namespace lotbridge::sql {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

std::filesystem::path const folder = std::filesystem::path(LOTBRIDGE_SOURCE_DIR) / "adapters/znykt";
constexpr auto order = "20240102080005123-A12345";

class Znykt : public ::testing::Test {
protected:
    void SetUp() override {
        make_tables();
        lot.write_mapping(R"({"extends": )" + quoted(folder / "znykt.json") + R"(, "name": "znykt"})");
        auto const started = lot.start();
        ASSERT_TRUE(started) << started.error().message;
    }
    // Those whose name begins so.
    void make_tables(std::string const& beginning = "") {
        auto const script = *read_text(folder / "schema/mysql.sql");
        for (std::size_t i = 0; !trim(part(script, ";", i)).empty(); ++i) {
            auto const statement = part(script, ";", i);
            auto const at = statement.find("CREATE TABLE IF NOT EXISTS " + beginning);
            if (at != std::string::npos) lot.exec(statement.substr(at));  // without the comments before it
        }
    }
    void enter(std::string const& number, std::string const& plate, std::string const& type, std::string const& at) {
        lot.exec("INSERT INTO zh_EnterCar (orderNo, carNo, carType, enterTime, gateName, operatorName) VALUES ('" +
                 number + "', '" + plate + "', '" + type + "', '" + at + "', '东门入口', '收费员1')");
        lot.exec("INSERT INTO MYCARCOMERECORD (CardNO, CPH, CardType, InTime, OutTime) VALUES ('C1', '" + plate +
                 "', '" + type + "', '" + at + "', '" + at + "')");
    }
    void poll() {
        auto const polled = lot.host.poll_all();
        ASSERT_TRUE(polled) << polled.error().message;
        EXPECT_EQ(lot.host.left_out(), "");
    }

    LotAtDoor lot{doors[2]};
};

TEST_F(Znykt, AStayIsToldFromTheOutboxWithItsOrderNumber) {
    enter(order, "测A12345", "TmpA", "2024-01-02 08:00:05");
    lot.exec(std::string("INSERT INTO zh_UpdateCar (orderNo, carNo) VALUES ('") + order + "', '测A54321')");
    lot.exec(
        std::string("INSERT INTO zh_OutCar (orderNo, carNo, carType, outTime, gateName, operatorName, totalAmount, "
                    "couponMoney) VALUES ('") +
        order + "', '测A54321', 'TmpA', '2024-01-02 10:30:59', '东门出口', '收费员2', 12.35, 2)");

    poll();

    auto const entries = lot.host.stored<vo::VehicleEntry>();
    ASSERT_THAT(entries, SizeIs(1));
    EXPECT_EQ(entries[0].record_code, order);
    EXPECT_EQ(entries[0].car_num, "测A12345");
    EXPECT_EQ(entries[0].in_cross, "东门入口");
    EXPECT_EQ(lot.host.stored<vo::VehicleCorrection>().at(0).car_num, "测A54321");
    auto const exits = lot.host.stored<vo::VehicleExit>();
    ASSERT_THAT(exits, SizeIs(1));
    EXPECT_EQ(exits[0].park_minutes, 150);
    EXPECT_EQ(exits[0].pay_money, Money::from_fen(1235));
    EXPECT_EQ(exits[0].charge_money, Money::from_fen(1035));
    EXPECT_EQ(exits[0].agio_money, Money::from_fen(200));
}

TEST_F(Znykt, ACarWithoutAPlateIsUnlicensed) {
    enter("20240102080005123-000007", "无牌车C0000007", "TmpA", "2024-01-02 08:00:05");

    poll();

    EXPECT_EQ(lot.host.stored<vo::VehicleEntry>().at(0).car_num, "无牌车");
}

// The product gives it the orderNo of the plate's stay before, and after an upgrade none.
TEST_F(Znykt, AnExitWithoutAnEntryStandsForItself) {
    enter(order, "测A12345", "TmpA", "2024-01-02 08:00:05");
    auto const leave = [&](std::string const& number, std::string const& at, int alone) {
        lot.exec("INSERT INTO zh_OutCar (orderNo, carNo, carType, outTime, totalAmount, ycflag) VALUES (" + number +
                 ", '测A12345', 'TmpA', '" + at + "', 5, " + std::to_string(alone) + ")");
    };
    auto const quoted_order = "'" + std::string(order) + "'";
    leave(quoted_order, "2024-01-02 09:00:00", 0);
    leave(quoted_order, "2024-01-02 11:00:00", 1);
    leave("NULL", "2024-01-02 12:00:00", 0);

    poll();

    auto const exits = lot.host.stored<vo::VehicleExit>();
    ASSERT_THAT(exits, SizeIs(3));
    EXPECT_EQ(exits[0].record_code, order);
    EXPECT_EQ(exits[1].record_code, "20240102110000-A12345");
    EXPECT_EQ(exits[2].record_code, "20240102120000-A12345");
    EXPECT_TRUE(exits[1].in_time.empty());
    EXPECT_TRUE(exits[2].in_time.empty());
}

TEST_F(Znykt, ARowThatIsWrittenTwiceIsToldOnce) {
    for (int i = 0; i < 2; ++i) {
        enter(order, "测A12345", "TmpA", "2024-01-02 08:00:05");
        lot.exec(
            "INSERT INTO zh_OutCar (orderNo, carNo, carType, outTime, totalAmount, ycflag) VALUES "
            "(NULL, '测B12345', 'TmpA', '2024-01-02 09:00:00', 5, 1)");
    }

    poll();

    EXPECT_THAT(lot.host.stored<vo::VehicleEntry>(), SizeIs(1));
    EXPECT_THAT(lot.host.stored<vo::VehicleExit>(), SizeIs(1));
}

TEST_F(Znykt, AColumnThatAnUpgradeRenamedStopsTheReadingAndIsNamed) {
    enter(order, "测A12345", "TmpA", "2024-01-02 08:00:05");
    lot.exec("ALTER TABLE zh_OutCar RENAME COLUMN totalAmount TO totalMoney");
    lot.host.stop();
    ASSERT_TRUE(lot.start());

    auto const polled = lot.host.poll();

    ASSERT_FALSE(polled);
    EXPECT_THAT(polled.error().message, HasSubstr("table zh_OutCar has no column totalAmount"));
    EXPECT_THAT(lot.host.stored<vo::VehicleEntry>(), SizeIs(0));
    lot.exec("ALTER TABLE zh_OutCar RENAME COLUMN totalMoney TO totalAmount");
    lot.host.stop();
    ASSERT_TRUE(lot.start());
    poll();
    EXPECT_THAT(lot.host.stored<vo::VehicleEntry>(), SizeIs(1));
}

TEST_F(Znykt, TheBooksOfADayAreTheProductsClosedStays) {
    enter(order, "测A12345", "TmpA", "2024-01-02 08:00:05");
    lot.exec(
        std::string("INSERT INTO zh_OutCar (orderNo, carNo, carType, outTime, totalAmount, couponMoney) VALUES ('") +
        order + "', '测A12345', 'TmpA', '2024-01-02 10:30:59', 10.1, 2)");
    lot.exec(
        "INSERT INTO MYCARGOOUTRECORD (CardNO, CPH, CardType, InTime, OutTime, YSJE, SFJE) VALUES "
        "('C1', '测A12345', 'TmpA', '2024-01-02 08:00:05', '2024-01-02 10:30:59', 10.1, 8.1), "
        "('C2', '测B12345', 'MthA', '2024-01-02 08:00:00', '2024-01-02 11:00:00', 0, 0), "
        "('C3', '测C12345', 'TmpA', '2024-01-02 08:00:00', '2024-01-02 12:00:00', NULL, NULL), "
        "('C4', '测D12345', 'TmpA', '2024-01-02 08:00:00', '2024-01-03 00:00:00', 7, 7)");

    auto const listed = lot.host.list_day("2024-01-02");

    ASSERT_TRUE(listed) << listed.error().message;
    EXPECT_EQ(listed->front().body,
              R"({"dateTime":"2024-01-02","payNum":1,"payMoneySum":10.10,"chargeMoneySum":8.10,"agioMoneySum":2})");
    EXPECT_THAT(*listed, SizeIs(3));
}

TEST_F(Znykt, AnUpgradeThatMakesTheOutboxAgainLosesNothingThatIsWrittenAfterIt) {
    for (int i = 0; i < 3; ++i)
        enter("2024010208000" + std::to_string(i) + "123-A12345", "测A12345", "TmpA", "2024-01-02 08:00:05");
    poll();
    lot.exec("DROP TABLE zh_EnterCar");
    EXPECT_FALSE(lot.host.poll()) << "while the upgrade lasts";
    make_tables("zh_EnterCar");
    enter(order, "测A12345", "TmpA", "2024-01-03 08:00:05");
    lot.host.stop();
    ASSERT_TRUE(lot.start());

    poll();

    auto const entries = lot.host.stored<vo::VehicleEntry>();
    ASSERT_THAT(entries, SizeIs(4));
    EXPECT_EQ(entries.back().record_code, order);
}

TEST_F(Znykt, AFeeIsWhatItsProceduresSayInTheLotsOwnDigits) {
    enter(order, "测A54321", "TmpA", "2024-01-02 08:00:05");
    lot.exec(std::string("INSERT INTO zh_UpdateCar (orderNo, carNo) VALUES ('") + order + "', '测A12345')");
    lot.exec("UPDATE MYCARCOMERECORD SET CPH = '测A12345'");
    lot.exec("INSERT INTO MYCHECHANGXITONGSET (StationNO, TotalCarSpace, PointNum) VALUES (1, 300, 1)");
    lot.exec(
        "CREATE PROCEDURE JJCT_GETMONEY (CardType varchar(10), InTime datetime, OutTime datetime, OUT OutMoney "
        "decimal(19, 4)) "
        "SET OutMoney = IF(CardType = 'TmpA' AND InTime = '2024-01-02 08:00:05', 200, 0)");
    lot.exec(
        "CREATE PROCEDURE JJCT_DayMoneyLimit_0to0_V1 (CardNO varchar(10), CardType varchar(10), CPH varchar(10), "
        "InTime datetime, "
        "OutTime datetime, PointNum int, CurrentSF decimal(19, 4), OUT FinalSF decimal(19, 4)) "
        "SET FinalSF = IF(CPH = '测A12345', least(CurrentSF, 125), 0)");

    auto const fee = lot.host.command("fee_query", std::string(R"({"recordCode":")") + order + R"("})");
    auto const unknown = lot.host.command("fee_query", R"({"recordCode":"nobody"})");

    ASSERT_TRUE(fee) << fee.error().message;
    EXPECT_THAT(*fee, HasSubstr(R"("chargeMoney":12.50)"));
    ASSERT_FALSE(unknown);
    EXPECT_THAT(unknown.error().message, HasSubstr("场内没有该停车记录"));
}

TEST_F(Znykt, SpacesLanesCardsShiftsAndHandOpeningsAreTold) {
    enter(order, "测A12345", "TmpA", "2024-01-02 08:00:05");
    lot.exec("INSERT INTO MYCHECHANGXITONGSET (StationNO, TotalCarSpace) VALUES (1, 300), (2, 300)");
    lot.exec("INSERT INTO MYGANGWEIKOUSET VALUES (1, 0, '东门入口', 0, '岗亭1'), (2, 1, '东门出口', 0, '岗亭1')");
    lot.exec("INSERT INTO MYCHECHANGNORMALSHOUFEI VALUES ('TmpA', 15, 30, 1, 5), ('TmpA', 0, 30, 80, 0)");
    lot.exec(
        "INSERT INTO zh_MthCarCharge (carNo, beginTime, endTime, chargeTime, chargeMoney) VALUES ('测B12345', "
        "'2024-01-01 00:00:00', '2024-01-31 23:59:59', '2024-01-01 09:00:00', 300)");
    lot.exec(
        "INSERT INTO zh_MthCar (carNo, beginTime, endTime, iusseTime, stuat) VALUES ('测C12345', '2024-01-01 "
        "00:00:00', "
        "'2024-01-31 23:59:59', '2024-01-05 09:00:00', 0)");
    lot.exec(
        "INSERT INTO MYjiaojieWorkTable VALUES ('收费员1', '收费员2', '2024-01-02 08:00:00', '2024-01-02 18:00:00', "
        "60, 55.5, 7)");
    lot.exec(
        "INSERT INTO MYCARGOOUTRECORD (CardNO, CardType, InTime, OutTime, OutGateName, OutOperator) VALUES ('0', "
        "'Person', '2024-01-02 09:00:00', '2024-01-02 09:00:00', '东门出口', '收费员1')");

    poll();

    EXPECT_EQ(lot.host.stored<vo::TotalSpaces>().at(0).total_num, 300);
    EXPECT_EQ(lot.host.stored<vo::FreeSpaces>().at(0).empty_num, 299);
    EXPECT_EQ(lot.host.stored<vo::ChannelInfo>().at(1).door_type, vo::DoorType::outer_exit);
    EXPECT_EQ(lot.host.stored<vo::FreeMinutes>().at(0).free_minutes, 15);
    auto const cards = lot.host.stored<vo::MonthlyCard>();
    ASSERT_THAT(cards, SizeIs(2));
    EXPECT_EQ(cards[0].status, vo::CardStatus::disabled);
    EXPECT_EQ(cards[1].amount, Money::from_fen(30000));
    EXPECT_EQ(lot.host.stored<vo::CashierSettlement>().at(0).money_sum, Money::from_fen(5550));
    EXPECT_EQ(lot.host.stored<vo::ManualGateOpening>().at(0).out_cross, "东门出口");
}

// The sheet of README.md.
TEST_F(Znykt, TheSheetSaysWhatTheTestsHereShowAndEverythingElseIsUnsupported) {
    auto const sheet = lot.host.capabilities();
    ASSERT_TRUE(sheet);
    std::set<std::string> const native{"vehicle_entry",       "vehicle_correction",  "vehicle_exit", "monthly_card",
                                       "manual_gate_opening", "cashier_settlement",  "channel_info", "free_minutes",
                                       "fee_query",           "daily_reconciliation"};
    std::set<std::string> const derived{"total_spaces", "free_spaces"};
    for (auto const& interface : schema::interfaces()) {
        std::string const id(interface.id);
        auto const* wanted = native.contains(id) ? "native" : derived.contains(id) ? "derived" : "unsupported";
        EXPECT_THAT(*sheet, HasSubstr('"' + id + R"(":")" + wanted + '"'));
        bool const offered = id == "fee_query";
        if (interface.direction == schema::Direction::up || offered) continue;
        EXPECT_EQ(lot.host.command(id, "{}").error().code, Errc::unsupported) << id;
    }
}

TEST_F(Znykt, TheCheckFindsNoFaultAndItsExamplesHold) {
    lot.host.stop();
    auto const findings = lot.host.check(lot.settings());

    ASSERT_TRUE(findings);
    for (auto const& finding : *findings) EXPECT_NE(finding.outcome, Findings::Outcome::failed) << finding.words;
}

TEST(ZnyktOnSqlServer, TheMappingIsReadInItsWords) {
    auto const mapping = read_mapping(folder / "znykt.json", Dialect::mssql, {});

    ASSERT_TRUE(mapping) << mapping.error().message;
    auto const& entries = mapping->records[0].query.statement;
    auto const ready =
        entries.ready({{"since", std::int64_t{7}}, {"since_key", std::int64_t{7}}, {"limit", std::int64_t{200}}});
    EXPECT_THAT(ready->text, HasSubstr("SELECT TOP 200 id, orderNo"));
    EXPECT_THAT(mapping->commands.at("fee_query").statements, SizeIs(1));
    EXPECT_THAT(mapping->commands.at("fee_query").statements[0].statement.names(), ElementsAre("recordCode"));
}

}  // namespace
}  // namespace lotbridge::sql
