// What the cloud asks for, against the simulator's platform.
#include "lot.hpp"

#include <lotbridge/adapter/reading.hpp>

namespace lotbridge::ake {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

class CommandsTest : public LotTest {
protected:
    CommandsTest() {
        answer = [this](std::string const& cmd, JsonValue const&) -> sim::Platform::Reply {
            if (cmd == "getChannelInfo") return {.data = two_channels};
            if (replies.contains(cmd) && !replies[cmd].empty()) {
                auto reply = replies[cmd].front();
                replies[cmd].erase(replies[cmd].begin());
                return reply;
            }
            if (cmd == "getParkFee") return {.data = quote("20240102100000")};
            return {};
        };
        start(R"("blacklist_type":253,)");
        EXPECT_TRUE(until([&] { return stored<vo::ChannelInfo>().size() == 2; }));
    }
    static std::string quote(std::string const& time) {
        return R"({"parkingCode":"R1","shouldPayValue":4,"parkingFee":"6","paidValue":0,"discountedValue":0,"currDisValue":2,)"
               R"("parkingTime":8,"chargeDate":")" +
               time + R"("})";
    }
    static vo::Prepayment payment() {
        return {.order_money = Money::from_fen(320),
                .car_num = "测A12345",
                .order_code = "order-1",
                .record_code = "R1",
                .pay_type = "微信",
                .discount_amount = Money::from_fen(80)};
    }
    Result<vo::PrepaymentReply> pay(std::string const& echo = "20240102100000") {
        auto body = schema::joined(schema::encode(payment()),
                                   R"({"quoteTime":"2024-01-02 10:00:00","echo":")" + echo + R"("})");
        LOTBRIDGE_TRY(auto const reply, host_->command("prepayment", body));
        return schema::decode<vo::PrepaymentReply>(reply);
    }
    // Each under a number of its own.
    template <schema::Message M>
    Result<schema::Reply<M>> ask(M const& message) {
        LOTBRIDGE_TRY(auto const reply,
                      host_->command(schema::about<M>.id, schema::encode(message), 5s, std::to_string(++asked_)));
        return schema::decode<schema::Reply<M>>(reply);
    }
    std::size_t called(std::string const& cmd) const {
        return static_cast<std::size_t>(std::ranges::count(platform_->calls(), cmd));
    }
    JsonValue last(std::string const& cmd) const { return JsonValue::parse(platform_->last_body(cmd)).value(); }

    int asked_ = 0;
    std::map<std::string, std::vector<sim::Platform::Reply>> replies;  // one after the other, then success
};

TEST_F(CommandsTest, AFeeIsWhatThePlatformAsksForAndHoldsTenMinutes) {
    auto const text = host_->command("fee_query", R"({"recordCode":"R1"})");
    ASSERT_TRUE(text) << text.error().message;
    auto const reply = schema::decode<vo::FeeQueryReply>(*text).value();
    auto const terms = schema::decode<FeeTerms>(*text).value();

    EXPECT_EQ(reply.pay_money, Money::from_fen(600));
    EXPECT_EQ(reply.agio_money, Money::from_fen(200));
    EXPECT_EQ(reply.charge_money, Money::from_fen(400));
    EXPECT_EQ(reply.charge_time, LocalTime::parse("2024-01-02 10:00:00"));
    EXPECT_EQ(terms.valid_minutes, 10);
    EXPECT_EQ(terms.echo, "20240102100000");
    EXPECT_EQ(last("getParkFee")["parkingCode"].text(), "R1");
}

