#pragma once

#include <lotbridge/vo/codes.hpp>

namespace lotbridge::vo {

enum class ActionType { none, add, change, remove };

inline constexpr auto action_type_codes = schema::code_table<ActionType>({
    {1, ActionType::add, "add", "新增"},
    {2, ActionType::change, "change", "修改"},
    {3, ActionType::remove, "remove", "删除"},
});

// An entrance or exit was added, changed or removed.
struct ChannelInfo {
    std::string work_station_name;
    std::string channel_name;
    std::string channel_id;
    DoorType door_type = DoorType::inner_entrance;
    bool is_exit = false;  // leads straight to the outer lot
    ActionType action_type = ActionType::none;

    bool operator==(ChannelInfo const&) const = default;
};

struct ChannelInfoReply {
    bool operator==(ChannelInfoReply const&) const = default;
};

consteval auto describe(ChannelInfoReply const*) {
    using namespace schema;
    return shape("channel_info_reply", "C.6.6");
}

consteval auto describe(ChannelInfo const*) {
    using namespace schema;
    using M = ChannelInfo;
    return message<ChannelInfoReply>(
        {23, "channel_info", "通道信息上传", "Channel information upload", "C.6.6", "5.5.6", Direction::up},
        field("workStationName", &M::work_station_name, "工作站名称"),
        field("channelName", &M::channel_name, "通道名称"),
        field("channelId", &M::channel_id, "通道ID", {.required = true}),
        coded("doorType", &M::door_type, door_type_codes, "通道类型"),
        coded("isExit", &M::is_exit, yes_no_codes, "是否直连外场"),
        coded("actionType", &M::action_type, action_type_codes, "操作类型", {.required = true}));
}

}  // namespace lotbridge::vo
