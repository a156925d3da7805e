// What a Donglu lot tells.
#include "adapter.hpp"
#include "donglu_lot.hpp"

#include <lotbridge/vo/all.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lotbridge::sql {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(Donglu, TheMappingIsWithoutFaultAndItsExamplesHold) {
    DongluLot lot;

    lot.host.stop();
    auto const findings = lot.host.check(lot.settings());

    ASSERT_TRUE(findings) << findings.error().message;
    for (auto const& finding : *findings) EXPECT_NE(finding.outcome, Findings::Outcome::failed) << finding.words;
    EXPECT_THAT(*findings, SizeIs(::testing::Gt(15)));
}

TEST(Donglu, AnEntryTellsThePlateAsRecognisedAndAStayOfItsOwn) {
    DongluLot lot;
    lot.enter(17, "测A12345", "2024-01-02 08:00:05");

    lot.poll();

    auto const entries = lot.host.stored<vo::VehicleEntry>();
    ASSERT_THAT(entries, SizeIs(1));
    EXPECT_EQ(entries[0].record_code, "17-20240102080005");
    EXPECT_EQ(entries[0].car_num, "测A12345");
    EXPECT_EQ(entries[0].in_cross, "东门入口");
    EXPECT_EQ(entries[0].in_identity, vo::VehicleType::temporary);
    EXPECT_EQ(entries[0].out_operator_name, "收费员1");
}

TEST(Donglu, ACarWithoutAPlateIsUnlicensed) {
    DongluLot lot;
    lot.exec("INSERT INTO SingleCarparkInOutHistory (id, inTime, carType) VALUES (1, '2024-01-02 08:00:00', '临时车')");
    lot.note(1, "新添加", "2024-01-02 08:00:00");

    lot.poll();

    EXPECT_EQ(lot.host.stored<vo::VehicleEntry>().at(0).car_num, "无牌车");
}

TEST(Donglu, AnExitClosesItsStayWithExactMoney) {
    DongluLot lot;
    lot.enter(17, "测A12345", "2024-01-02 08:00:00");
    lot.exec(
        "UPDATE SingleCarparkInOutHistory SET outTime = '2024-01-02 10:30:59', outDevice = '东门出口', outPlateNO = "
        "plateNo,"
        " shouldMoney = 12.345, factMoney = 12.0, freeMoney = 0.1 + 0.2, chargeOperaName = '收费员2', fixCarInType = "
        "3");
    lot.note(17, "被修改", "2024-01-02 10:30:59");
    lot.note(17, "被修改", "2024-01-02 18:00:00");  // handed in: saved again

    lot.poll();

    EXPECT_THAT(lot.host.stored<vo::VehicleEntry>(), SizeIs(1));
    auto const exits = lot.host.stored<vo::VehicleExit>();
    ASSERT_THAT(exits, SizeIs(1));
    EXPECT_EQ(exits[0].record_code, "17-20240102080000");
    EXPECT_EQ(exits[0].out_cross, "东门出口");
    EXPECT_EQ(exits[0].park_minutes, 150);
    EXPECT_EQ(exits[0].pay_money, Money::from_fen(1235));
    EXPECT_EQ(exits[0].charge_money, Money::from_fen(1200));
    EXPECT_EQ(exits[0].agio_money, Money::from_fen(30));
    EXPECT_EQ(exits[0].charge_type, "正常收费");
    EXPECT_EQ(exits[0].out_operator_name, "收费员2");
    EXPECT_EQ(exits[0].out_identity, vo::VehicleType::temporary);
}

TEST(Donglu, ATidyUpExitIsInferredAndExceptional) {
    DongluLot lot;
    lot.enter(17, "测A12345", "2024-01-02 08:00:00");
    lot.poll();
    lot.exec("UPDATE SingleCarparkInOutHistory SET outTime = '2024-01-02 10:00:00'");

    lot.poll();

    auto const& message = lot.host.messages().back();
    ASSERT_EQ(message.name, "vehicle_exit");
    EXPECT_EQ(message.origin, Origin::inferred);
    EXPECT_EQ(lot.host.stored<vo::VehicleExit>().at(0).charge_type, "异常放行");
}

