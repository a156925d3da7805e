#pragma once

#include <lotbridge/schema/field.hpp>

namespace lotbridge::vo {

enum class BlacklistReason { none, owes, fled, wanted };

inline constexpr auto blacklist_reason_codes = schema::code_table<BlacklistReason>({
    {1, BlacklistReason::owes, "owes", "欠费车辆"},
    {2, BlacklistReason::fled, "fled", "逃逸车辆"},
    {3, BlacklistReason::wanted, "wanted", "涉案车辆"},
});

enum class ArrearsStatus { none, owed, settled };

inline constexpr auto arrears_status_codes = schema::code_table<ArrearsStatus>({
    {1, ArrearsStatus::owed, "owed", "未补缴"},
    {2, ArrearsStatus::settled, "settled", "已补缴"},
});

enum class ListChange { none, add, remove };

inline constexpr auto list_change_codes = schema::code_table<ListChange>({
    {1, ListChange::add, "add", "增加"},
    {2, ListChange::remove, "remove", "移出"},
});

// A vehicle goes on the blacklist or comes off it.
struct Blacklist {
    std::string car_num;
    Money owe_money;
    BlacklistReason car_type = BlacklistReason::none;
    ArrearsStatus payment_status = ArrearsStatus::none;
    LocalTime payment_time;
    std::string ref_resource;
    ListChange type = ListChange::none;

    bool operator==(Blacklist const&) const = default;
};

struct BlacklistReply {
    bool operator==(BlacklistReply const&) const = default;
};

consteval auto describe(BlacklistReply const*) {
    using namespace schema;
    return shape("blacklist_reply", "C.7.1");
}

consteval auto describe(Blacklist const*) {
    using namespace schema;
    using M = Blacklist;
    return message<BlacklistReply>({24, "blacklist", "黑名单", "Blacklist", "C.7.1", "5.6.1", Direction::down},
                                   field("carNum", &M::car_num, "车牌号", {.required = true, .secret = true}),
                                   field("oweMoney", &M::owe_money, "欠费金额"),
                                   coded("carType", &M::car_type, blacklist_reason_codes, "黑名单车辆类型"),
                                   coded("paymentStatus", &M::payment_status, arrears_status_codes, "补缴状态"),
                                   field("paymentTime", &M::payment_time, "补缴时间"),
                                   field("refResource", &M::ref_resource, "名单来源"),
                                   coded("Type", &M::type, list_change_codes, "类型", {.required = true}));
}

}  // namespace lotbridge::vo