TEST_F(CommandsTest, APaymentEchoesItsQuoteAndNamesItselfAsItIsSpelt) {
    auto const done = pay();
    ASSERT_TRUE(done) << done.error().message;
    auto const sent = last("payParkFee");
    EXPECT_EQ(sent["chargeDate"].text(), "20240102100000");
    EXPECT_EQ(sent["actPayCharge"].text(), "3.20");
    EXPECT_EQ(sent["billCode"].text(), "order-1");
    EXPECT_EQ(sent["paymentMode"].integer(), 4);
    EXPECT_TRUE(sent["otherAtrr"].is_object());
    ASSERT_THAT(sent["couponList"].items(), SizeIs(1));
    EXPECT_EQ(sent["couponList"].items()[0]["couponValue"].text(), "0.80");
    EXPECT_EQ(called("getParkFee"), 0u);

    EXPECT_TRUE(pay());
    EXPECT_EQ(called("payParkFee"), 1u) << "it is known here that it was taken";
}

TEST_F(CommandsTest, APaymentThatIsThereAlreadyIsASuccess) {
    replies["payParkFee"] = {{.status = 2, .result = 907}};
    EXPECT_TRUE(pay());
}

TEST_F(CommandsTest, AQuoteThatIsTooOldIsAskedForAnew) {
    replies["payParkFee"] = {{.status = 2, .result = 912}};
    EXPECT_TRUE(pay("20240102080000"));
    EXPECT_EQ(called("getParkFee"), 1u);
    EXPECT_EQ(called("payParkFee"), 2u);
    EXPECT_EQ(last("payParkFee")["chargeDate"].text(), "20240102100000");
    EXPECT_EQ(last("payParkFee")["billCode"].text(), "order-1");
}

TEST_F(CommandsTest, APaymentForACarThatHasLeftSettlesItsDebt) {
    replies["payParkFee"] = {{.status = 2, .result = 905}};
    EXPECT_TRUE(pay());
    auto const debt = last("paybackBatch")["paybackList"].items().at(0);
    EXPECT_EQ(debt["thirdBillCode"].text(), "order-1");
    EXPECT_EQ(debt["paybackValue"].text(), "3.20");
    EXPECT_EQ(debt["couponValue"].text(), "0.80");
}

TEST_F(CommandsTest, APaymentWithoutAQuoteForACarThatHasLeftSettlesItsDebtToo) {
    replies["getParkFee"] = {{.status = 2, .result = 1801}};
    EXPECT_TRUE(pay(""));
    EXPECT_EQ(called("payParkFee"), 0u);
    EXPECT_EQ(called("paybackBatch"), 1u);
}

TEST_F(CommandsTest, APaymentThatThePlatformRefusesIsNotCalledTaken) {
    replies["payParkFee"] = {{.status = 2, .result = 909}, {.status = 2, .result = 912}, {.status = 2, .result = 912}};
    EXPECT_EQ(pay().error().message, "payParkFee: resultCode 909, the parameters are wrong (业务成功)");
    EXPECT_FALSE(pay()) << "asked anew once";
    EXPECT_TRUE(pay());
}

TEST_F(CommandsTest, APaymentWhoseAnswerWasLostComesAgainUnderItsNumber) {
    platform_->stumble(1);
    auto const lost = pay();
    ASSERT_FALSE(lost);
    EXPECT_EQ(lost.error().code, Errc::retry);
    EXPECT_TRUE(pay());
    EXPECT_EQ(last("payParkFee")["billCode"].text(), "order-1");
}

TEST_F(CommandsTest, ANumberThatIsTooLongForThePlatformIsItsDigest) {
    auto body = payment();
    body.order_code = "an order whose number is longer than thirty-two characters";
    EXPECT_TRUE(host_->command(body));
    EXPECT_THAT(last("payParkFee")["billCode"].text(), SizeIs(32));
}

