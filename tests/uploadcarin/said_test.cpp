// What the lot's software says, message by message.
#include "uploadcarin/said.hpp"

#include <lotbridge/crypto/bytes.hpp>
#include <lotbridge/text/encoding.hpp>
#include <lotbridge/vo/all.hpp>

#include <gmock/gmock.h>

namespace lotbridge::uploadcarin {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

Said said(std::string const& text) { return read_said(read_object(text).value()); }

template <schema::Message M>
M told(Said const& said, std::size_t position = 0) {
    return schema::decode<M>(said.facts.at(position).message.body).value();
}

TEST(WhatTheLotSays, OfAnEntryIsItsCarItsGateAndItsTime) {
    auto const entry = said(
        R"({"service":"uploadcarin","parkid":"P1","order_id":"1001","car_number":"测A12345","in_time":"2024-01-02 08:00:05",)"
        R"("car_type":0,"card_type":1,"gateinid":3,"gateinname":"东门入口","operatorin":"收费员1","remark":"a } b"})");

    EXPECT_EQ(answer_to(entry, true), R"({"service":"uploadcarin","result_code":0,"message":"ok","order_id":"1001"})");
    ASSERT_THAT(entry.facts, SizeIs(1));
    EXPECT_EQ(entry.facts[0].message.key, "1001");
    EXPECT_EQ(told<vo::VehicleEntry>(entry), (vo::VehicleEntry{.record_code = "1001",
                                                               .car_num = "测A12345",
                                                               .in_cross = "3",
                                                               .in_time = *LocalTime::parse("2024-01-02 08:00:05"),
                                                               .in_identity = vo::VehicleType::monthly,
                                                               .car_color = {},
                                                               .out_operator_name = "收费员1"}));
}

TEST(WhatTheLotSays, OfMoneyIsYuanInTextAndRoundedToFen) {
    auto const exit = told<vo::VehicleExit>(said(
        R"({"service":"uploadcarout","order_id":"1001","car_number":"测A12345","in_time":"2024-01-02 08:00:05",)"
        R"("out_time":"2024-01-02 10:30:59","card_type":0,"gateoutid":"4","paycharge":"12.345","realcharge":"10.00",)"
        R"("breaks_amount":"2","discount_amount":"0.35"})"));

    EXPECT_EQ(exit.pay_money, Money::from_fen(1235));
    EXPECT_EQ(exit.charge_money, Money::from_fen(1000));
    EXPECT_EQ(exit.agio_money, Money::from_fen(235));
    EXPECT_EQ(exit.park_minutes, 150);
    EXPECT_EQ(exit.out_cross, "4");
}

TEST(WhatTheLotSays, OfACarWithoutAPlateIsOneOfTwoNamesAndDigits) {
    for (auto const* name : {"无123", "noplate123", ""}) EXPECT_TRUE(is_without_plate(name)) << name;
    for (auto const* name : {"测A12345", "无A12345", "无锡A1"}) EXPECT_FALSE(is_without_plate(name)) << name;
    auto const entry =
        said(R"({"service":"uploadcarin","order_id":"1","car_number":"noplate7","in_time":"2024-01-02 08:00:05"})");
    EXPECT_EQ(told<vo::VehicleEntry>(entry).car_num, no_plate);
}

// The lot would send it again for ever if it were refused.
TEST(WhatTheLotSays, ThatCannotBeReadBreaksTheSchemaAndNothingElse) {
    auto const entry =
        said(R"({"service":"uploadcarin","order_id":"1001","car_number":"测A12345","in_time":"yesterday"})");

    ASSERT_THAT(entry.facts, SizeIs(1));
    auto const& message = entry.facts[0].message;
    auto const problems = schema::describe(schema::check(*schema::find_interface(message.name)->request, message.body));
    EXPECT_THAT(problems, ::testing::HasSubstr("inTime"));
}

TEST(WhatTheLotSays, OfAGateIsTheWayItLeads) {
    auto const door = [](char const* state, char const* pass) {
        return told<vo::ChannelInfo>(
                   said(std::string(R"({"service":"uploadgate","gateid":3,"gatename":"东门","iostate":)") + state +
                        R"(,"ispass":)" + pass + "}"))
            .door_type;
    };
    EXPECT_EQ(door("1", "0"), vo::DoorType::outer_entrance);
    EXPECT_EQ(door("0", "0"), vo::DoorType::outer_exit);
    EXPECT_EQ(door("1", "2"), vo::DoorType::inner_entrance);
    EXPECT_EQ(door("0", "2"), vo::DoorType::inner_exit);
}

TEST(WhatTheLotSays, OfAPictureIsWhatItIsOfAndItsBytes) {
    std::string const jpeg = "\xFF\xD8\xFF picture";
    auto const picture = [&](char const* source, std::string const& bytes, char const* member) {
        return said(std::string(R"({"service":"uploadfile","recordid":"1001","pic_type":0,"pic_source":)") + source +
                    ",\"" + member + "\":\"" + crypto::to_base64(bytes) + "\"}");
    };
    auto const large = picture("3", jpeg, "picture");
    ASSERT_TRUE(large.picture);
    EXPECT_EQ(large.picture->bytes, jpeg);
    EXPECT_EQ(large.picture->media_type, "image/jpeg");
    EXPECT_EQ(large.picture->upload.image_type, vo::ImageType::exit_large);
    EXPECT_EQ(answer_to(large, true), R"({"service":"uploadfile","result_code":0,"message":"ok","recordid":"1001"})");
    EXPECT_EQ(picture("0", jpeg, "content").picture->upload.image_type, vo::ImageType::entry_small);
    EXPECT_FALSE(picture("4", jpeg, "picture").picture);
    EXPECT_THAT(picture("4", jpeg, "picture").trouble, IsEmpty());
    EXPECT_FALSE(picture("1", "no picture", "picture").picture);
    EXPECT_FALSE(picture("1", "no picture", "picture").trouble.empty());
}

TEST(WhatTheLotSays, OfACardIsItsTimeAndWhetherItStillHolds) {
    auto const card = told<vo::MonthlyCard>(
        said(R"({"service":"uploadwhitelist","car_number":"测A12345","card_type":1,"card_id":"100000000000001",)"
             R"("startdate":"2024-01-01 00:00:00","validdate":"2024-01-31 23:59:59","cardmoney":"300",)"
             R"("create_time":"2024-01-01 09:00:00","modify_time":"2024-01-02 09:00:00","operate_type":3})"));

    EXPECT_EQ(card.ms_record_id, "100000000000001-2024-01-02090000");
    EXPECT_EQ(card.status, vo::CardStatus::deleted);
    EXPECT_EQ(card.amount, Money::from_fen(30000));
}

TEST(WhatTheLotSays, InGbkIsReadToo) {
    auto const text =
        from_utf8(R"({"service":"uploadcarin","order_id":"1","car_number":"测A12345","in_time":"2024-01-02 08:00:05"})",
                  Encoding::gbk);
    EXPECT_EQ(told<vo::VehicleEntry>(said(*text)).car_num, "测A12345");
}

}  // namespace
}  // namespace lotbridge::uploadcarin
