#include "relay/stay.hpp"

#include "relay/fold.hpp"

#include <lotbridge/abi/lotbridge.h>
#include <lotbridge/adapter/quote.hpp>
#include <lotbridge/schema/json.hpp>
#include <lotbridge/vo/prepayment.hpp>

#include <algorithm>

namespace lotbridge::relay {
namespace {

// The platform's discounts stand once as a sum (or a list) and once in detail: the larger of both, not their sum.
Money waived_by(vo::Prepayment const& payment) {
    Money total;
    if (auto const* amount = std::get_if<Money>(&payment.discount_detail))
        total = *amount;
    else
        for (auto const& discount : std::get<1>(payment.discount_detail)) total += discount.discount_amount;
    return std::max(total, payment.discount_amount);
}

}  // namespace

Result<vo::VehicleEntry> open_stay(std::vector<store::Letter> const& history) {
    auto const entry = std::ranges::find(history, "vehicle_entry", &store::Letter::topic);
    auto const gone = [](store::Letter const& letter) {
        return letter.topic == "vehicle_exit" || letter.topic == "supplementary_bill";
    };
    if (std::ranges::any_of(history, gone)) return fail(Errc::rejected, "the car has left (车辆已出场)");
    if (entry == history.end())
        return fail(Errc::rejected, "the host has no entry under this parking record (本机没有该停车记录)");
    if (entry->origin == LB_ORIGIN_INFERRED)
        return fail(Errc::rejected, "nobody saw this car enter, and a stay that was only inferred is not charged");
    return corrected_entry(*entry, history);
}

Result<fee::Payment> payment_of(store::Command const& prepayment, std::chrono::minutes utc_offset) {
    LOTBRIDGE_TRY(auto const told, schema::decode<vo::Prepayment>(prepayment.body));
    LOTBRIDGE_TRY(auto const quote, schema::decode<PaidQuote>(prepayment.body));
    auto const at = LocalTime::from_utc(std::chrono::floor<std::chrono::seconds>(prepayment.arrived), utc_offset);
    fee::Payment payment{.at = at, .covers = at, .paid = told.order_money, .waived = waived_by(told)};
    bool const holds = !quote.quote_time.empty() && !quote.quote_expired;
    if (!holds || payment.paid + payment.waived < quote.quote_money) return payment;
    // What was asked for was paid: the stay is settled up to the quote, whether or not the coupons are told again.
    payment.covers = quote.quote_time;
    payment.waived = std::max(payment.waived, quote.quote_money + quote.quote_discount - payment.paid);
    return payment;
}

Recognised recognise(std::string payment, std::vector<store::Quote> const& quotes, LocalTime now) {
    auto const told = schema::decode<vo::Prepayment>(payment);
    if (!told) return {std::move(payment), {}};
    PaidQuote best;
    auto rank = -1;
    for (auto const& quote : quotes) {
        auto read = schema::decode<PaidQuote>(quote.body);
        if (!read) continue;
        read->quote_expired = read->quote_until < now;
        bool const same =
            read->quote_money == told->order_money || read->quote_money == told->order_money + waived_by(*told);
        auto const its_rank = (read->quote_expired ? 0 : 2) + (same ? 1 : 0);
        if (its_rank <= rank) continue;
        rank = its_rank;
        best = std::move(*read);
    }
    if (rank < 0) return {std::move(payment), {}};
    return {schema::joined(std::move(payment), schema::encode(best)),
            best.quote_expired ? "the fee that it was paid upon held until " + best.quote_until.text() + " only" : ""};
}

}  // namespace lotbridge::relay
