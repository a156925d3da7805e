#pragma once

#include <lotbridge/vo/discount.hpp>

namespace lotbridge::vo {

inline constexpr auto deducted_codes =
    schema::code_table<bool>({{0, false, "pending", "未完成"}, {1, true, "done", "已完成"}});

enum class DeductFailure {
    none,
    vehicle_not_bound,
    deduction_not_enabled,
    coupon_expired,
    balance_too_low,
    quick_payment_failed,
    record_not_uploaded,
    not_a_member,
    paid_elsewhere
};

inline constexpr auto deduct_failure_codes = schema::code_table<DeductFailure>({
    {0, DeductFailure::none, "none", "成功"},
    {1, DeductFailure::vehicle_not_bound, "vehicle_not_bound", "用户车辆未绑定"},
    {2, DeductFailure::deduction_not_enabled, "deduction_not_enabled", "用户未绑定自动代扣功能"},
    {3, DeductFailure::coupon_expired, "coupon_expired", "用户优惠券失效"},
    {4, DeductFailure::balance_too_low, "balance_too_low", "用户app余额不足"},
    {5, DeductFailure::quick_payment_failed, "quick_payment_failed", "用户快捷支付失败"},
    {6, DeductFailure::record_not_uploaded, "record_not_uploaded", "停车记录未上传"},
    {7, DeductFailure::not_a_member, "not_a_member", "有牌非会员"},
    {8, DeductFailure::paid_elsewhere, "paid_elsewhere", "已由第三方支付"},
});

// The lot asks the cloud to take a leaving member's fee from their account.
struct AutoDeduct {
    std::string record_code;
    LocalTime in_time;
    LocalTime out_time;
    std::string car_num;
    std::string car_color;
    Money pay_money;
    Money agio_money;
    Money charge_money;

    bool operator==(AutoDeduct const&) const = default;
};

struct AutoDeductReply {
    bool pay_status = false;  // true: the money was taken
    std::string order_num;
    Money balance_pay;
    Money coupon_value;
    Money actual_pay;
    Money real_pay_money;
    DeductFailure fail_reason = DeductFailure::none;
    std::vector<Discount> discount_detail;

    bool operator==(AutoDeductReply const&) const = default;
};

consteval auto describe(AutoDeductReply const*) {
    using namespace schema;
    using M = AutoDeductReply;
    return shape("auto_deduct_reply",
                 "C.7.3",
                 coded("payStatus", &M::pay_status, deducted_codes, "自动扣费结果", {.required = true}),
                 field("orderNum", &M::order_num, "订单号"),
                 field("balancePay", &M::balance_pay, "订单金额"),
                 field("couponValue", &M::coupon_value, "优惠券抵扣金额"),
                 field("actualPay", &M::actual_pay, "实付金额"),
                 field("realPayMoney", &M::real_pay_money, "已缴金额"),
                 coded("failReason", &M::fail_reason, deduct_failure_codes, "失败原因"),
                 field("discountDetail", &M::discount_detail, "支付优惠"));
}

consteval auto describe(AutoDeduct const*) {
    using namespace schema;
    using M = AutoDeduct;
    return message<AutoDeductReply>({26,
                                     "auto_deduct",
                                     "云平台自动扣费",
                                     "Platform automatic deduction",
                                     "C.7.3",
                                     "5.6.3",
                                     Direction::up,
                                     Queueing::never},
                                    field("recordCode", &M::record_code, "停车记录号", {.required = true}),
                                    field("inTime", &M::in_time, "入场时间"),
                                    field("outTime", &M::out_time, "出场时间"),
                                    field("carNum", &M::car_num, "车牌号", {.required = true, .secret = true}),
                                    field("carColor", &M::car_color, "车牌颜色"),
                                    field("payMoney", &M::pay_money, "应收金额", {.required = true}),
                                    field("agioMoney", &M::agio_money, "优惠金额"),
                                    field("chargeMoney", &M::charge_money, "实收金额"));
}

}  // namespace lotbridge::vo
