// What the cloud may ask of a Donglu lot.
#include "donglu_lot.hpp"

#include <lotbridge/vo/all.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>
#include <thread>

namespace lotbridge::sql {
namespace {

using ::testing::HasSubstr;

constexpr auto stay = "17-20240102080000";

// A lot with one car inside since two hours by the lot's clock: 5 yuan for the first hour, 2 for each begun one after
// it.
class DongluCommands : public ::testing::Test {
protected:
    DongluCommands() {
        lot.exec(
            "INSERT INTO carpark_charge_standard (id, free_time, oneday_max_charge, First_Time, First_Time_Fee)"
            " VALUES (1, 15, 30, 60, 5); INSERT INTO carpark_duration_standard (id, standard_id) VALUES (1, 1);"
            "INSERT INTO carpark_duration_price (duration_id, unit_duration, unit_price) VALUES (1, 60, 2)");
        lot.exec("INSERT INTO LotClock VALUES (1, '2024-01-02 10:00:00'); INSERT INTO LotGate (barCode) VALUES ('G1')");
        lot.enter(17, "测A12345", "2024-01-02 08:00:00");
    }

    void allow_app_payment() {
        lot.exec("INSERT INTO SingleCarparkSystemSetting (settingKey, settingValue) VALUES ('启用CJLAPP支付', 'true')");
    }
    static vo::Prepayment payment(std::string const& order, std::int64_t fen) {
        vo::Prepayment message;
        message.record_code = stay;
        message.order_code = order;
        message.order_money = Money::from_fen(fen);
        message.pay_type = "微信";
        return message;
    }

    DongluLot lot{"donglu-demo.json"};
};

TEST_F(DongluCommands, AFeeIsWhatTheLotsChargeScriptSays) {
    auto const reply = lot.host.command(vo::FeeQuery{.record_code = stay});

    ASSERT_TRUE(reply) << reply.error().message;
    EXPECT_EQ(reply->record_code, stay);
    EXPECT_EQ(reply->pay_money, Money::from_fen(700));
    EXPECT_EQ(reply->charge_money, Money::from_fen(700));
    EXPECT_EQ(reply->real_pay_money, Money());
    EXPECT_EQ(reply->charge_time.text(), "2024-01-02 10:00:00");
}

TEST_F(DongluCommands, AFeeLeavesTheQuerysCouponsToTheHost) {
    auto const reply = lot.host.FakeHostBase::command("fee_query", R"({"recordCode":"17-20240102080000"})");

    ASSERT_TRUE(reply) << reply.error().message;
    std::string const any_stay = DongluDatabase::has_procedures ? "true" : "false";
    EXPECT_THAT(*reply, HasSubstr(R"("couponsOpen":true,"stayMinutes":120,"anyStay":)" + any_stay));
}

TEST_F(DongluCommands, PaymentsAndCouponsAreTakenOffTheFee) {
    lot.exec(
        "INSERT INTO CarPayHistory (payId, historyId, payTime, payedMoney, couponValue) VALUES"
        " ('a', 17, '2024-01-02 09:00:00', 4, 1), ('b', 17, '2024-01-02 07:00:00', 100, 0)");  // b is of the stay
                                                                                               // before

    auto const reply = lot.host.command(vo::FeeQuery{.record_code = stay});

    EXPECT_EQ(reply->real_pay_money, Money::from_fen(400));
    EXPECT_EQ(reply->agio_money, Money::from_fen(100));
    EXPECT_EQ(reply->charge_money, Money::from_fen(200));
}

TEST_F(DongluCommands, AFeeOfAnotherStayOnTheSameRowIsNotTold) {
    auto const reply = lot.host.command(vo::FeeQuery{.record_code = "17-20240101080000"});

    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().code, Errc::rejected);
    EXPECT_THAT(reply.error().message, HasSubstr("场内没有该停车记录"));
}

TEST_F(DongluCommands, AnUnreadableRecordCodeIsRefused) {
    EXPECT_FALSE(lot.host.command(vo::FeeQuery{.record_code = "17-soon"}));
    EXPECT_FALSE(lot.host.command(vo::FeeQuery{.record_code = "' OR 1=1 --"}));
}

TEST_F(DongluCommands, APaymentThatComesTwiceIsOneRow) {
    allow_app_payment();

    auto const first = lot.host.command(payment("ORDER-1", 450));
    auto const second = lot.host.command(payment("ORDER-1", 450));

    ASSERT_TRUE(first) << first.error().message;
    ASSERT_TRUE(second) << second.error().message;
    EXPECT_TRUE(second->result);
    EXPECT_EQ(lot.one("SELECT count(*) || ' ' || sum(payedMoney) || ' ' || max(payType) || ' ' || max(historyId) || ' "
                      "' || max(payTime)"
                      " FROM CarPayHistory"),
              "1 4.5 2 17 2024-01-02 10:00:00");
    EXPECT_EQ(lot.host.command(vo::FeeQuery{.record_code = stay})->charge_money, Money::from_fen(250));
}

TEST_F(DongluCommands, APaymentIsRefusedWhileTheLotHasNotSwitchedItOn) {
    auto const reply = lot.host.command(payment("ORDER-1", 450));

    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().code, Errc::rejected);
    EXPECT_THAT(reply.error().message, HasSubstr("启用CJLAPP支付"));
}