TEST(Donglu, AnEntryThatTakesOverAnOpenRowIsANewStay) {
    DongluLot lot;
    lot.enter(17, "测A12345", "2024-01-02 08:00:00");
    lot.poll();
    lot.exec("UPDATE SingleCarparkInOutHistory SET inTime = '2024-01-02 09:00:00' WHERE id = 17");
    lot.note(17, "被修改", "2024-01-02 09:00:00");

    lot.poll();

    EXPECT_THAT(lot.stays<vo::VehicleEntry>(), ElementsAre("17-20240102080000", "17-20240102090000"));
    EXPECT_THAT(lot.host.stored<vo::VehicleCorrection>(), IsEmpty());
}

TEST(Donglu, AStayThatWasTakenOverBeforeAnybodyReadItIsToldToo) {
    DongluLot lot;
    lot.dir.write("img/second.jpg", "\xFF\xD8\xFF second");
    lot.enter(17, "测A12345", "2024-01-02 08:00:00");
    lot.exec(
        "UPDATE SingleCarparkInOutHistory SET inTime = '2024-01-02 09:00:00', bigImg = 'second.jpg' WHERE id = 17");
    lot.note(17, "被修改", "2024-01-02 09:00:00");
    lot.restart(R"(, "image_root": )" + quoted(lot.dir / "img"));

    lot.poll();

    EXPECT_THAT(lot.stays<vo::VehicleEntry>(), ElementsAre("17-20240102080000", "17-20240102090000"));
    EXPECT_THAT(lot.stays<vo::ImageUpload>(), ElementsAre("17-20240102090000"));
}

TEST(Donglu, ABoothClockThatIsSetBackHidesNoCar) {
    DongluLot lot;
    lot.enter(17, "测A12345", "2024-01-02 08:00:00");
    lot.enter(18, "测B22222", "2025-01-02 08:00:10");
    lot.poll();
    lot.poll();  // and it looks back
    lot.enter(19, "测C33333", "2024-01-02 08:00:20");
    lot.leave(17, "2023-01-02 08:30:00");
    lot.exec(
        "INSERT INTO SingleCarparkOpenDoorLog (operaName, operaDate, deviceName) VALUES"
        " ('收费员1', '2024-01-02 08:31:00', '东门出口'), ('收费员1', '2023-01-02 08:32:00', '东门出口')");

    lot.poll();
    lot.exec(
        "INSERT INTO SingleCarparkOpenDoorLog (operaName, operaDate, deviceName) VALUES"
        " ('收费员1', '2022-01-02 08:33:00', '东门出口')");
    lot.poll();

    EXPECT_THAT(lot.stays<vo::VehicleEntry>(),
                ElementsAre("17-20240102080000", "18-20250102080010", "19-20240102080020"));
    EXPECT_THAT(lot.stays<vo::VehicleExit>(), ElementsAre("17-20240102080000"));
    EXPECT_THAT(lot.host.stored<vo::ManualGateOpening>(), SizeIs(3));
}

TEST(Donglu, ACorrectionOfThePlateIsToldOnce) {
    DongluLot lot;
    lot.enter(17, "测A12345", "2024-01-02 08:00:00");
    lot.exec("UPDATE SingleCarparkInOutHistory SET plateNo = '测A54321' WHERE id = 17");
    lot.note(17, "被修改", "2024-01-02 08:05:00");
    lot.note(17, "被修改", "2024-01-02 08:06:00");  // saved again for another reason

    lot.poll();
    lot.restart();
    lot.poll();

    auto const corrections = lot.host.stored<vo::VehicleCorrection>();
    ASSERT_THAT(corrections, SizeIs(1));
    EXPECT_EQ(corrections[0].record_code, "17-20240102080000");
    EXPECT_EQ(corrections[0].car_num, "测A54321");
    EXPECT_EQ(lot.host.stored<vo::VehicleEntry>().at(0).car_num, "测A12345");
}

