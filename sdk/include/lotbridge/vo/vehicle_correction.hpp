#pragma once

#include <lotbridge/vo/codes.hpp>

namespace lotbridge::vo {

// A person has corrected what the camera read, here or in the cloud.
struct VehicleCorrection {
    std::string record_code;
    std::string car_num;
    std::string in_cross;
    LocalTime in_time;
    VehicleType in_identity = VehicleType::unknown;
    std::int64_t park_minutes = 0;
    std::string car_color;
    std::string out_cross;
    std::string out_operator_name;

    bool operator==(VehicleCorrection const&) const = default;
};

struct VehicleCorrectionReply {
    bool operator==(VehicleCorrectionReply const&) const = default;
};

consteval auto describe(VehicleCorrectionReply const*) {
    using namespace schema;
    return shape("vehicle_correction_reply", "C.2.3");
}

consteval auto describe(VehicleCorrection const*) {
    using namespace schema;
    using M = VehicleCorrection;
    return message<VehicleCorrectionReply>(
        {3, "vehicle_correction", "车辆校正", "Vehicle correction", "C.2.3", "5.1.3", Direction::both},
        field("recordCode", &M::record_code, "停车记录号", {.required = true}),
        field("carNum", &M::car_num, "车牌号", {.required = true, .secret = true}),
        field("inCross", &M::in_cross, "入口通道号"),
        field("inTime", &M::in_time, "入场时间"),
        coded("inIdentity", &M::in_identity, vehicle_type_codes, "车辆类型"),
        field("parkMinutes", &M::park_minutes, "停车时长"),
        field("carColor", &M::car_color, "车辆颜色"),
        field("outCross", &M::out_cross, "出口通道号"),
        field("outOperatorName", &M::out_operator_name, "操作员", {.secret = true}));
}

}  // namespace lotbridge::vo