TEST_F(DongluCommands, APaymentForACarThatHasLeftWritesNothing) {
    allow_app_payment();
    lot.exec("UPDATE SingleCarparkInOutHistory SET outTime = '2024-01-02 09:59:00'");

    EXPECT_FALSE(lot.host.command(payment("ORDER-1", 450)));
    EXPECT_EQ(lot.one("SELECT count(*) FROM CarPayHistory"), "0");
}

TEST_F(DongluCommands, APaymentAppliedBeforeTheCarLeftIsStillAnsweredAsDone) {
    allow_app_payment();
    ASSERT_TRUE(lot.host.command(payment("ORDER-1", 450)));
    lot.exec("UPDATE SingleCarparkInOutHistory SET outTime = '2024-01-02 10:01:00'");

    EXPECT_TRUE(lot.host.command(payment("ORDER-1", 450)));
}

TEST_F(DongluCommands, AGateIsOpenWhenItsControllerSaysThatItMoved) {
    std::jthread const controller([this](std::stop_token const& stop) {
        auto const database = lot.database.again();
        while (!stop.stop_requested() &&
               database->exec(
                   "UPDATE LotGateCommand SET status = 'moved' WHERE status = 'requested' AND action = 'open'") == 0)
            std::this_thread::yield();
    });

    auto const reply = lot.host.command(vo::GateControl{.bar_code = "G1", .is_open = true});

    ASSERT_TRUE(reply) << reply.error().message;
    EXPECT_EQ(reply->bar_code, "G1");
    EXPECT_EQ(reply->status, 1);
}

TEST_F(DongluCommands, AGateCommandThatNobodyTakesUpIsWithdrawn) {
    auto const reply =
        lot.host.FakeHostBase::command("gate_control", R"({"barCode":"G1","isOpen":1})", std::chrono::milliseconds(60));

    ASSERT_FALSE(reply);
    EXPECT_THAT(reply.error().message, HasSubstr("did not confirm in time"));
    EXPECT_EQ(lot.one("SELECT status FROM LotGateCommand"), "expired");
}

TEST_F(DongluCommands, AnUnknownGateIsRefused) {
    EXPECT_THAT(lot.host.command(vo::GateControl{.bar_code = "G9", .is_open = true}).error().message,
                HasSubstr("没有该道闸编码"));
    EXPECT_FALSE(lot.host.command(vo::GateStatus{.bar_code = "G9"}));
}

TEST_F(DongluCommands, AGatesStateIsTold) {
    lot.exec("UPDATE LotGate SET state = 'open'");

    EXPECT_EQ(lot.host.command(vo::GateStatus{.bar_code = "G1"})->bar_status, 1);
}

TEST_F(DongluCommands, APlateIsBarredAndFreedAgain) {
    ASSERT_TRUE(lot.host.FakeHostBase::command("blacklist", R"({"carNum":"测a-12345","Type":1,"refResource":"平台"})"));
    ASSERT_TRUE(lot.host.FakeHostBase::command("blacklist", R"({"carNum":"测A12345","Type":1})"));
    EXPECT_EQ(lot.one("SELECT group_concat(plateNO) FROM SingleCarparkBlackUser"), "测A12345");

    ASSERT_TRUE(lot.host.FakeHostBase::command("blacklist", R"({"carNum":"测A12345","Type":2})"));

    EXPECT_EQ(lot.one("SELECT count(*) FROM SingleCarparkBlackUser"), "0");
}

