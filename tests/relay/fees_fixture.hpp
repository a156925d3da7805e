// From a packet that asks what a stay costs to the reply, and on to the payment: on a real store, with restarts.
#pragma once

#include "fakes/member.hpp"
#include "relay/downlink_fixture.hpp"

#include <string>

namespace lotbridge::relay {

class FeesTest : public DownlinkTest {
protected:
    static constexpr auto two_yuan = R"({"usercouponId":"C1","couponType":0,"discountAmount":2})";
    static constexpr auto an_hour_less = R"({"usercouponId":"C2","couponType":3,"timeType":1,"freeMinutes":60})";

    static Money yuan(char const* text) { return Money::parse(text).value(); }
    // 5 yuan the first hour, then 2.50 each half hour; 20 minutes to leave after a payment.
    static config::Tariff tariff() {
        config::TariffRate rate;
        rate.free = 15min;
        rate.steps = {{.until = 60min, .every = 60min, .fee = yuan("5")}, {.every = 30min, .fee = yuan("2.50")}};
        config::Tariff tariff;
        tariff.grace = 20min;
        tariff.rates = {rate};
        return tariff;
    }
    void clock(char const* local) {
        auto const time = LocalTime::parse(std::string("2026-05-29 ") + local)->to_utc(settings.utc_offset);
        scheduler.set_wall(time);
    }
    void enters(char const* at = "09:00:00", int type = 2) {
        deliver("vehicle_entry", R"({"recordCode":"R1","carNum":"测A12345","inTime":"2026-05-29 )" + std::string(at) +
                                     R"(","inIdentity":)" + std::to_string(type) + "}");
    }
    void ask(std::string const& coupons = "") {
        send(request("9", "N" + std::to_string(++numbers_),
                     R"({"recordCode":"R1","parkId":"P1","couponList":[)" + coupons + "]}"));
    }
    void pay(std::string const& money, std::string const& more = "") {
        auto const number = std::to_string(++numbers_);
        send(request("10", "N" + number,
                     R"({"recordCode":"R1","orderCode":"O)" + number + R"(","orderMoney":)" + money + more + "}"));
    }
    void restart() {
        downlink.reset();
        fees.reset();
        obligations.reset();
        intake.reset();
        store.reset();
        open_store();
        make();
    }
    wire::Reply last() { return reply(replies.size() - 1); }
    std::string said(char const* name) { return fakes::member(last().data, name); }
    std::string carried(char const* name) { return fakes::member(adapters.carried.back().body, name); }

private:
    int numbers_ = 0;
};

}  // namespace lotbridge::relay
