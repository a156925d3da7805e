// What the platform says, message by message.
#include "ake/said.hpp"

#include <lotbridge/vo/all.hpp>

#include <gmock/gmock.h>

namespace lotbridge::ake {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Context const with_channels{{{"57", "IN1", "东门入口", true}, {"58", "OUT1", "东门出口", false}}, {}};

Said said(std::string const& text, Context const& context = with_channels) {
    return read_said(read_object(text).value(), "", context);
}

template <schema::Message M>
M read(Batch::Message const& message) {
    return schema::decode<M>(message.body).value();
}

constexpr char entry_text[] =
    R"({"cmd":"reportCarIn","parkCode":"P1","parkingCode":"R1","carLicenseNumber":"测A12345","enterCarLicenseNumber":"测A12345",)"
    R"("enterTime":"20240102080005","enterChannelId":57,"enterChannelCustomCode":"IN1","enterVipType":2,"enterType":1,)"
    R"("enterCarLicenseColor":1,"recordType":1,"isCorrect":0,"inOperatorName":"System","lockKey":"L1",)"
    R"("enterImageArray":[{"carImage":"http://p/1.jpg"}]})";

TEST(WhatThePlatformSays, OfAnEntryIsItsCarItsChannelItsTimeAndItsPictures) {
    auto const told = said(entry_text);

    ASSERT_TRUE(told.passage && told.passage->entry);
    EXPECT_EQ(told.lock_key, "L1");
    EXPECT_EQ(told.passage->entry->key, "R1");
    EXPECT_EQ(read<vo::VehicleEntry>(*told.passage->entry),
              (vo::VehicleEntry{.record_code = "R1",
                                .car_num = "测A12345",
                                .in_cross = "IN1",
                                .in_time = *LocalTime::parse("2024-01-02 08:00:05"),
                                .in_identity = vo::VehicleType::monthly,
                                .car_color = "蓝",
                                .out_operator_name = "System"}));
    ASSERT_THAT(told.passage->pictures, SizeIs(1));
    EXPECT_EQ(told.passage->pictures[0].upload.image_code, "R1-in-car1");
    EXPECT_FALSE(told.passage->correction);
}

TEST(WhatThePlatformSays, OfAListedEntryHasAChannelByItsNameAlone) {
    auto const row = read_object(
        R"({"parkingCode":"R1","carLicenseNumber":"未识别0927092703163","enterCarLicenseNumber":"","enterTime":"20240102080005",)"
        R"("enterChannelName":"东门入口","enterVipType":"1","isCorrect":"0","recordType":"2"})");
    auto const passage = read_passage(*row, false, with_channels);
    ASSERT_TRUE(passage);
    auto const entry = read<vo::VehicleEntry>(*passage->entry);
    EXPECT_EQ(entry.in_cross, "IN1");
    EXPECT_EQ(entry.car_num, "无牌车");
    EXPECT_EQ(entry.in_identity, vo::VehicleType::temporary);
}

TEST(WhatThePlatformSays, OfAMendedEntryIsTheReadingFirstAndThenTheCorrection) {
    auto const told = said(
        R"({"cmd":"reportCarIn","parkingCode":"R1","carLicenseNumber":"测A12345","enterCarLicenseNumber":"测A1234S","enterTime":"20240102080005",)"
        R"("isCorrect":1,"lastCorrectTime":"20240102081000","lastCorrectName":"收费员1"})");

    EXPECT_EQ(read<vo::VehicleEntry>(*told.passage->entry).car_num, "测A1234S");
    ASSERT_TRUE(told.passage->correction);
    EXPECT_EQ(told.passage->correction->message.key, "R1-20240102081000");
    EXPECT_EQ(read<vo::VehicleCorrection>(told.passage->correction->message).car_num, "测A12345");
}

TEST(WhatThePlatformSays, OfAnExitIsItsMoneyInYuanAsTextOrNumber) {
    auto const told = said(
        R"({"cmd":"reportCarOut","parkingCode":"R1","carLicenseNumber":"测A12345","enterTime":"20240102080005","leaveTime":"20240102103059",)"
        R"("leaveChannelCustomCode":"OUT1","totalAmount":"12.50","amountReceivable":10.5,"discountAmount":2,"actualReceivable":"10.5",)"
        R"("leaveType":11,"leaveVipType":1,"enterVipType":1,"tollCollectorName":"收费员2"})");

    ASSERT_TRUE(told.passage->exit && told.passage->entry) << "an exit tells its entry too";
    auto const exit = read<vo::VehicleExit>(*told.passage->exit);
    EXPECT_EQ(exit.pay_money, Money::from_fen(1250));
    EXPECT_EQ(exit.agio_money, Money::from_fen(200));
    EXPECT_EQ(exit.charge_money, Money::from_fen(1050));
    EXPECT_EQ(exit.park_minutes, 150);
    EXPECT_EQ(exit.charge_type, "欠费放行");
    EXPECT_EQ(told.passage->exit->origin, Origin::seen);
}

TEST(WhatThePlatformSays, OfAnExitThatNobodySawIsInferred) {
    for (auto const* type : {"97", "\"98\""}) {
        auto const told = said(R"({"cmd":"reportCarOut","parkingCode":"R1","leaveTime":"20240102103059","leaveType":)" +
                               std::string(type) + "}");
        EXPECT_EQ(told.passage->exit->origin, Origin::inferred) << type;
        EXPECT_FALSE(told.passage->entry) << "it has no time of entry";
    }
}

TEST(WhatThePlatformSays, InNumbersThatNoDocumentHasStaysUnknown) {
    auto const told = said(
        R"({"cmd":"reportCarOut","parkingCode":"R1","leaveTime":"20240102103059","leaveType":55,"enterVipType":77})");
    auto const exit = read<vo::VehicleExit>(*told.passage->exit);
    EXPECT_EQ(exit.charge_type, "未知(55)");
    EXPECT_EQ(exit.in_identity, vo::VehicleType::unknown);
}

TEST(WhatThePlatformSays, OfWhatIsNoCarIsNotTold) {
    for (auto const* type : {"4", "5"})
        EXPECT_FALSE(said(R"({"cmd":"reportCarIn","parkingCode":"R1","enterTime":"20240102080005","recordType":)" +
                          std::string(type) + "}")
                         .passage);
    EXPECT_TRUE(
        said(R"({"cmd":"reportCarIn","parkingCode":"R1","enterTime":"20240102080005","recordType":9})").passage);
}

TEST(WhatThePlatformSays, ThatCannotBeReadBreaksTheSchemaOnPurpose) {
    auto const told = said(R"({"cmd":"reportCarIn","parkingCode":"R1","enterTime":"2024/01/02"})");
    EXPECT_THAT(told.passage->entry->body, HasSubstr(R"("inTime":"unreadable: 2024/01/02")"));
}

TEST(WhatThePlatformSays, OfDevicesIsWhetherTheyAreThere) {
    auto const told =
        said(R"({"cmd":"reportEquipmentStatus","reportTime":"20240102080005","statusList":[{"equipList":[)"
             R"({"equipSeq":1,"equipType":1,"statusDesc":"1"},{"equipSeq":1,"equipType":0,"statusDesc":"2"},)"
             R"({"equipSeq":2,"equipType":2,"statusDesc":1},{"equipSeq":3,"equipType":3,"statusDesc":"4"},)"
             R"({"equipSeq":4,"equipType":3,"statusDesc":"3"},{"equipSeq":5,"equipType":7,"statusDesc":"2"}]}]})");

    ASSERT_THAT(told.facts, SizeIs(4)) << "a channel is no device, and one that is switched off is not away";
    auto const camera = read<vo::EquipmentStatus>(told.facts[1].message);
    EXPECT_EQ(camera.equipment_code, "2-2");
    EXPECT_EQ(camera.link_status, vo::LinkStatus::offline);
    EXPECT_EQ(camera.equipment_type, vo::EquipmentType::all_in_one);
    EXPECT_EQ(read<vo::EquipmentStatus>(told.facts[0].message).link_status, vo::LinkStatus::online);
}

TEST(WhatThePlatformSays, OfAMonthlyCardIsARecordForEachOfItsRanges) {
    auto const told =
        said(R"({"cmd":"reportMonthCar","vipTicketRecordSeq":846,"carLicenseNumber":"测A12345","vipTime":)"
             R"("20240101000000-20240131235959;20240301000000-20240331235959;","favorPrice":300,"ticketRecordType":1,)"
             R"("operateTime":"20231228103412","operator":"test","settlementType":0})");

    ASSERT_THAT(told.facts, SizeIs(2));
    auto const first = read<vo::MonthlyCard>(told.facts[0].message),
               second = read<vo::MonthlyCard>(told.facts[1].message);
    EXPECT_EQ(first.ms_record_id, "846");
    EXPECT_EQ(second.ms_record_id, "846-2");
    EXPECT_EQ(second.begin_time, LocalTime::parse("2024-03-01 00:00:00"));
    EXPECT_EQ(first.amount, Money::from_fen(30000));
    EXPECT_EQ(second.amount, Money()) << "it was paid once";

    EXPECT_THAT(said(R"({"cmd":"reportMonthCar","vipTicketRecordSeq":1,"vipTime":"2024"})").trouble,
                HasSubstr("vipTime"));
}

TEST(WhatThePlatformSays, OfARefundedCardIsThatItCountsNoMore) {
    auto const told =
        said(R"({"cmd":"reportMonthCar","vipTicketRecordSeq":1,"carLicenseNumber":"测A12345","ticketRecordType":2,)"
             R"("vipTime":"20240101000000-20240131235959"})");
    EXPECT_EQ(read<vo::MonthlyCard>(told.facts.at(0).message).status, vo::CardStatus::disabled);
}

TEST(WhatThePlatformSays, OfAShiftAndAProductIsTold) {
    auto const shift = said(
        R"({"cmd":"reportShift","reportTime":"20240102180000","shiftList":[{"shiftFromName":"收费员1",)"
        R"("loginInTime":"20240102080000","loginOutTime":"20240102180000","shiftMoney":120.5,"shiftDiscountMoney":"3"}]})");
    ASSERT_THAT(shift.facts, SizeIs(1));
    EXPECT_EQ(read<vo::CashierSettlement>(shift.facts[0].message).money_sum, Money::from_fen(12050));

    auto const product =
        said(R"({"cmd":"reportParkMonthTicketConfig","id":7,"ticketName":"月卡","price":300,"ticketStatus":1})");
    ASSERT_THAT(product.facts, SizeIs(1));
    EXPECT_TRUE(read<vo::MonthlyCardProduct>(product.facts[0].message).status);
}

TEST(WhatThePlatformSays, OfAnOpeningPastTheSystemIsWhereAndWhen) {
    auto const told = said(
        R"({"cmd":"reportAbnormalCar","parkingCode":"A1","recordType":1,"enterChannelCode":"IN1","enterCarCode":"未识别0927",)"
        R"("inDate":"20240102080005","openGateType":1,"lockKey":"L9"})");
    ASSERT_THAT(told.facts, SizeIs(1));
    auto const opening = read<vo::ManualGateOpening>(told.facts[0].message);
    EXPECT_EQ(opening.out_cross, "IN1");
    EXPECT_EQ(opening.in_out_door, "入场");
    EXPECT_EQ(opening.car_num, "");
    EXPECT_EQ(opening.open_type, vo::GateOpening::remote_key);
}

TEST(WhatThePlatformSays, OfACommandThatNobodyKnowsIsSaid) {
    EXPECT_FALSE(said(R"({"cmd":"reportSomethingNew"})").known);
    EXPECT_TRUE(said(R"({"cmd":"reportPreCarOut"})").known);
    EXPECT_TRUE(read_said(*read_object("{}"), "reportParkHeartbeat", {}).beat) << "the address may name it";
}

TEST(WhatThePlatformSays, OfSpacesIsTheirNumber) {
    auto const facts = read_spaces(*read_object(R"({"totalPermitCount":"300","totalRemainCount":-2,"freeTime":15})"));
    ASSERT_THAT(facts, SizeIs(3));
    EXPECT_EQ(read<vo::TotalSpaces>(facts[0].message).total_num, 300);
    EXPECT_EQ(read<vo::FreeSpaces>(facts[1].message).empty_num, 0);
    EXPECT_EQ(read<vo::FreeMinutes>(facts[2].message).free_minutes, 15);
    EXPECT_THAT(read_spaces(*read_object("{}")), IsEmpty());
}

}  // namespace
}  // namespace lotbridge::ake