TEST(Donglu, AnExitWithoutAnEntryHasARecordOfItsOwnAndNoEntry) {
    DongluLot lot;
    lot.exec(
        "INSERT INTO SingleCarparkInOutHistory (id, plateNo, outPlateNO, outTime, outDevice, carType)"
        " VALUES (9, '测A12345', '测A12345', '2024-01-02 10:00:00', '东门出口', '临时车')");
    lot.note(9, "新添加", "2024-01-02 10:00:00");

    lot.poll();

    EXPECT_THAT(lot.stays<vo::VehicleExit>(), ElementsAre("9-20240102100000"));
    EXPECT_THAT(lot.host.stored<vo::VehicleEntry>(), IsEmpty());
    EXPECT_THAT(lot.host.quarantined(), IsEmpty());
}

TEST(Donglu, AStayThatBecomesVisibleOnlyWhenItIsOverBeginsWithItsEntry) {
    DongluLot lot;
    lot.enter(20, "测B22222", "2024-01-02 12:00:00");
    lot.poll();
    // Kept by a booth that was cut off, and gone.
    lot.exec(
        "INSERT INTO SingleCarparkInOutHistory (id, plateNo, inPlateNO, outPlateNO, inTime, outTime, outDevice, "
        "carType) VALUES"
        " (19, '测A12345', '测A12345', '测A12345', '2024-01-02 11:59:00', '2024-01-02 12:00:30', '东门出口', "
        "'临时车')");
    lot.note(19, "新添加", "2024-01-02 12:00:30");

    lot.poll();

    std::vector<std::string> names;
    for (auto const& message : lot.host.messages()) {
        if (message.body.find("19-20240102115900") != std::string::npos) names.push_back(message.name);
    }
    EXPECT_THAT(names, ElementsAre("vehicle_entry", "vehicle_exit"));
}

TEST(Donglu, ACorrectionThatIsReadBeforeItsEntryBringsItsEntry) {
    DongluLot lot;
    lot.enter(20, "测B22222", "2024-01-02 12:00:00", "700");
    lot.poll();
    lot.poll();  // and it looks back
    // Committed very late: the entry lies far behind what is read, what the change queue says of it next does not.
    lot.enter(19, "测A12345", "2024-01-02 11:59:00", "100");
    lot.exec("UPDATE SingleCarparkInOutHistory SET plateNo = '测A54321', operaName = '收费员2' WHERE id = 19");
    lot.note(19, "被修改", "2024-01-02 12:00:10");

    lot.poll();

    std::vector<std::string> names;
    for (auto const& message : lot.host.messages()) {
        if (message.body.find("19-20240102115900") != std::string::npos) names.push_back(message.name);
    }
    EXPECT_THAT(names, ElementsAre("vehicle_entry", "vehicle_correction"));
    EXPECT_EQ(lot.host.stored<vo::VehicleEntry>().back().car_num, "测A12345");
    EXPECT_EQ(lot.host.stored<vo::VehicleEntry>().back().out_operator_name, "收费员1");
    EXPECT_EQ(lot.host.stored<vo::VehicleCorrection>().back().car_num, "测A54321");
    EXPECT_EQ(lot.host.stored<vo::VehicleCorrection>().back().out_operator_name, "收费员2");
}

