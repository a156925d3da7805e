#include "schema/message_list.hpp"
#include "schema/sample.hpp"

#include <lotbridge/schema/json.hpp>

#include <gmock/gmock.h>

namespace lotbridge::test {
namespace {

using testing::HasSubstr;

LocalTime time(char const* text) { return *LocalTime::parse(text); }

TEST(TypedCodec, EveryTypeComesBackAsItWent) {
    for_each_described([]<class T>() {
        auto const text = to_json(sample(schema::shape_of<T>));
        auto const value = schema::decode<T>(text);
        ASSERT_TRUE(value) << value.error().message;
        EXPECT_EQ(schema::encode(*value), text);
        EXPECT_EQ(schema::decode<T>(schema::encode(*value)).value(), *value);
    });
}

TEST(TypedCodec, WritesEveryMemberInRowOrderWithTheStandardsDefaults) {
    EXPECT_EQ(schema::encode(vo::FeeQuery{}), R"({"recordCode":"","parkId":"","couponList":[]})");
    EXPECT_EQ(
        schema::encode(vo::FeeQueryReply{}),
        R"({"recordCode":"","payMoney":0,"agioMoney":0,"chargeMoney":0,"realPayMoney":0,"couponList":[],"chargeTime":""})");
    EXPECT_EQ(schema::encode(vo::Heartbeat{}), "{}");
}

TEST(TypedCodec, WritesAnEntryAsTheStandardDoes) {
    vo::VehicleEntry const entry{.record_code = "P1-20240501-0001",
                                 .car_num = "京A12345",
                                 .in_cross = "N1",
                                 .in_time = time("2024-05-01 08:00:00"),
                                 .in_identity = vo::VehicleType::temporary,
                                 .car_color = "蓝"};

    EXPECT_EQ(schema::encode(entry),
              R"({"recordCode":"P1-20240501-0001","carNum":"京A12345","inCross":"N1","inTime":"2024-05-01 08:00:00",)"
              R"("inIdentity":2,"parkMinutes":0,"carColor":"蓝","outOperatorName":""})");
}

TEST(TypedCodec, TakesNullMissingAndDefaultForTheSame) {
    auto const missing = schema::decode<vo::VehicleExit>(R"({"recordCode":"R","outTime":"2024-05-01 08:00:00"})");
    auto const null = schema::decode<vo::VehicleExit>(
        R"({"recordCode":"R","outTime":"2024-05-01 08:00:00","carNum":null,"inTime":null,"inIdentity":null,"payMoney":null})");
    auto const defaults = schema::decode<vo::VehicleExit>(
        R"({"recordCode":"R","outTime":"2024-05-01 08:00:00","carNum":"","inTime":"","inIdentity":0,"payMoney":0})");

    ASSERT_TRUE(missing) << missing.error().message;
    EXPECT_EQ(missing, null);
    EXPECT_EQ(missing, defaults);
}

TEST(TypedCodec, TakesNumbersThatComeAsTextAndTextsThatComeAsNumbers) {
    auto const exit = schema::decode<vo::VehicleExit>(
        R"({"recordCode":10086,"outTime":"2024-05-01 08:00:00","parkMinutes":"61","payMoney":"5.50","inIdentity":"2"})");

    ASSERT_TRUE(exit) << exit.error().message;
    EXPECT_EQ(exit->record_code, "10086");
    EXPECT_EQ(exit->park_minutes, 61);
    EXPECT_EQ(exit->pay_money, Money::from_fen(550));
    EXPECT_EQ(exit->in_identity, vo::VehicleType::temporary);
}

TEST(TypedCodec, PassesOverMembersThatNoRowNames) {
    auto const reply = schema::decode<vo::GateStatusReply>(R"({"barCode":"G1","barStatus":1,"firmware":{"major":3}})");

    ASSERT_TRUE(reply) << reply.error().message;
    EXPECT_EQ(reply->bar_status, 1);
}

TEST(TypedCodec, ReportsEveryProblemAtOnce) {
    auto const bill = schema::decode<vo::SupplementaryBill>(
        R"({"inTime":"08:00","outTime":"2024-05-01 08:00:00","payMoney":1.005,"paymentRecordList":[{},{"payTime":"soon"},7]})");

    ASSERT_FALSE(bill);
    EXPECT_EQ(bill.error().code, Errc::rejected);
    EXPECT_EQ(bill.error().message,
              "/inTime is not a time as yyyy-MM-dd HH:mm:ss [C.3.4]; /recordCode is missing [C.3.4]; "
              "/payMoney is not an amount in yuan with at most two decimals [C.3.4]; "
              "/paymentRecordList/1/payTime is not a time as yyyy-MM-dd HH:mm:ss [C.3.4]; "
              "/paymentRecordList/2 is not an object [C.3.4]");
}

// The mended spelling is another member: nothing of it may be taken.
TEST(TypedCodec, TakesTheMisspeltNameOnly) {
    auto const card = schema::decode<vo::StationStatus>(
        R"({"pcName":"PC1","linkStatus":1,"createTime":"2024-05-01 08:00:00","operationType":2})");

    ASSERT_TRUE(card) << card.error().message;
    EXPECT_EQ(card->operation_type, vo::OperationType::initial);
    EXPECT_THAT(schema::encode(*card), HasSubstr("\"opertionType\":0"));
}

TEST(TypedCodec, ReadsDiscountDetailAsAmountAndAsListAndWritesItBackAsItCame) {
    auto const body = [](char const* detail) {
        return std::string(R"({"orderMoney":5,"orderCode":"O","recordCode":"R","discountDetail":)") + detail + "}";
    };
    auto const amount = schema::decode<vo::Prepayment>(body("1.50"));
    auto const list =
        schema::decode<vo::Prepayment>(body(R"([{"couponName":"noon","discountAmout":0.30,"discountType":1}])"));

    ASSERT_TRUE(amount && list);
    EXPECT_EQ(std::get<Money>(amount->discount_detail), Money::from_fen(150));
    EXPECT_EQ(std::get<1>(list->discount_detail),
              std::vector{(vo::Discount{"noon", Money::from_fen(30), vo::DiscountType::lot_coupon})});
    EXPECT_THAT(schema::encode(*amount), HasSubstr("\"discountDetail\":1.50,"));
    EXPECT_THAT(schema::encode(*list),
                HasSubstr(R"("discountDetail":[{"couponName":"noon","discountAmout":0.30,"discountType":1}],)"));
}

TEST(TypedCodec, KeepsAListOfFreeFormToTheDigit) {
    auto const reply = schema::decode<vo::FeeQueryReply>(
        R"({"recordCode":"R","chargeMoney":0,"couponList":[ 1.10, "1.10", {"id": 12345678901234567890, "x":[null]} ]})");

    ASSERT_TRUE(reply) << reply.error().message;
    EXPECT_EQ(reply->coupon_list.json, R"([1.10,"1.10",{"id":12345678901234567890,"x":[null]}])");
    EXPECT_THAT(schema::encode(*reply), HasSubstr("\"couponList\":" + reply->coupon_list.json));
}

TEST(TypedCodec, MoneySurvivesWhereBinaryFloatingPointWouldNot) {
    auto const reply = schema::decode<vo::AutoDeductReply>(
        R"({"payStatus":1,"balancePay":0.29,"couponValue":1.15,"actualPay":70368744177664.01,"realPayMoney":-0.01})");

    ASSERT_TRUE(reply) << reply.error().message;
    EXPECT_EQ(reply->balance_pay.fen(), 29);
    EXPECT_EQ(reply->coupon_value.fen(), 115);
    EXPECT_EQ(reply->actual_pay.fen(), 7036874417766401);
    EXPECT_EQ(reply->real_pay_money.fen(), -1);
    EXPECT_THAT(schema::encode(*reply), HasSubstr("\"actualPay\":70368744177664.01,\"realPayMoney\":-0.01"));
}

TEST(TypedCodec, LimitsCountCharactersNotBytes) {
    auto const token = [](int characters) {
        std::string text;
        for (int i = 0; i < characters; ++i) text += "牌";
        return schema::decode<vo::LoginReply>(R"({"token":")" + text + "\"}");
    };

