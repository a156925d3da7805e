#pragma once

#include <lotbridge/schema/field.hpp>

namespace lotbridge::vo {

inline constexpr auto gate_action_codes =
    schema::code_table<bool>({{0, false, "close", "关闸"}, {1, true, "open", "开闸"}});

// Open or close a gate, now or not at all.
struct GateControl {
    std::string park_id;
    std::string bar_code;
    bool is_open = false;  // false closes

    bool operator==(GateControl const&) const = default;
};

struct GateControlReply {
    std::string bar_code;
    std::int64_t status = 0;  // not numbered by the standard

    bool operator==(GateControlReply const&) const = default;
};

consteval auto describe(GateControlReply const*) {
    using namespace schema;
    using M = GateControlReply;
    return shape("gate_control_reply",
                 "C.6.1",
                 field("barCode", &M::bar_code, "设备唯一标识码", {.required = true}),
                 field("status", &M::status, "返回结果", {.required = true}));
}

consteval auto describe(GateControl const*) {
    using namespace schema;
    using M = GateControl;
    return message<GateControlReply>(
        {18, "gate_control", "远程开闸", "Remote gate control", "C.6.1", "5.5.1", Direction::down},
        field("parkId", &M::park_id, "停车场ID"),
        field("barCode", &M::bar_code, "道闸编码", {.required = true}),
        coded("isOpen", &M::is_open, gate_action_codes, "开关闸动作", {.required = true}));
}

}  // namespace lotbridge::vo
