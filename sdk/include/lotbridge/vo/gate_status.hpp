#pragma once

#include <lotbridge/schema/field.hpp>

namespace lotbridge::vo {

// What a gate is doing.
struct GateStatus {
    std::string bar_code;
    std::string park_id;

    bool operator==(GateStatus const&) const = default;
};

struct GateStatusReply {
    std::string bar_code;
    std::int64_t bar_status = 0;  // not numbered by the standard

    bool operator==(GateStatusReply const&) const = default;
};

consteval auto describe(GateStatusReply const*) {
    using namespace schema;
    using M = GateStatusReply;
    return shape("gate_status_reply",
                 "C.6.2",
                 field("barCode", &M::bar_code, "道闸编码", {.required = true}),
                 field("barStatus", &M::bar_status, "闸机状态", {.required = true}));
}

consteval auto describe(GateStatus const*) {
    using namespace schema;
    using M = GateStatus;
    return message<GateStatusReply>(
        {19, "gate_status", "查询闸机状态", "Gate status query", "C.6.2", "5.5.2", Direction::down},
        field("barCode", &M::bar_code, "道闸编码", {.required = true}),
        field("parkId", &M::park_id, "停车场ID"));
}

}  // namespace lotbridge::vo
