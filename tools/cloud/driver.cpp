#include "driver.hpp"

namespace asio = boost::asio;

namespace lotbridge::refcloud {
namespace {

// C.3.2: the paid order of a fee that the lot has just told.
std::string prepayment(json::Value const& order, json::Value const& fee, Money due, LocalTime now) {
    auto const text = [&](char const* name, std::string_view otherwise) { return json::text(order, name, otherwise); };
    auto const charge_time = json::text(fee, "chargeTime");
    return json::Object()
        .text("entryTime", text("entryTime", ""))
        .text("predictExitTime", charge_time.empty() ? now.text() : charge_time)
        .raw("orderMoney", due.text())
        .text("carNum", text("carNum", ""))
        .text("orderCode", text("orderCode", new_uuid()))
        .text("carColor", text("carColor", ""))
        .text("recordCode", json::text(order, "recordCode"))
        .text("phoneNumber", text("phoneNumber", "138****1234"))
        .text("payType", text("payType", "4"))
        .raw("realPayMoney", due.text())
        .take();
}

Sending to(Lot const& lot, Milliseconds wait) {
    Sending sending;
    sending.lot = &lot;
    sending.wait = wait;
    return sending;
}

}  // namespace

asio::awaitable<Result<Payment>> fee_and_pay(Downlink& downlink, Clock const& clock, Lot const& lot,
                                             json::Document order, Milliseconds wait) {
    auto const question = json::Object().text("recordCode", json::text(order, "recordCode")).take();
    auto fees = co_await downlink.ask(*schema::find_interface("fee_query"), question, to(lot, wait));
    if (!fees) co_return fail(fees.error());
    Payment out{std::move(fees->front()), std::nullopt, "the lot did not tell the fee"};
    if (!is_success(out.fee.reply.result_code)) co_return out;
    auto const fee = json::parse(out.fee.reply.data, "the fee");
    if (!fee) co_return fail(fee.error());
    auto const charge = Money::parse(json::text(*fee, "chargeMoney"));
    auto const paid = Money::parse(json::text(*fee, "realPayMoney", "0")).value_or(Money());
    if (!charge) co_return out;
    // chargeMoney is what is due after discounts; what came in before counts against it.
    auto const due = *charge - paid;
    out.words = "nothing to pay";
    if (due <= Money()) co_return out;
    auto const body = prepayment(order, *fee, due, clock.local(lot.utc_offset));
    auto payments = co_await downlink.ask(*schema::find_interface("prepayment"), body, to(lot, wait));
    if (!payments) co_return fail(payments.error());
    out.payment = std::move(payments->front());
    auto const confirmed = json::parse(out.payment->reply.data, "the confirmation");
    out.words = confirmed && json::integer(*confirmed, "result") == 1 ? "paid" : "the lot did not take the payment";
    co_return out;
}

}  // namespace lotbridge::refcloud