TEST_F(DongluCommands, AMonthlyCardIsAddedRenewedAndEnded) {
    auto const card = [](std::string const& end, int status) {
        return R"({"msRecordId":"1","carNum":"测A12345","inIdentity":0,"beginTime":"2024-01-01 00:00:00","endTime":")" +
               end + R"(","status":)" + std::to_string(status) + "}";
    };
    ASSERT_TRUE(lot.host.FakeHostBase::command("monthly_card", card("2024-01-31 23:59:59", 1)));
    ASSERT_TRUE(lot.host.FakeHostBase::command("monthly_card", card("2024-02-29 23:59:59", 1)));
    EXPECT_EQ(lot.one("SELECT count(*) || ' ' || max(validTo) FROM SingleCarparkUser"), "1 2024-02-29 23:59:59");

    ASSERT_TRUE(lot.host.FakeHostBase::command("monthly_card", card("2024-02-29 23:59:59", 0)));

    EXPECT_EQ(lot.one("SELECT validTo > '2024-03-01 00:00:00' FROM SingleCarparkUser"), "1") << "ended now";
}

TEST_F(DongluCommands, ACorrectionOfTheCloudChangesTheOpenStay) {
    ASSERT_TRUE(lot.host.FakeHostBase::command("vehicle_correction",
                                               R"({"recordCode":"17-20240102080000","carNum":"测A99999"})"));

    EXPECT_EQ(lot.one("SELECT plateNo FROM SingleCarparkInOutHistory"), "测A99999");
}

TEST(DongluReadOnly, WhatWritesIsNotOfferedAndNothingIsWritten) {
    DongluLot lot;
    lot.enter(17, "测A12345", "2024-01-02 08:00:00");

    auto const reply = lot.host.FakeHostBase::command(
        "prepayment", R"({"recordCode":"17-20240102080000","orderCode":"1","orderMoney":1})");

    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().code, Errc::unsupported);
    EXPECT_THAT(reply.error().message, HasSubstr("allow_writes"));
    EXPECT_THAT(*lot.host.capabilities(), HasSubstr(R"("prepayment":"unsupported")"));
    EXPECT_THAT(*lot.host.capabilities(), HasSubstr(R"("fee_query":"native")"));
    EXPECT_THAT(*lot.host.capabilities(), HasSubstr(R"("gate_control":"unsupported")"));
    EXPECT_EQ(lot.host.command(vo::GateStatus{.bar_code = "G1"}).error().code, Errc::unsupported);
}

// The sheet of README.md.
TEST(DongluSheet, SaysWhatTheTestsHereShowAndEverythingElseIsUnsupported) {
    DongluLot lot("donglu-demo.json");
    lot.restart(R"(, "image_root": ")" + lot.dir.path().generic_string() + '"');
    auto const sheet = lot.host.capabilities();
    ASSERT_TRUE(sheet);
    std::set<std::string> const native{
        "vehicle_entry", "vehicle_correction",   "vehicle_exit",         "image_upload",     "manual_gate_opening",
        "monthly_card",  "monthly_card_product", "channel_info",         "equipment_status", "free_minutes",
        "fee_query",     "prepayment",           "daily_reconciliation", "blacklist",        "gate_control",
        "gate_status"};
    std::set<std::string> const derived{"total_spaces", "free_spaces", "cashier_settlement"};

    for (auto const& interface : schema::interfaces()) {
        std::string const id(interface.id);
        auto const* wanted = native.contains(id) ? "native" : derived.contains(id) ? "derived" : "unsupported";
        EXPECT_THAT(*sheet, HasSubstr('"' + id + R"(":")" + wanted + '"'));
        if (interface.direction == schema::Direction::up || native.contains(id)) continue;
        EXPECT_EQ(lot.host.FakeHostBase::command(id, "{}").error().code, Errc::unsupported) << id;
    }
}

}  // namespace
}  // namespace lotbridge::sql
