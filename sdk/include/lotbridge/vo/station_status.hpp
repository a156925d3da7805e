#pragma once

#include <lotbridge/vo/codes.hpp>

namespace lotbridge::vo {

// A lane's computer came, went, or changed its link.
struct StationStatus {
    std::string pc_name;
    LinkStatus link_status = LinkStatus::offline;
    LocalTime create_time;
    OperationType operation_type = OperationType::initial;  // numbered as in 21

    bool operator==(StationStatus const&) const = default;
};

struct StationStatusReply {
    bool operator==(StationStatusReply const&) const = default;
};

consteval auto describe(StationStatusReply const*) {
    using namespace schema;
    return shape("station_status_reply", "C.6.5");
}

consteval auto describe(StationStatus const*) {
    using namespace schema;
    using M = StationStatus;
    return message<StationStatusReply>(
        {22, "station_status", "分站电脑状态上传", "Sub-station computer status", "C.6.5", "5.5.5", Direction::up},
        field("pcName", &M::pc_name, "分站电脑名称", {.required = true}),
        coded("linkStatus", &M::link_status, link_status_codes, "设备连接状态", {.required = true}),
        field("createTime", &M::create_time, "连接状态改变时间", {.required = true}),
        coded(sic("opertionType", "operationType"), &M::operation_type, operation_type_codes, "操作类型"));
}

}  // namespace lotbridge::vo
