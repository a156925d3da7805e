#pragma once

#include <lotbridge/vo/codes.hpp>

namespace lotbridge::vo {

enum class PayStatus { unpaid, paid, timed_out };

inline constexpr auto pay_status_codes = schema::code_table<PayStatus>({
    {0, PayStatus::unpaid, "unpaid", "未缴费"},
    {1, PayStatus::paid, "paid", "缴费成功"},
    {2, PayStatus::timed_out, "timed_out", "缴费超时"},
});

enum class PaymentMode {
    unknown,
    cash,
    own_card,
    times_card,
    wechat,
    alipay,
    union_pay_quick,
    transit_card,
    free,
    account,
    union_pay_card,
    union_pay_online,
    third_party_balance
};

inline constexpr auto payment_mode_codes = schema::code_table<PaymentMode>({
    {0, PaymentMode::unknown, "unknown", "未知"},
    {1, PaymentMode::cash, "cash", "现金"},
    {2, PaymentMode::own_card, "own_card", "自发卡"},
    {3, PaymentMode::times_card, "times_card", "次数"},
    {4, PaymentMode::wechat, "wechat", "微信支付"},
    {5, PaymentMode::alipay, "alipay", "支付宝支付"},
    {6, PaymentMode::union_pay_quick, "union_pay_quick", "银联闪付"},
    {7, PaymentMode::transit_card, "transit_card", "交通卡"},
    {8, PaymentMode::free, "free", "免费"},
    {9, PaymentMode::account, "account", "账户余额"},
    {10, PaymentMode::union_pay_card, "union_pay_card", "银联接触卡"},
    {11, PaymentMode::union_pay_online, "union_pay_online", "银联网络支付"},
    {12, PaymentMode::third_party_balance, "third_party_balance", "第三方余额"},
});

enum class PayOrigin { undefined, lane, central, kiosk, tablet, mobile_pos, app, wechat, alipay, online };

inline constexpr auto pay_origin_codes = schema::code_table<PayOrigin>({
    {0, PayOrigin::undefined, "undefined", "未定义"},
    {1, PayOrigin::lane, "lane", "出入口"},
    {2, PayOrigin::central, "central", "中央缴费"},
    {3, PayOrigin::kiosk, "kiosk", "自助缴费机"},
    {4, PayOrigin::tablet, "tablet", "平板"},
    {5, PayOrigin::mobile_pos, "mobile_pos", "移动POS机"},
    {6, PayOrigin::app, "app", "移动APP"},
    {7, PayOrigin::wechat, "wechat", "微信服务号"},
    {8, PayOrigin::alipay, "alipay", "支付宝服务窗"},
    {9, PayOrigin::online, "online", "线上支付"},
});

struct PaymentRecord {
    std::string bill_number;
    Money amount_receivable;
    Money actual_receivable;
    Money discount_amount;
    LocalTime pay_time;
    PayStatus pay_status = PayStatus::unpaid;
    PaymentMode payment_mode = PaymentMode::unknown;
    PayOrigin pay_origin = PayOrigin::undefined;
    std::string toll_collector_account;

    bool operator==(PaymentRecord const&) const = default;
};

// A whole stay in one message, for a vehicle that left before its entry could be reported.
struct SupplementaryBill {
    std::string park_id;
    std::string park_code;
    std::string car_num;
    std::string in_cross;
    std::string out_cross;
    LocalTime in_time;
    LocalTime out_time;
    VehicleType car_type = VehicleType::unknown;
    std::string record_code;
    std::string in_image;
    std::string out_image;
    Money pay_money;
    Money charge_money;
    Money agio_money;
    std::vector<PaymentRecord> payment_record_list;

    bool operator==(SupplementaryBill const&) const = default;
};

struct SupplementaryBillReply {
    bool operator==(SupplementaryBillReply const&) const = default;
};

consteval auto describe(PaymentRecord const*) {
    using namespace schema;
    using M = PaymentRecord;
    return shape("payment_record",
                 "C.3.4",
                 field("billNumber", &M::bill_number, "账单编号"),
                 field(sic("amountRreceivable", "amountReceivable"), &M::amount_receivable, "应收金额"),
                 field("actualReceivable", &M::actual_receivable, "车主实付"),
                 field("discountAmount", &M::discount_amount, "优惠金额"),
                 field("payTime", &M::pay_time, "支付时间"),
                 coded("payStatus", &M::pay_status, pay_status_codes, "支付状态"),
                 coded("paymentMode", &M::payment_mode, payment_mode_codes, "支付方式"),
                 coded("payOrigin", &M::pay_origin, pay_origin_codes, "支付来源"),
                 field(sic("tollCollectorAccout", "tollCollectorAccount"),
                       &M::toll_collector_account,
                       "收费员账号",
                       {.secret = true}));
}

consteval auto describe(SupplementaryBillReply const*) {
    using namespace schema;
    return shape("supplementary_bill_reply", "C.3.4");
}

consteval auto describe(SupplementaryBill const*) {
    using namespace schema;
    using M = SupplementaryBill;
    return message<SupplementaryBillReply>(
        {12, "supplementary_bill", "补报账单", "Supplementary bill", "C.3.4", "5.2.4", Direction::up},
        field("parkId", &M::park_id, "停车场ID"),
        field("parkCode", &M::park_code, "停车场编码"),
        field("carNum", &M::car_num, "车牌号", {.secret = true}),
        field("inCross", &M::in_cross, "入口名称"),
        field(sic("outcross", "outCross"), &M::out_cross, "出口名称"),
        field("inTime", &M::in_time, "入场时间", {.required = true}),
        field("outTime", &M::out_time, "出场时间", {.required = true}),
        coded("carType", &M::car_type, vehicle_type_codes, "车辆类型"),
        field("recordCode", &M::record_code, "停车记录号", {.required = true}),
        field("inImage", &M::in_image, "车辆入场图片"),
        field("outImage", &M::out_image, "车辆出场图片"),
        field("payMoney", &M::pay_money, "应收总金额"),
        field("chargeMoney", &M::charge_money, "实收总金额"),
        field("agioMoney", &M::agio_money, "优惠总金额"),
        field("paymentRecordList", &M::payment_record_list, "支付明细列表"));
}

}  // namespace lotbridge::vo
