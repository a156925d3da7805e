#pragma once

#include <lotbridge/vo/codes.hpp>

namespace lotbridge::vo {

enum class CardStatus { disabled, enabled, deleted };

inline constexpr auto card_status_codes = schema::code_table<CardStatus>({
    {0, CardStatus::disabled, "disabled", "禁用"},
    {1, CardStatus::enabled, "enabled", "启用"},
    {2, CardStatus::deleted, "deleted", "MS数据删除"},
});

// A monthly card was sold, extended, stopped or removed.
struct MonthlyCard {
    std::string ms_record_id;
    std::string car_num;
    VehicleType in_identity = VehicleType::monthly;  // the wire cannot say "unknown" here
    std::string car_color;
    Money amount;
    LocalTime begin_time;
    LocalTime end_time;
    std::string operator_name;
    LocalTime operator_time;
    CardStatus status = CardStatus::enabled;

    bool operator==(MonthlyCard const&) const = default;
};

struct MonthlyCardReply {
    bool operator==(MonthlyCardReply const&) const = default;
};

consteval auto describe(MonthlyCardReply const*) {
    using namespace schema;
    return shape("monthly_card_reply", "C.5.1");
}

consteval auto describe(MonthlyCard const*) {
    using namespace schema;
    using M = MonthlyCard;
    return message<MonthlyCardReply>(
        {17, "monthly_card", "月卡办理记录", "Monthly card record", "C.5.1", "5.4.1", Direction::both},
        field("msRecordId", &M::ms_record_id, "月卡办理主键", {.required = true}),
        field("carNum", &M::car_num, "车牌号", {.required = true, .secret = true}),
        coded("inIdentity", &M::in_identity, card_vehicle_type_codes, "车辆类型"),
        field("carColor", &M::car_color, "车牌颜色"),
        field("amount", &M::amount, "缴费金额"),
        field("beginTime", &M::begin_time, "开始时间", {.required = true}),
        field("endTime", &M::end_time, "结束时间", {.required = true}),
        field("operatorName", &M::operator_name, "操作人", {.secret = true}),
        field("operatorTime", &M::operator_time, "办理时间"),
        coded("status", &M::status, card_status_codes, "状态", {.required = true}));
}

}  // namespace lotbridge::vo