TEST_F(CommandsTest, AGateIsOrderedOnceWhateverComesBack) {
    ASSERT_TRUE(ask(vo::GateControl{.park_id = {}, .bar_code = "OUT1", .is_open = true}));
    EXPECT_EQ(last("opGate")["channelCode"].text(), "OUT1");
    EXPECT_EQ(last("opGate")["opType"].integer(), 0);
    EXPECT_TRUE(LocalTime::parse(last("opGate")["operateTime"].text()));

    for (int times = 0; times < 2; ++times)
        ASSERT_TRUE(host_->command("gate_control", R"({"barCode":"OUT1","isOpen":1})", 5s, "1"));
    EXPECT_EQ(called("opGate"), 1u) << "the same request again";

    platform_->stumble(1);
    auto const stumbled = ask(vo::GateControl{.park_id = {}, .bar_code = "OUT1", .is_open = false});
    EXPECT_THAT(stumbled.error().message, HasSubstr("it may have been carried out, and is not called a second time"));
    EXPECT_EQ(called("opGate"), 1u);

    replies["opGate"] = {{.status = 2, .result = 902}};
    EXPECT_EQ(ask(vo::GateControl{.park_id = {}, .bar_code = "OUT1", .is_open = true}).error().message,
              "opGate: resultCode 902, the lot did not answer the platform (业务成功)");
    EXPECT_EQ(called("opGate"), 2u);
}

TEST_F(CommandsTest, ACorrectionOfTheCloudIsNoNewsWhenItIsPushedBack) {
    push("reportCarIn", R"({"parkingCode":"R1","carLicenseNumber":"测A1234S","enterTime":"20240102080005"})", "L1");
    ASSERT_TRUE(host_->command(vo::VehicleCorrection{.record_code = "R1", .car_num = "测A12345", .in_cross = {}}));
    EXPECT_EQ(last("correctCarNo")["operateType"].integer(), 3);
    push("reportModifyCar", R"({"parkingCode":"R1","newCarCode":"测A12345","modifyDate":"20240102081000"})", "L2");
    EXPECT_THAT(stored<vo::VehicleCorrection>(), SizeIs(0));

    ASSERT_TRUE(host_->command(vo::VehicleCorrection{.record_code = "R1", .car_num = "测A12345", .in_cross = {}}));
    EXPECT_EQ(called("correctCarNo"), 1u) << "the same request again";
}

TEST_F(CommandsTest, ACarWithoutAPlateKeepsTheCloudsNameFromEntryToExit) {
    replies["scanChannelCodeInOut"] = {{.data = R"({"code":"0"})"}};
    ASSERT_TRUE(ask(vo::UnlicensedEntry{.park_id = {}, .record_code = {}, .plateno = "无12345", .in_cross = "IN1"}));
    EXPECT_EQ(last("scanChannelCodeInOut")["channelSeq"].integer(), 57);
    EXPECT_EQ(last("scanChannelCodeInOut")["userUniqCode"].text(), "无12345");
    auto const entry =
        R"({"parkingCode":"R1","carLicenseNumber":"未识别0927","enterTime":"20240102080005","extendInfo":{"selfInUserUniqCode":"无12345"})";
    push("reportCarIn", std::string(entry) + "}", "L1");
    push(
        "reportCarOut",
        R"({"parkingCode":"R1","carLicenseNumber":"未识别0927","enterTime":"20240102080005","leaveTime":"20240102090005"})",
        "L2");
    ASSERT_THAT(stored<vo::VehicleEntry>(), SizeIs(1));
    EXPECT_EQ(stored<vo::VehicleEntry>()[0].car_num, "无12345");
    EXPECT_EQ(stored<vo::VehicleExit>().at(0).car_num, "无12345");

    push(
        "reportCarIn",
        R"({"parkingCode":"R2","carLicenseNumber":"未识别0928","enterTime":"20240102080005","extendInfo":{"selfInUserUniqCode":"oXyz"}})",
        "L3");
    EXPECT_EQ(stored<vo::VehicleEntry>().at(1).car_num, "无牌车") << "a stranger's code is no plate";
}

