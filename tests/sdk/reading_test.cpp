#include <lotbridge/adapter/reading.hpp>
#include <lotbridge/vo/all.hpp>

#include <gmock/gmock.h>

namespace lotbridge {
namespace {

TEST(Reading, AnAmountIsReadInEachWayOfWritingItOrNotAtAll) {
    EXPECT_EQ(read_yuan("12"), Money::from_fen(1200));
    EXPECT_EQ(read_yuan("12.345"), Money::from_fen(1235));
    EXPECT_EQ(read_yuan("0.004"), Money::from_fen(0));
    EXPECT_EQ(read_yuan("-1.005"), Money::from_fen(-101));
    EXPECT_EQ(read_yuan("1.2x4"), std::nullopt);
    EXPECT_EQ(read_yuan("1.23x"), std::nullopt);
    EXPECT_EQ(read_yuan(""), std::nullopt);
}

TEST(Reading, AnObjectIsReadInEitherEncoding) {
    EXPECT_EQ(read_object("{\"plate\":\"\xB2\xE2"
                          "A1\"}")
                  .value()["plate"]
                  .text(),
              "测A1");
    EXPECT_EQ(read_object(R"({"plate":"测A1"})").value()["plate"].text(), "测A1");
    EXPECT_EQ(read_object("[1]").error().message, "it is no JSON object");
    EXPECT_FALSE(read_object(R"({"plate":)"));
}

TEST(Reading, ATimeIsReadWithAndWithoutItsSigns) {
    auto const moment = LocalTime::parse("2024-02-29 08:00:05");
    EXPECT_EQ(read_time("20240229080005"), moment);
    EXPECT_EQ(read_time("2024-02-29 08:00:05"), moment);
    EXPECT_EQ(read_time(""), LocalTime());
    EXPECT_EQ(compact(*moment), "20240229080005");
    EXPECT_EQ(compact(LocalTime()), "");
    for (auto const* text : {"20230229080005", "2024022908000", "2024022908000x", "2024-02-29T08:00:05", "1706659200"})
        EXPECT_EQ(read_time(text), std::nullopt) << text;
}

TEST(Reading, TheTimeBetweenIsInWholeMinutesAndNeverLessThanNone) {
    auto const in = *LocalTime::parse("2024-02-29 08:00:05"), out = *LocalTime::parse("2024-02-29 09:30:04");
    EXPECT_EQ(minutes_between(in, out), 89);
    EXPECT_EQ(minutes_between(out, in), 0);
    EXPECT_EQ(minutes_between(LocalTime(), out), 0);
    EXPECT_EQ(minutes_between(in, LocalTime()), 0);
}

TEST(Reading, WhatCannotBeReadBreaksTheSchemaUnderItsNameOnTheWire) {
    Reading reading(JsonValue::parse(R"({"when":"yesterday","fee":"a lot","paid":3.5,"none":null})").value());
    vo::VehicleExit exit;
    exit.out_time = reading.time("when", "outTime");
    exit.pay_money = reading.money("fee", "payMoney");
    exit.charge_money = reading.money("paid", "chargeMoney");
    exit.agio_money = reading.money("none", "agioMoney");
    auto const message = reading.message(exit, "key-1", "R1");

    EXPECT_EQ(exit.charge_money, Money::from_fen(350));
    EXPECT_EQ(exit.agio_money, Money());
    EXPECT_EQ(message.name, "vehicle_exit");
    EXPECT_EQ(message.key, "key-1");
    EXPECT_EQ(message.body, R"({"recordCode":"R1","outTime":"unreadable: yesterday","payMoney":"unreadable: a lot"})");
}

}  // namespace
}  // namespace lotbridge
