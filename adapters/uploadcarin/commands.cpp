// What the cloud asks for.
#include "adapter.hpp"

#include <lotbridge/adapter/reading.hpp>

namespace lotbridge::uploadcarin {
namespace {

using std::chrono::milliseconds;

constexpr int inside_the_lot = 0;  // pay_scene

}  // namespace

// At once: a picture may have 8 MiB.
Adapter::Adapter() : PushedAdapter({.waiting = 100, .at_once = 20}) {
    on<vo::FeeQuery>([this](vo::FeeQuery const& query, milliseconds left) { return price(query.record_code, left); });
    on<vo::Prepayment>([this](vo::Prepayment const& payment, Command const& command) { return pay(payment, command); });
    on<vo::GateControl>([this](vo::GateControl const& control, milliseconds left) { return move_gate(control, left); });
    on<vo::UnlicensedEntry>(
        [this](vo::UnlicensedEntry const& request, milliseconds left) { return let_in(request, left); });
}

Result<FeeAnswer> Adapter::price(std::string const& record, milliseconds limit) {
    auto const members = [&](JsonWriter& json) { json.member("pay_scene", inside_the_lot).member("order_id", record); };
    LOTBRIDGE_TRY(auto const answer, line_->ask("query_price", record, members, limit));
    auto const due = read_yuan(answer[names_.due].text());
    auto const to_pay = read_yuan(answer[names_.to_pay].text());
    auto const discount = read_yuan(answer[names_.discount].text());
    if (!due || !to_pay)
        return fail(Errc::rejected, "the lot's answer to query_price has no amount \"" +
                                        (due ? names_.to_pay : names_.due) + "\"; see the setting price");
    return FeeAnswer{.reply = {.record_code = record,
                               .pay_money = *due,
                               .agio_money = discount.value_or(Money()),
                               .charge_money = *to_pay,
                               .charge_time = now()},
                     .terms = {.coupons_open = true, .echo = answer["parking_serial"].text()}};
}

// The price's parking_serial goes back with the payment; one that was paid without a price gets one now.
Result<vo::PrepaymentReply> Adapter::pay(vo::Prepayment const& payment, Command const& command) {
    vo::PrepaymentReply const done{.order_code = payment.order_code, .result = true};
    if (known().answered(payment.order_code)) return done;
    LOTBRIDGE_TRY(auto const quote, schema::decode<PaidQuote>(command.body));
    auto serial = quote.echo;
    if (serial.empty()) {
        LOTBRIDGE_TRY(auto const priced, price(payment.record_code, command.time_left / 2));
        serial = priced.terms.echo;
    }
    auto const members = [&](JsonWriter& json) {
        json.member("order_id", payment.record_code).member("parking_serial", serial);
        json.member("trade_no", payment.order_code).member("car_number", payment.car_num);
        json.member(names_.due, (payment.order_money + payment.discount_amount).text());
        json.member(names_.discount, payment.discount_amount.text());
        json.member(names_.to_pay, payment.order_money.text());
        json.member("pay_time", now().text());
    };
    LOTBRIDGE_TRY([[maybe_unused]] auto const taken,
                  line_->ask("payment_result", payment.record_code, members, command.time_left));
    auto next = draft();
    next.known.keep_answer(payment.order_code, "taken");
    LOTBRIDGE_CHECK(keep(std::move(next)));
    return done;
}

// That the lot's software took the order is all that it tells: it knows no state of a gate.
Result<vo::GateControlReply> Adapter::move_gate(vo::GateControl const& control, milliseconds left) {
    if (!control.is_open) return fail(Errc::unsupported, "the lot's software opens gates, and closes none on request");
    auto const& name = known().value("gate " + control.bar_code);
    if (name.empty()) return fail(Errc::rejected, "the lot has told of no gate " + control.bar_code);
    auto const members = [&](JsonWriter& json) { json.member("gateid", control.bar_code).member("gatename", name); };
    LOTBRIDGE_TRY([[maybe_unused]] auto const taken, line_->ask("setopenstrobe", "", members, left));
    return vo::GateControlReply{.bar_code = control.bar_code, .status = 1};
}

// The lot knows such a car as 无 and digits; the entry that it then tells gets the cloud's name for the car.
Result<vo::UnlicensedEntryReply> Adapter::let_in(vo::UnlicensedEntry const& request, milliseconds left) {
    auto digits = request.plateno;
    std::erase_if(digits, [](char c) { return c < '0' || c > '9'; });
    if (digits.empty())
        return fail(Errc::rejected, "the temporary plate has no digits, which the lot's software wants");
    auto const& name = known().value("gate " + request.in_cross);
    if (name.empty()) return fail(Errc::rejected, "the lot has told of no gate " + request.in_cross);
    auto const members = [&](JsonWriter& json) {
        // The protocol's table and its example name the gate differently.
        json.member("gateinid", request.in_cross).member("gateinname", name);
        json.member("gateid", request.in_cross).member("gatename", name).member("car_number", "无" + digits);
    };
    LOTBRIDGE_TRY([[maybe_unused]] auto const taken, line_->ask("nolicence_in_park", "", members, left));
    auto next = draft();
    next.known.set_value("code 无" + digits, request.plateno);
    LOTBRIDGE_CHECK(keep(std::move(next)));
    return vo::UnlicensedEntryReply();
}

}  // namespace lotbridge::uploadcarin
