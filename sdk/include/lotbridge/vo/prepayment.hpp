#pragma once

#include <lotbridge/vo/codes.hpp>
#include <lotbridge/vo/discount.hpp>

namespace lotbridge::vo {

// A driver has paid through the cloud; the lot must let the vehicle out for it.
struct Prepayment {
    LocalTime entry_time;
    LocalTime predict_exit_time;  // paid up to here
    Money order_money;
    AmountOrList<Discount> discount_detail;
    std::string car_num;
    std::string order_code;  // the payment's identity
    std::string car_color;
    std::string record_code;
    std::string cashier;
    std::string terminal_code;
    std::string phone_number;
    std::string pay_type;
    Money real_pay_money;
    std::string park_code;
    DiscountType discount_type = DiscountType::none;
    std::string coupon_name;
    Money discount_amount;
    std::string park_id;

    bool operator==(Prepayment const&) const = default;
};

struct PrepaymentReply {
    std::string order_code;
    bool result = false;  // true: safely kept

    bool operator==(PrepaymentReply const&) const = default;
};

consteval auto describe(PrepaymentReply const*) {
    using namespace schema;
    using M = PrepaymentReply;
    return shape("prepayment_reply",
                 "C.3.2",
                 field("orderCode", &M::order_code, "订单编号", {.required = true}),
                 coded("result", &M::result, yes_no_codes, "订单信息收到与否", {.required = true}));
}

consteval auto describe(Prepayment const*) {
    using namespace schema;
    using M = Prepayment;
    return message<PrepaymentReply>(
        {10, "prepayment", "预缴费信息推送", "Prepayment push", "C.3.2", "5.2.2", Direction::down},
        field("entryTime", &M::entry_time, "入场时间"),
        field("predictExitTime", &M::predict_exit_time, "出场时间"),
        field("orderMoney", &M::order_money, "支付金额", {.required = true}),
        field("discountDetail", &M::discount_detail, "平台优惠金额"),
        field("carNum", &M::car_num, "车牌号", {.secret = true}),
        field("orderCode", &M::order_code, "订单编号", {.required = true}),
        field("carColor", &M::car_color, "车辆颜色"),
        field("recordCode", &M::record_code, "停车记录号", {.required = true}),
        field("cashier", &M::cashier, "收费人员", {.secret = true}),
        field("terminalCode", &M::terminal_code, "自助缴费机编号"),
        field("phoneNumber", &M::phone_number, "手机号", {.secret = true}),
        field("payType", &M::pay_type, "缴费方式"),
        field("realPayMoney", &M::real_pay_money, "已收金额/元"),
        field("parkCode", &M::park_code, "停车场编码"),
        coded("discountType", &M::discount_type, discount_type_codes, "优惠类型"),
        field("couponName", &M::coupon_name, "优惠券名称"),
        field(sic("discountAmout", "discountAmount"), &M::discount_amount, "优惠金额"),
        field("parkId", &M::park_id, "停车场ID"));
}

}  // namespace lotbridge::vo