TEST(Donglu, PicturesAreSentByTheirFourTypesAlsoWhenTheyComeLate) {
    DongluLot lot;
    lot.enter(17, "测A12345", "2024-01-02 08:00:00");
    lot.exec(
        "UPDATE SingleCarparkInOutHistory SET smallImg = '2024/01/02/08/a_small.jpg', bigImg = "
        "'2024\\01\\02\\08\\a_big.jpg'");
    lot.dir.write("img/2024/01/02/08/a_big.jpg", "\xFF\xD8\xFF big");
    lot.restart(R"(, "image_root": )" + quoted(lot.dir / "img"));
    lot.poll();
    EXPECT_THAT(lot.host.images(), ElementsAre("\xFF\xD8\xFF big"));
    lot.dir.write("img/2024/01/02/08/a_small.jpg", "\xFF\xD8\xFF small");

    lot.restart(R"(, "image_root": )" + quoted(lot.dir / "img"));
    lot.poll();

    auto const uploads = lot.host.stored<vo::ImageUpload>();
    ASSERT_THAT(uploads, SizeIs(2));
    EXPECT_EQ(uploads[0].image_type, vo::ImageType::entry_large);
    EXPECT_EQ(uploads[0].record_code, "17-20240102080000");
    EXPECT_EQ(uploads[1].image_type, vo::ImageType::entry_small);
    EXPECT_EQ(lot.host.images().back(), "\xFF\xD8\xFF small");
    EXPECT_THAT(lot.host.stored<vo::VehicleEntry>(), SizeIs(1));
}

TEST(Donglu, SpacesAreCountedByTheProductsFormula) {
    DongluLot lot;
    lot.exec(
        "INSERT INTO SingleCarparkCarpark (id, code, name, totalNumberOfSlot, fixNumberOfSlot, tempNumberOfSlot)"
        " VALUES (1, '1', '东陆停车场', 300, 100, 200)");
    lot.enter(17, "测A12345", "2024-01-02 08:00:00");
    lot.exec(
        "INSERT INTO SingleCarparkInOutHistory (id, plateNo, inTime, carType) VALUES (18, '测B22222', '2024-01-02 "
        "08:00:00', '固定车')");

    lot.poll();

    EXPECT_EQ(lot.host.stored<vo::TotalSpaces>().at(0).total_num, 300);
    EXPECT_EQ(lot.host.stored<vo::FreeSpaces>().at(0).empty_num, 199);
}

TEST(Donglu, AHandOpenedGateARenewalAndAHandInAreTold) {
    DongluLot lot;
    lot.exec(
        "INSERT INTO SingleCarparkOpenDoorLog (operaName, operaDate, deviceName) VALUES ('收费员1', '2024-01-02 "
        "08:00:00', '东门入口')");
    lot.exec(
        "INSERT INTO SingleCarparkMonthlyUserPayHistory (plateNO, createTime, overdueTime, oldOverDueTime, "
        "chargesMoney, operaName)"
        " VALUES ('测A12345,测A54321', '2024-01-02 09:00:00', '2024-02-29 23:59:59', '2024-01-31 23:59:59', 300, "
        "'收费员1'),"
        " ('测C33333', '2024-01-02 09:30:00', '2024-02-29 23:59:59', NULL, 300, '云平台')");
    lot.exec(
        "INSERT INTO SingleCarparkReturnAccount (returnUser, factReturn, returnTime) VALUES ('收费员1', 100, "
        "'2024-01-01 18:00:00'),"
        " ('收费员1', 55.5, '2024-01-02 18:00:00')");

    lot.poll();

    EXPECT_EQ(lot.host.stored<vo::ManualGateOpening>().at(0).out_cross, "东门入口");
    auto const cards = lot.host.stored<vo::MonthlyCard>();
    ASSERT_THAT(cards, SizeIs(1));
    EXPECT_EQ(cards[0].car_num, "测A12345");
    EXPECT_EQ(cards[0].amount, Money::from_fen(30000));
    auto const settlements = lot.host.stored<vo::CashierSettlement>();
    ASSERT_THAT(settlements, SizeIs(2));
    EXPECT_EQ(settlements[1].start_date.text(), "2024-01-01 18:00:00");
    EXPECT_EQ(settlements[1].money_sum, Money::from_fen(5550));
}