    EXPECT_TRUE(token(36));
    EXPECT_EQ(token(37).error().message, "/token has 37 characters, at most 36 are allowed [C.2.1]");
}

struct NotJson {
    std::string text;
    char const* words;
};
class NotJsonTest : public testing::TestWithParam<NotJson> {};

TEST_P(NotJsonTest, IsRefusedWithItsPlace) {
    auto const value = schema::decode<vo::FreeMinutes>(GetParam().text);

    ASSERT_FALSE(value);
    EXPECT_EQ(value.error().code, Errc::rejected);
    EXPECT_THAT(value.error().message, HasSubstr(GetParam().words));
}

INSTANTIATE_TEST_SUITE_P(
    Texts, NotJsonTest,
    testing::Values(NotJson{"", "not JSON at byte 0"}, NotJson{R"({"freeMinutes":15)", "not JSON at byte 17"},
                    NotJson{R"({"freeMinutes":15}})", "not JSON at byte 18"},
                    NotJson{std::string("{\"freeMinutes\":15}\0x", 20), "not JSON at byte 18: a zero byte"},
                    NotJson{"{\"freeMinutes\":\"\xff\"}", "not JSON at byte"},
                    NotJson{"[]", "the body is not an object"},
                    NotJson{std::string(100'000, '['), "Nested deeper than 32 levels"},
                    NotJson{R"({"freeMinutes":1,"freeMinutes":2})", "/freeMinutes appears more than once"}));

}  // namespace
}  // namespace lotbridge::test
