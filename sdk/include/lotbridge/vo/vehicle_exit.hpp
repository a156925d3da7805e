#pragma once

#include <lotbridge/vo/codes.hpp>

namespace lotbridge::vo {

// A vehicle has left, with what was charged.
struct VehicleExit {
    std::string record_code;
    std::string car_num;
    std::string in_cross;
    std::string out_cross;
    LocalTime in_time;
    LocalTime out_time;
    VehicleType in_identity = VehicleType::unknown;
    VehicleType out_identity = VehicleType::unknown;  // differs when a card ran out during the stay
    std::int64_t park_minutes = 0;
    std::string car_color;
    std::int64_t charge_status = 0;  // not numbered by the standard
    Money pay_money;
    Money agio_money;
    Money charge_money;
    std::string charge_type;  // in words: 正常收费, 异常收费, 异常放行 ...
    std::string out_operator_name;

    bool operator==(VehicleExit const&) const = default;
};

struct VehicleExitReply {
    bool operator==(VehicleExitReply const&) const = default;
};

consteval auto describe(VehicleExitReply const*) {
    using namespace schema;
    return shape("vehicle_exit_reply", "C.2.4");
}

consteval auto describe(VehicleExit const*) {
    using namespace schema;
    using M = VehicleExit;
    return message<VehicleExitReply>({4, "vehicle_exit", "车辆出场", "Vehicle exit", "C.2.4", "5.1.4", Direction::up},
                                     field("recordCode", &M::record_code, "停车记录号", {.required = true}),
                                     field("carNum", &M::car_num, "车牌号", {.secret = true}),
                                     field("inCross", &M::in_cross, "入口通道号"),
                                     field("outCross", &M::out_cross, "出口通道号"),
                                     field("inTime", &M::in_time, "入场时间"),
                                     field("outTime", &M::out_time, "出场时间", {.required = true}),
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
