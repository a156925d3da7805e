#pragma once

#include <lotbridge/schema/field.hpp>

namespace lotbridge::vo {

// A whole day's accounts in one sum.
struct DailyReconciliation {
    std::string park_id;
    LocalDate date_time;
    std::int64_t pay_num = 0;
    Money pay_money_sum;
    Money charge_money_sum;
    Money agio_money_sum;
    LocalTime check_time;

    bool operator==(DailyReconciliation const&) const = default;
};

struct DailyReconciliationReply {
    bool operator==(DailyReconciliationReply const&) const = default;
};

consteval auto describe(DailyReconciliationReply const*) {
    using namespace schema;
    return shape("daily_reconciliation_reply", "C.3.5");
}

consteval auto describe(DailyReconciliation const*) {
    using namespace schema;
    using M = DailyReconciliation;
    return message<DailyReconciliationReply>(
        {13, "daily_reconciliation", "汇总对账", "Daily reconciliation", "C.3.5", "5.2.5", Direction::up},
        field("parkId", &M::park_id, "停车场ID"),
        field("dateTime", &M::date_time, "日期", {.required = true}),
        field("payNum", &M::pay_num, "交易明细总笔数"),
        field("payMoneySum", &M::pay_money_sum, "应收总金额"),
        field("chargeMoneySum", &M::charge_money_sum, "实收总金额"),
        field("agioMoneySum", &M::agio_money_sum, "优惠总金额"),
        field("checkTime", &M::check_time, "对账时间"));
}

}  // namespace lotbridge::vo
