#include "relay/deduction.hpp"

#include "relay/obligations.hpp"

#include <lotbridge/schema/body.hpp>
#include <lotbridge/schema/json.hpp>
#include <lotbridge/vo/auto_deduct.hpp>
#include <lotbridge/vo/prepayment.hpp>

#include <algorithm>

namespace lotbridge::relay {
namespace {

// The two members of an answer that must be understood. Platforms have failure reasons of their own; an answer that is
// wrong elsewhere is still an answer.
struct Verdict {
    bool pay_status = false;
    std::string order_num;
};

consteval auto describe(Verdict const*) {
    using namespace schema;
    return shape("auto_deduct_reply", "C.7.3",
                 coded("payStatus", &Verdict::pay_status, vo::deducted_codes, "自动扣费结果", {.required = true}),
                 field("orderNum", &Verdict::order_num, "订单号"));
}

// What was taken. Platforms that leave actualPay empty name the order's amount, or nothing at all.
Money amount_of(vo::AutoDeduct const& asked, vo::AutoDeductReply const& reply) {
    if (reply.actual_pay != Money() || reply.coupon_value != Money()) return reply.actual_pay;
    if (reply.balance_pay != Money()) return reply.balance_pay;
    return asked.charge_money != Money() ? asked.charge_money : asked.pay_money - asked.agio_money;
}

vo::Prepayment payment_of(vo::AutoDeduct const& asked, vo::AutoDeductReply const& reply, std::string order_code) {
    vo::Prepayment payment;
    payment.entry_time = asked.in_time;
    payment.predict_exit_time = asked.out_time;
    payment.order_money = amount_of(asked, reply);
    payment.discount_detail = reply.coupon_value;
    payment.car_num = asked.car_num;
    payment.order_code = std::move(order_code);
    payment.car_color = asked.car_color;
    payment.record_code = asked.record_code;
    payment.pay_type = "自动扣费";
    payment.real_pay_money = payment.order_money;
    payment.discount_amount = reply.coupon_value;
    if (!reply.discount_detail.empty()) {
        payment.discount_type = reply.discount_detail.front().discount_type;
        payment.coupon_name = reply.discount_detail.front().coupon_name;
    }
    return payment;
}

}  // namespace

Result<DeductAnswer> read_deduct_answer(std::string_view data) {
    auto const whole = schema::decode<vo::AutoDeductReply>(data);
    if (whole) return DeductAnswer{schema::encode(*whole), whole->pay_status};
    LOTBRIDGE_TRY(auto const verdict, schema::Body::read(schema::shape_of<Verdict>, data));
    vo::AutoDeductReply const reply{.pay_status = verdict.text("payStatus") == "1",
                                    .order_num = std::string(verdict.text("orderNum"))};
    return DeductAnswer{schema::encode(reply), reply.pay_status};
}

Result<store::NewCommand> payment_for(store::Question const& question, config::LotSettings const& lot,
                                      WallTime arrived) {
    LOTBRIDGE_TRY(auto const asked, schema::decode<vo::AutoDeduct>(question.body));
    LOTBRIDGE_TRY(auto const reply, schema::decode<vo::AutoDeductReply>(question.answer));
    // An order without a number would be booked as often as it is told.
    auto const order_code = reply.order_num.empty() ? question.opr_num : reply.order_num;
    auto message = payment_of(asked, reply, order_code);
    message.park_id = lot.park_id;
    message.park_code = lot.park_code;
    return store::NewCommand{.lot = question.lot,
                             .topic = "prepayment",
                             .key = order_code,
                             .opr_num = question.opr_num,
                             .body = schema::encode(message),
                             .record = question.key,
                             .arrived = arrived,
                             .owed = true,
                             .answer = receipt_for(order_code)};
}

bool stay_is_over(std::vector<store::Letter> const& letters) {
    return std::ranges::any_of(letters, [](store::Letter const& letter) {
        return letter.state == store::State::delivered &&
               (letter.topic == "vehicle_exit" || letter.topic == "supplementary_bill");
    });
}

}  // namespace lotbridge::relay
