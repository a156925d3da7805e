#pragma once

#include <lotbridge/schema/field.hpp>

namespace lotbridge::vo {

enum class GateOpening { none, remote_key, remote_host, booth, handheld };

inline constexpr auto gate_opening_codes = schema::code_table<GateOpening>({
    {1, GateOpening::remote_key, "remote_key", "遥控开闸"},
    {2, GateOpening::remote_host, "remote_host", "远程开闸"},
    {3, GateOpening::booth, "booth", "岗亭开闸"},
    {4, GateOpening::handheld, "handheld", "PDA开闸"},
});

// Somebody opened a gate by hand.
struct ManualGateOpening {
    std::string out_cross;
    std::string in_out_door;  // in words: 出场 or 入场
    std::string car_num;
    LocalTime operate_time;
    GateOpening open_type = GateOpening::none;
    std::string operator_name;

    bool operator==(ManualGateOpening const&) const = default;
};

struct ManualGateOpeningReply {
    bool operator==(ManualGateOpeningReply const&) const = default;
};

consteval auto describe(ManualGateOpeningReply const*) {
    using namespace schema;
    return shape("manual_gate_opening_reply", "C.6.3");
}

consteval auto describe(ManualGateOpening const*) {
    using namespace schema;
    using M = ManualGateOpening;
    return message<ManualGateOpeningReply>(
        {20, "manual_gate_opening", "手动开闸记录", "Manual gate opening record", "C.6.3", "5.5.3", Direction::up},
        field("outCross", &M::out_cross, "出口通道号"),
        field("inOutDoor", &M::in_out_door, "出入场"),
        field("carNum", &M::car_num, "车牌号", {.secret = true}),
        field("operateTime", &M::operate_time, "开闸时间", {.required = true}),
        coded("openType", &M::open_type, gate_opening_codes, "开闸类型"),
        field("operatorName", &M::operator_name, "操作员", {.secret = true}));
}

}  // namespace lotbridge::vo
