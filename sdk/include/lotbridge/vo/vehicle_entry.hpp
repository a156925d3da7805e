#pragma once

#include <lotbridge/vo/codes.hpp>

namespace lotbridge::vo {

// A vehicle has come in.
struct VehicleEntry {
    std::string record_code;  // the only identity of a stay
    std::string car_num;      // empty when the plate was not recognised
    std::string in_cross;
    LocalTime in_time;
    VehicleType in_identity = VehicleType::unknown;
    std::int64_t park_minutes = 0;
    std::string car_color;  // of the plate (A.2.5)
    std::string out_operator_name;

    bool operator==(VehicleEntry const&) const = default;
};

struct VehicleEntryReply {
    bool operator==(VehicleEntryReply const&) const = default;
};

consteval auto describe(VehicleEntryReply const*) {
    using namespace schema;
    return shape("vehicle_entry_reply", "C.2.2");
}

consteval auto describe(VehicleEntry const*) {
    using namespace schema;
    using M = VehicleEntry;
    return message<VehicleEntryReply>(
        {2, "vehicle_entry", "车辆入场", "Vehicle entry", "C.2.2", "5.1.2", Direction::up},
        field("recordCode", &M::record_code, "停车记录号", {.required = true}),
        field("carNum", &M::car_num, "车牌号", {.secret = true}),
        field("inCross", &M::in_cross, "入口通道号"),
        field("inTime", &M::in_time, "入场时间", {.required = true}),
        coded("inIdentity", &M::in_identity, vehicle_type_codes, "车辆类型"),
        field("parkMinutes", &M::park_minutes, "停车时长"),
        field("carColor", &M::car_color, "车辆颜色"),
        field("outOperatorName", &M::out_operator_name, "操作员", {.secret = true}));
}

}  // namespace lotbridge::vo
