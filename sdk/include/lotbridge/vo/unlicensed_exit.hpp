#pragma once

#include <lotbridge/vo/codes.hpp>

namespace lotbridge::vo {

// A driver without a plate has scanned the code at an exit: let the vehicle out if it has paid. Good for 60 seconds.
struct UnlicensedExit {
    std::string park_id;
    std::string plateno;
    std::string record_code;
    std::string car_num;  // the table has the temporary plate twice
    std::string in_cross;
    std::string out_cross;
    LocalTime in_time;
    LocalTime out_time;
    VehicleType in_identity = VehicleType::unknown;
    VehicleType out_identity = VehicleType::unknown;
    std::int64_t park_minutes = 0;
    std::string car_color;
    std::int64_t charge_status = 0;
    Money pay_money;
    Money agio_money;
    Money charge_money;
    std::string charge_type;
    std::string out_operator_name;

    bool operator==(UnlicensedExit const&) const = default;
};

struct UnlicensedExitReply {
    bool operator==(UnlicensedExitReply const&) const = default;
};

consteval auto describe(UnlicensedExitReply const*) {
    using namespace schema;
    return shape("unlicensed_exit_reply", "C.4.2");
}

consteval auto describe(UnlicensedExit const*) {
    using namespace schema;
    using M = UnlicensedExit;
    return message<UnlicensedExitReply>(
        {16,
         "unlicensed_exit",
         "无牌车出场请求",
         "Unlicensed vehicle exit request",
         "C.4.2",
         "5.3.2",
         Direction::both,
         Queueing::never},
        field("parkId", &M::park_id, "停车场ID"),
        field("plateno", &M::plateno, "无牌车临时车牌号", {.required = true, .secret = true}),
        field("recordCode", &M::record_code, "停车记录号"),
        field("carNum", &M::car_num, "无牌车临时车牌号", {.secret = true}),
        field("inCross", &M::in_cross, "入口通道号"),
        field("outCross", &M::out_cross, "出口通道号", {.required = true}),
        field("inTime", &M::in_time, "入场时间"),
        field("outTime", &M::out_time, "出场时间"),
        coded("inIdentity", &M::in_identity, vehicle_type_codes, "车辆类型"),
        coded("outIdentity", &M::out_identity, vehicle_type_codes, "出场身份"),
        field("parkMinutes", &M::park_minutes, "停车时长"),
        field("carColor", &M::car_color, "车辆颜色"),
        field("chargeStatus", &M::charge_status, "收费状态"),
        field("payMoney", &M::pay_money, "应收金额"),
        field("agioMoney", &M::agio_money, "优惠金额"),
        field("chargeMoney", &M::charge_money, "实收金额"),
        field("chargeType", &M::charge_type, "收费方式"),
        field("outOperatorName", &M::out_operator_name, "操作员", {.secret = true}));
}

}  // namespace lotbridge::vo
