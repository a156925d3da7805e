#pragma once

#include <lotbridge/vo/codes.hpp>

namespace lotbridge::vo {

enum class EquipmentType { none, gate, ticket_box, led, payment_machine, all_in_one };

inline constexpr auto equipment_type_codes = schema::code_table<EquipmentType>({
    {2, EquipmentType::gate, "gate", "闸机"},
    {3, EquipmentType::ticket_box, "ticket_box", "票箱"},
    {4, EquipmentType::led, "led", "LED"},
    {5, EquipmentType::payment_machine, "payment_machine", "认证缴费机"},
    {6, EquipmentType::all_in_one, "all_in_one", "一体机"},
});

// A device in a lane came, went, or changed its link.
struct EquipmentStatus {
    std::string equipment_code;
    std::string equipment_name;
    LinkStatus link_status = LinkStatus::offline;
    EquipmentType equipment_type = EquipmentType::none;
    std::string door_name;
    DoorType door_type = DoorType::inner_entrance;
    LocalTime create_time;
    OperationType operation_type = OperationType::initial;

    bool operator==(EquipmentStatus const&) const = default;
};

struct EquipmentStatusReply {
    bool operator==(EquipmentStatusReply const&) const = default;
};

consteval auto describe(EquipmentStatusReply const*) {
    using namespace schema;
    return shape("equipment_status_reply", "C.6.4");
}

consteval auto describe(EquipmentStatus const*) {
    using namespace schema;
    using M = EquipmentStatus;
    return message<EquipmentStatusReply>(
        {21, "equipment_status", "硬件信息记录", "Hardware information record", "C.6.4", "5.5.4", Direction::up},
        field("equipmentCode", &M::equipment_code, "设备编码", {.required = true}),
        field("equipmentName", &M::equipment_name, "设备名称"),
        coded("linkStatus", &M::link_status, link_status_codes, "设备连接状态", {.required = true}),
        coded("equipmentType", &M::equipment_type, equipment_type_codes, "设备类型"),
        field("doorName", &M::door_name, "工作站名称"),
        coded("doorType", &M::door_type, door_type_codes, "出入口类型"),
        field("createTime", &M::create_time, "连接状态改变时间", {.required = true}),
        coded(sic("opertionType", "operationType"), &M::operation_type, operation_type_codes, "操作类型"));
}

}  // namespace lotbridge::vo
