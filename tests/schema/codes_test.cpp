// The same meaning under different numbers, and what is not a meaning at all.
#include <lotbridge/schema/json.hpp>
#include <lotbridge/vo/all.hpp>

#include <gmock/gmock.h>

namespace lotbridge::test {
namespace {

using testing::HasSubstr;

struct Numbered {
    vo::VehicleType type;
    char const *usual, *on_cards;
};

class VehicleTypeTest : public testing::TestWithParam<Numbered> {};

TEST_P(VehicleTypeTest, IsNumberedFromOneAtTheGate) {
    EXPECT_THAT(schema::encode(vo::VehicleEntry{.in_identity = GetParam().type}),
                HasSubstr(std::string("\"inIdentity\":") + GetParam().usual + ","));
}

TEST_P(VehicleTypeTest, IsNumberedFromZeroOnMonthlyCards) {
    auto const number = std::string("\"inIdentity\":") + GetParam().on_cards + ",";

    EXPECT_THAT(schema::encode(vo::MonthlyCard{.in_identity = GetParam().type}), HasSubstr(number));
    EXPECT_THAT(schema::encode(vo::MonthlyCardProduct{.in_identity = GetParam().type}), HasSubstr(number));
}

TEST_P(VehicleTypeTest, ComesBackFromBothNumberings) {
    vo::VehicleEntry const entry{
        .record_code = "R", .in_time = *LocalTime::parse("2024-05-01 08:00:00"), .in_identity = GetParam().type};
    vo::MonthlyCardProduct const card{.product_id = "P", .product_name = "month", .in_identity = GetParam().type};

    EXPECT_EQ(schema::decode<vo::VehicleEntry>(schema::encode(entry))->in_identity, GetParam().type);
    EXPECT_EQ(schema::decode<vo::MonthlyCardProduct>(schema::encode(card))->in_identity, GetParam().type);
}

INSTANTIATE_TEST_SUITE_P(Types, VehicleTypeTest,
                         testing::Values(Numbered{vo::VehicleType::monthly, "1", "0"},
                                         Numbered{vo::VehicleType::temporary, "2", "1"},
                                         Numbered{vo::VehicleType::stored_value, "3", "3"},
                                         Numbered{vo::VehicleType::military_police, "4", "4"},
                                         Numbered{vo::VehicleType::free_member, "5", "2"}));

TEST(Codes, AVehicleTypeThatIsNotGivenIsZeroAndComesBackAsUnknown) {
    auto const entry =
        schema::decode<vo::VehicleEntry>(R"({"recordCode":"R","inTime":"2024-05-01 08:00:00","inIdentity":0})");

    ASSERT_TRUE(entry) << entry.error().message;
    EXPECT_EQ(entry->in_identity, vo::VehicleType::unknown);
    EXPECT_THAT(schema::encode(*entry), HasSubstr("\"inIdentity\":0"));
}

TEST(Codes, AnUnknownNumberIsRefusedWithTheAllowedOnes) {
    auto const opening = schema::decode<vo::ManualGateOpening>(R"({"operateTime":"2024-05-01 08:00:00","openType":7})");

    ASSERT_FALSE(opening);
    EXPECT_EQ(opening.error().message,
              "/openType 7 is not allowed here; allowed: 1 remote_key, 2 remote_host, 3 booth, 4 handheld [C.6.3]");
}

TEST(Codes, ANumberOfAnotherInterfaceIsRefused) {
    auto const card =
        schema::decode<vo::MonthlyCardProduct>(R"({"productId":"P","productName":"m","status":1,"inIdentity":5})");

    ASSERT_FALSE(card);
    EXPECT_THAT(card.error().message, HasSubstr("/inIdentity 5 is not allowed here; allowed: 0 monthly"));
}

TEST(Codes, ZeroIsNoCodeWhereOneMustBeGivenAndZeroIsNone) {
    auto const image = schema::decode<vo::ImageUpload>(R"({"recordCode":"R","imageCode":"I","imageType":0})");

    ASSERT_FALSE(image);
    EXPECT_THAT(image.error().message, HasSubstr("/imageType 0 is not allowed here"));
}

// 0 closes a gate: a request that says nothing must not.
TEST(Codes, AGateRequestWithoutActionIsRefusedThoughZeroIsOne) {
    EXPECT_THAT(schema::decode<vo::GateControl>(R"({"barCode":"G1"})").error().message,
                HasSubstr("/isOpen is missing"));
    EXPECT_FALSE(schema::decode<vo::GateControl>(R"({"barCode":"G1","isOpen":0})")->is_open);
    EXPECT_TRUE(schema::decode<vo::GateControl>(R"({"barCode":"G1","isOpen":1})")->is_open);
}

// The standard leaves out 2.
TEST(Codes, CouponTypesAreNumberedAsTheStandardDoes) {
    auto const query = schema::decode<vo::FeeQuery>(
        R"({"recordCode":"R","couponList":[{"usercouponId":"a","couponType":3,"timeType":1},{"usercouponId":"b","couponType":4}]})");

    ASSERT_TRUE(query) << query.error().message;
    EXPECT_EQ(query->coupon_list[0].coupon_type, vo::CouponType::time);
    EXPECT_EQ(query->coupon_list[0].time_type, vo::TimeCouponType::time_reduction);
    EXPECT_EQ(query->coupon_list[1].coupon_type, vo::CouponType::free);
    EXPECT_THAT(schema::decode<vo::FeeQuery>(R"({"recordCode":"R","couponList":[{"usercouponId":"a","couponType":2}]})")
                    .error()
                    .message,
                HasSubstr("/couponList/0/couponType 2 is not allowed here"));
}

std::string numbers(schema::Shape const& shape, std::string_view wire) {
    std::string list;
    for (auto const& field : shape.fields)
        if (field.wire == wire)
            for (auto const& code : field.codes)
                list += std::to_string(code.wire) + " " + std::string(code.title_zh) + "; ";
    return list;
}

TEST(Codes, HaveTheStandardsNumbersAndWords) {
    EXPECT_EQ(numbers(schema::shape_of<vo::ManualGateOpening>, "openType"),
              "1 遥控开闸; 2 远程开闸; 3 岗亭开闸; 4 PDA开闸; ");
    EXPECT_EQ(numbers(schema::shape_of<vo::EquipmentStatus>, "equipmentType"),
              "2 闸机; 3 票箱; 4 LED; 5 认证缴费机; 6 一体机; ");
    EXPECT_EQ(numbers(schema::shape_of<vo::Coupon>, "timeType"), "0 时长定额劵; 1 时长减免劵; 2 时长折扣券; ");
    EXPECT_EQ(numbers(schema::shape_of<vo::Coupon>, "couponType"), "0 现金券; 1 折扣券; 3 时长券; 4 全免劵; ");
    EXPECT_EQ(numbers(schema::shape_of<vo::VehicleEntry>, "inIdentity"),
              "1 月租车; 2 临时车; 3 储值车; 4 军警车; 5 会员免费车; ");
    EXPECT_EQ(numbers(schema::shape_of<vo::MonthlyCard>, "inIdentity"),
              "0 月租车; 1 临时车; 2 免费车; 3 储值车; 4 军警车; ");
}

}  // namespace
}  // namespace lotbridge::test
