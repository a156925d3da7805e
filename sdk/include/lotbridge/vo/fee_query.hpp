#pragma once

#include <lotbridge/schema/field.hpp>

namespace lotbridge::vo {

enum class CouponType { cash, rate, time, free };

inline constexpr auto coupon_type_codes = schema::code_table<CouponType>({
    {0, CouponType::cash, "cash", "现金券"},
    {1, CouponType::rate, "rate", "折扣券"},
    {3, CouponType::time, "time", "时长券"},
    {4, CouponType::free, "free", "全免劵"},
});

enum class TimeCouponType { fixed_time, time_reduction, time_rate };

inline constexpr auto time_coupon_type_codes = schema::code_table<TimeCouponType>({
    {0, TimeCouponType::fixed_time, "fixed_time", "时长定额劵"},
    {1, TimeCouponType::time_reduction, "time_reduction", "时长减免劵"},
    {2, TimeCouponType::time_rate, "time_rate", "时长折扣券"},
});

struct Coupon {
    std::string usercoupon_id;  // reconciled by this id
    CouponType coupon_type = CouponType::cash;
    TimeCouponType time_type = TimeCouponType::fixed_time;  // of a time coupon
    std::int64_t parking_time = 0;                          // the longest stay, in minutes, that the coupon is good for
    LocalTime start_date;
    LocalTime end_date;
    Money discount_amount;      // 0 unless a cash coupon
    Money max_discount_amount;  // of a rate coupon
    Rate discount_rate;
    std::int64_t free_minutes = 0;
    bool timeout_valid = false;  // still good for a stay longer than parkingTime
    Money minimum_consumption;

    bool operator==(Coupon const&) const = default;
};

// The cloud asks what a stay costs now, given the coupons that the driver holds.
struct FeeQuery {
    std::string record_code;
    std::string park_id;
    std::vector<Coupon> coupon_list;

    bool operator==(FeeQuery const&) const = default;
};

struct FeeQueryReply {
    std::string record_code;
    Money pay_money;
    Money agio_money;
    Money charge_money;  // what is to be paid
    Money real_pay_money;
    FreeList coupon_list;  // the standard does not say of what
    LocalTime charge_time;

    bool operator==(FeeQueryReply const&) const = default;
};

consteval auto describe(Coupon const*) {
    using namespace schema;
    using M = Coupon;
    return shape("coupon",
                 "C.3.1",
                 field("usercouponId", &M::usercoupon_id, "优惠券ID", {.required = true}),
                 coded("couponType", &M::coupon_type, coupon_type_codes, "优惠券类型"),
                 coded("timeType", &M::time_type, time_coupon_type_codes, "时长券类型"),
                 field("parkingTime", &M::parking_time, "停车时长"),
                 field("startDate", &M::start_date, "生效日期"),
                 field("endDate", &M::end_date, "截止日期"),
                 field("discountAmount", &M::discount_amount, "优惠金额"),
                 field("maxDiscountAmount", &M::max_discount_amount, "最大优惠金额"),
                 field("discountRate", &M::discount_rate, "折扣率"),
                 field("freeMinutes", &M::free_minutes, "免费分钟数"),
                 field("timeoutValid", &M::timeout_valid, "超时是否有效"),
                 field("minimumConsumption", &M::minimum_consumption, "最低消费金额"));
}

consteval auto describe(FeeQueryReply const*) {
    using namespace schema;
    using M = FeeQueryReply;
    return shape("fee_query_reply",
                 "C.3.1",
                 field("recordCode", &M::record_code, "停车记录号", {.required = true}),
                 field("payMoney", &M::pay_money, "停车记录金额/元"),
                 field("agioMoney", &M::agio_money, "优惠金额/元"),
                 field("chargeMoney", &M::charge_money, "应缴金额/元", {.required = true}),
                 field("realPayMoney", &M::real_pay_money, "已收金额/元"),
                 field("couponList", &M::coupon_list, "优惠信息列表"),
                 field("chargeTime", &M::charge_time, "计费时间"));
}

consteval auto describe(FeeQuery const*) {
    using namespace schema;
    using M = FeeQuery;
    return message<FeeQueryReply>(
        {9, "fee_query", "停车费用查询", "Parking fee query", "C.3.1", "5.2.1", Direction::down},
        field("recordCode", &M::record_code, "停车记录号", {.required = true}),
        field("parkId", &M::park_id, "停车场ID"),
        field("couponList", &M::coupon_list, "优惠券列表"));
}

}  // namespace lotbridge::vo