TEST(Donglu, ItsLanesDevicesAndCardsOnSaleAreTold) {
    DongluLot lot;
    lot.exec(
        "INSERT INTO SingleCarparkDevice (identifire, name, inOrOut) VALUES ('101', '东门入口', '进口'), ('201', "
        "'东门出口', '出口')");
    lot.exec(
        "INSERT INTO DeviceErrorMessage (deviceName, ip, checkDate, nomalTime) VALUES ('东门入口', '192.0.2.1', "
        "'2024-01-02 08:00:00', NULL)");
    lot.exec("INSERT INTO SingleCarparkMonthlyCharge (chargeCode, chargeName, price) VALUES ('M01', '小车月租', 300)");
    lot.poll();
    lot.exec("UPDATE DeviceErrorMessage SET nomalTime = '2024-01-02 08:05:00'");

    lot.poll();

    auto const lanes = lot.host.stored<vo::ChannelInfo>();
    ASSERT_THAT(lanes, SizeIs(2));
    EXPECT_EQ(lanes[1].channel_id, "201");
    EXPECT_EQ(lanes[1].door_type, vo::DoorType::outer_exit);
    auto const devices = lot.host.stored<vo::EquipmentStatus>();
    ASSERT_THAT(devices, SizeIs(2));
    EXPECT_EQ(devices[0].equipment_code, "101");
    EXPECT_EQ(devices[0].link_status, vo::LinkStatus::offline);
    EXPECT_EQ(devices[1].link_status, vo::LinkStatus::online);
    EXPECT_EQ(devices[1].create_time.text(), "2024-01-02 08:05:00");
    auto const products = lot.host.stored<vo::MonthlyCardProduct>();
    ASSERT_THAT(products, SizeIs(1));
    EXPECT_EQ(products[0].product_id, "M01");
    EXPECT_EQ(products[0].price, Money::from_fen(30000));
}

TEST(Donglu, TheFreeMinutesOfItsTariffAreTold) {
    DongluLot lot;
    lot.exec("INSERT INTO carpark_charge_standard (id, free_time, oneday_max_charge) VALUES (1, 15, 30)");

    lot.poll();

    ASSERT_THAT(lot.host.stored<vo::FreeMinutes>(), SizeIs(1));
    EXPECT_EQ(lot.host.stored<vo::FreeMinutes>()[0].free_minutes, 15);
}

TEST(Donglu, LanesMayBeNamedDifferentlyAtASite) {
    DongluLot lot;
    lot.enter(17, "测A12345", "2024-01-02 08:00:00");
    lot.restart(R"(, "params": {"lanes": {"东门入口": "IN-1"}})");

    lot.poll();

    EXPECT_EQ(lot.host.stored<vo::VehicleEntry>().at(0).in_cross, "IN-1");
}

TEST(Donglu, TheBooksOfADayAreItsExitsThatSomebodySaw) {
    DongluLot lot;
    lot.enter(17, "测A12345", "2024-01-01 22:00:00");
    lot.enter(18, "测B12345", "2024-01-02 08:00:00");
    lot.enter(19, "测C12345", "2024-01-02 09:00:00");
    lot.exec(
        "UPDATE SingleCarparkInOutHistory SET outTime = '2024-01-02 10:00:00', outDevice = '东门出口', shouldMoney = "
        "0.1 + "
        "0.2, factMoney = 0.3 WHERE id = 17");
    lot.exec(
        "UPDATE SingleCarparkInOutHistory SET outTime = '2024-01-02 11:00:00', outDevice = '东门出口', carType = "
        "'固定车' "
        "WHERE id = 18");
    lot.exec("UPDATE SingleCarparkInOutHistory SET outTime = '2024-01-02 12:00:00', shouldMoney = 5 WHERE id = 19");

    auto const listed = lot.host.list_day("2024-01-02");

    ASSERT_TRUE(listed) << listed.error().message;
    EXPECT_EQ(listed->front().body,
              R"({"dateTime":"2024-01-02","payNum":1,"payMoneySum":0.30,"chargeMoneySum":0.30,"agioMoneySum":0})");
    std::vector<std::string> exits;
    for (auto const& message : *listed)
        if (message.name == "vehicle_exit" && message.origin == Origin::seen) exits.push_back(message.key);
    EXPECT_THAT(exits, ElementsAre("17-20240101220000", "18-20240102080000"));
}

}  // namespace
}  // namespace lotbridge::sql