TEST_F(CommandsTest, ACallThatWentWellIsNotYetAPassage) {
    replies["scanChannelCodeInOut"] = {{.data = R"({"code":3,"msg":"未缴费"})"}};
    auto const refused = ask(vo::UnlicensedExit{
        .park_id = {}, .plateno = "无12345", .record_code = {}, .car_num = {}, .in_cross = {}, .out_cross = "OUT1"});
    EXPECT_EQ(refused.error().message, "scanChannelCodeInOut: the car may not pass (未缴费)");
    replies["scanChannelCodeInOut"] = {{.data = R"({"code":0})"}};
    EXPECT_TRUE(ask(vo::UnlicensedExit{
        .park_id = {}, .plateno = "无12345", .record_code = {}, .car_num = {}, .in_cross = {}, .out_cross = "OUT1"}));
    EXPECT_THAT(ask(vo::UnlicensedEntry{.park_id = {}, .record_code = {}, .plateno = "无1", .in_cross = "nowhere"})
                    .error()
                    .message,
                HasSubstr("the platform lists no channel nowhere"));
}

TEST_F(CommandsTest, TheBlacklistIsKeptPlateByPlate) {
    ASSERT_TRUE(host_->command(
        vo::Blacklist{.car_num = "测B1", .car_type = vo::BlacklistReason::owes, .type = vo::ListChange::add}));
    auto const added = last("addBlackListCar");
    EXPECT_EQ(added["specialCarTypeId"].text(), "253");
    EXPECT_EQ(added["isPermament"].integer(), 1);
    EXPECT_EQ(added["reason"].text(), "欠费车辆");
    ASSERT_TRUE(host_->command(vo::Blacklist{.car_num = "测B1", .type = vo::ListChange::remove}));
    EXPECT_EQ(last("removeBlackListCar")["carNo"].text(), "测B1");
}

TEST_F(CommandsTest, WhatTheSheetDoesNotOfferIsUnsupported) {
    auto const sheet = host_->capabilities().value();
    for (auto const* name : {"supplementary_bill", "gate_status", "member_query"})
        EXPECT_THAT(sheet, HasSubstr("\"" + std::string(name) + R"(":"unsupported")")) << name;
    EXPECT_EQ(host_->command("gate_status", R"({"barCode":"OUT1"})").error().code, Errc::unsupported);
    vo::MonthlyCard const card{.ms_record_id = "1",
                               .car_num = "测A1",
                               .begin_time = moment(0),
                               .end_time = moment(86400),
                               .operator_name = {}};
    EXPECT_EQ(ask(card).error().code, Errc::unsupported) << "cards go up only";
    EXPECT_EQ(host_->command("member_query", R"({"carNum":"测A1","isVip":1})").error().code, Errc::unsupported);

    start();
    EXPECT_THAT(host_->capabilities().value(), HasSubstr(R"("blacklist":"unsupported")")) << "without its type";
    EXPECT_EQ(host_->command(vo::Blacklist{.car_num = "测B1", .type = vo::ListChange::add}).error().code,
              Errc::unsupported);
}

TEST_F(CommandsTest, CheckSaysWhatThePlatformAnswered) {
    host_->stop();
    auto const words = [&](std::string const& subject) {
        auto const findings = host_->check(settings()).value();
        auto const found = std::ranges::find(findings, subject, &testing::FakeHostBase::Finding::subject);
        return found == findings.end() ? std::string() : found->words;
    };
    EXPECT_THAT(words("platform"), HasSubstr("takes key, signature and park_code"));
    EXPECT_THAT(words("channels"), HasSubstr("2 channels"));
    EXPECT_THAT(words("pushes"), HasSubstr("path /ake/push"));
    EXPECT_THAT(words("clock"), HasSubstr("is off the platform's by "));
    platform_->turn_clock(std::chrono::seconds(1min));
    EXPECT_THAT(words("clock"), HasSubstr("from 600 s on every call is refused"));
    platform_->turn_clock(std::chrono::seconds(11min));
    EXPECT_THAT(words("platform"), HasSubstr("the signature was refused"));
    EXPECT_THAT(words("clock"), HasSubstr("signatures are older than the 600 s for which they are good"));
    ASSERT_TRUE(host_->start(settings()));
}

}  // namespace
}  // namespace lotbridge::ake
