#pragma once

#include <lotbridge/vo/codes.hpp>

namespace lotbridge::vo {

// A driver without a plate has scanned the code at an entrance: let the vehicle in under this temporary plate.
// Good for 60 seconds.
struct UnlicensedEntry {
    std::string park_id;
    std::string record_code;
    std::string plateno;
    std::string in_cross;
    LocalTime in_time;
    VehicleType in_identity = VehicleType::unknown;
    std::int64_t park_minutes = 0;
    std::string car_color;
    std::string out_operator_name;

    bool operator==(UnlicensedEntry const&) const = default;
};

struct UnlicensedEntryReply {
    bool operator==(UnlicensedEntryReply const&) const = default;
};

consteval auto describe(UnlicensedEntryReply const*) {
    using namespace schema;
    return shape("unlicensed_entry_reply", "C.4.1");
}

consteval auto describe(UnlicensedEntry const*) {
    using namespace schema;
    using M = UnlicensedEntry;
    return message<UnlicensedEntryReply>(
        {15,
         "unlicensed_entry",
         "无牌车入场请求",
         "Unlicensed vehicle entry request",
         "C.4.1",
         "5.3.1",
         Direction::both,
         Queueing::never},
        field("parkId", &M::park_id, "停车场ID"),
        field("recordCode", &M::record_code, "停车记录号"),
        field("plateno", &M::plateno, "无牌车临时车牌号", {.required = true, .secret = true}),
        field("inCross", &M::in_cross, "入口通道号", {.required = true}),
        field("inTime", &M::in_time, "入场时间"),
        coded("inIdentity", &M::in_identity, vehicle_type_codes, "车辆类型"),
        field("parkMinutes", &M::park_minutes, "停车时长"),
        field("carColor", &M::car_color, "车辆颜色"),
        field("outOperatorName", &M::out_operator_name, "操作员", {.secret = true}));
}

}  // namespace lotbridge::vo
