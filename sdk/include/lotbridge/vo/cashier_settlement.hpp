#pragma once

#include <lotbridge/schema/field.hpp>

namespace lotbridge::vo {

// A cashier's shift in one sum.
struct CashierSettlement {
    std::string park_id;
    std::string user_id;
    std::string user_name;
    std::string operator_name;  // the kind of cashier, whatever the name says
    std::string out_cross;
    LocalTime start_date;
    LocalTime end_date;
    std::int64_t money_num = 0;
    Money money_sum;
    Money coupon_sum;
    std::int64_t coupon_num = 0;
    LocalTime upload_date;

    bool operator==(CashierSettlement const&) const = default;
};

struct CashierSettlementReply {
    bool operator==(CashierSettlementReply const&) const = default;
};

consteval auto describe(CashierSettlementReply const*) {
    using namespace schema;
    return shape("cashier_settlement_reply", "C.3.3");
}

consteval auto describe(CashierSettlement const*) {
    using namespace schema;
    using M = CashierSettlement;
    return message<CashierSettlementReply>(
        {11, "cashier_settlement", "收费员结账", "Cashier settlement", "C.3.3", "5.2.3", Direction::up},
        field("parkId", &M::park_id, "停车场ID"),
        field("userId", &M::user_id, "用户账号", {.required = true, .secret = true}),
        field("userName", &M::user_name, "用户姓名", {.secret = true}),
        field("operatorName", &M::operator_name, "收费员类型"),
        field("outCross", &M::out_cross, "出口名称"),
        field("startDate", &M::start_date, "结账开始时间", {.required = true}),
        field("endDate", &M::end_date, "结账结束时间", {.required = true}),
        field("moneyNum", &M::money_num, "现金实收总笔数"),
        field("moneySum", &M::money_sum, "现金实收总金额"),
        field("couponSum", &M::coupon_sum, "纸质优惠券优惠总金额"),
        field("couponNum", &M::coupon_num, "纸质优惠券优惠总张数"),
        field("uploadDate", &M::upload_date, "上报时间"));
}

}  // namespace lotbridge::vo
