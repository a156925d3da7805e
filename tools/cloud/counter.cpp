#include "counter.hpp"

#include "sense.hpp"

#include <algorithm>
#include <array>

namespace asio = boost::asio;

namespace lotbridge::refcloud {
namespace {

constexpr std::array<std::string_view, 4> drives{"quote", "fee-and-pay", "scan-in", "scan-out"};
constexpr std::array<std::string_view, 3> lists{"blacklist", "cards", "members"};

bool has(auto const& names, std::string_view name) { return std::ranges::find(names, name) != names.end(); }

json::Object described(Quote const& quote) {
    json::Object out;
    out.text("outcome", quote.words)
        .raw("price", quote.price.text())
        .raw("waived", quote.waived.text())
        .raw("paid", quote.paid.text())
        .raw("due", quote.due.text())
        .raw("byCoupons", quote.by_coupons.text())
        .raw("fee", as_json(quote.fee));
    return out;
}

std::string as_json(Payment const& payment) {
    json::Object out;
    out.text("outcome", payment.words)
        .text("orderCode", payment.order_code)
        .raw("due", payment.quote.due.text())
        .raw("byCoupons", payment.quote.by_coupons.text())
        .raw("fee", as_json(payment.quote.fee));
    if (payment.payment) out.raw("payment", as_json(*payment.payment));
    return out.take();
}

std::string as_json(Scan const& scan) {
    return json::Object().text("plateno", scan.plate).raw("reply", as_json(scan.reply)).take();
}

std::string as_json(Order const& order) {
    return json::Object().number("order", order.seq).text("state", order.state).text("words", order.words).take();
}

// What came out, as text, or why it did not.
auto told(auto const& result, auto&& describe) -> Result<std::string> {
    if (!result) return fail(result.error());
    return describe(*result);
}

}  // namespace

bool Counter::serves(Call const& call) const {
    if (call.method == "POST")
        return has(drives, call.what()) || has(lists, call.what()) || call.what() == "corrections";
    return call.method == "DELETE" && has(lists, call.what()) && !call.tail().empty();
}

Counter::Answer Counter::serve(Call call) {
    auto const lot = call.lot(settings_);
    if (!lot) co_return fail(lot.error());
    if (call.method == "DELETE") co_return co_await take_off(call, **lot);
    auto given = json::parse(call.body, "the body of POST /" + call.what());
    if (!given) co_return fail(given.error());
    if (!given->IsObject()) co_return fail(Errc::rejected, "the body of POST /" + call.what() + " is no JSON object");
    if (has(drives, call.what())) co_return co_await drive(call, **lot, std::move(*given));
    if (call.what() == "corrections") co_return co_await correct(**lot, std::move(*given));
    co_return co_await add(call, **lot, std::move(*given));
}

Counter::Answer Counter::drive(Call const& call, Lot const& lot, json::Document order) {
    auto const wait = call.wait(settings_);
    auto const as_text = [](auto const& value) { return as_json(value); };
    if (call.what() == "quote")
        co_return told(co_await driver_.quote(lot, order, wait),
                       [](Quote const& quote) { return described(quote).take(); });
    if (call.what() == "fee-and-pay")
        co_return told(co_await driver_.fee_and_pay(lot, std::move(order), wait), as_text);
    if (call.what() == "scan-in") co_return told(co_await driver_.scan_in(lot, std::move(order), wait), as_text);
    co_return told(co_await driver_.scan_out(lot, std::move(order), wait), as_text);
}

// The list changes at once, the lot hears of it now or later.
Counter::Answer Counter::order(Lot const& lot, std::string_view interface, std::string body) {
    auto const& about = *schema::find_interface(interface);
    auto const keep = [this, &lot, &about](std::int64_t seq, std::string const& ordered) {
        auto const vo = json::parse(ordered, "an order");
        if (vo) register_.take(about, lot.park_id, *vo, ordered, "platform", seq);
    };
    auto const given = co_await orders_.give(lot, about, std::move(body), keep);
    co_return told(given, [](Order const& order) { return as_json(order); });
}

Counter::Answer Counter::add(Call const& call, Lot const& lot, json::Document given) {
    if (call.what() == "members") {
        auto member = read_member(given);
        if (member.plate.empty()) co_return fail(Errc::rejected, "a member needs a carNum");
        co_return co_await keep_member(lot, std::move(member), false);
    }
    bool const is_card = call.what() == "cards";
    json::Object defaults;
    if (is_card)
        defaults.text("msRecordId", new_uuid()).number("inIdentity", 0).number("status", 1);
    else
        defaults.number("Type", 1).number("paymentStatus", 1);
    if (is_card) defaults.text("operatorTime", now_of(lot));
    auto const whole = json::parse(defaults.take(), "the defaults");
    co_return co_await order(lot, is_card ? "monthly_card" : "blacklist", json::merged(*whole, given));
}

Counter::Answer Counter::take_off(Call const& call, Lot const& lot) {
    auto const& what = call.what();
    if (what == "members") {
        auto member = storage_.attempt("reading a member", [&] { return register_.member(lot.park_id, call.tail()); });
        if (!member) co_return fail(member.error());
        if (!*member) co_return fail(Errc::unsupported, "there is no member with this plate");
        co_return co_await keep_member(lot, std::move(**member), true);
    }
    bool const is_card = what == "cards";
    auto const item = storage_.attempt(
        "reading a list", [&] { return register_.find(lot.park_id, is_card ? "card" : "blacklist", call.tail()); });
    if (!item) co_return fail(item.error());
    if (!*item || (*item)->gone) co_return fail(Errc::unsupported, "nothing of this name is on the list of " + what);
    auto const kept = json::parse((*item)->body, "an item");
    auto const removal =
        json::parse(is_card ? json::Object().number("status", 2).text("operatorTime", now_of(lot)).take()
                            : json::Object().number("Type", 2).take(),
                    "a removal");
    co_return co_await order(lot, is_card ? "monthly_card" : "blacklist", json::merged(*kept, *removal));
}

// 5.6.2: members are kept here; the lot is told that one came, changed or left.
Counter::Answer Counter::keep_member(Lot const& lot, Member member, bool gone) {
    auto const keep = [this, &lot, member, gone](std::int64_t seq, std::string const&) {
        register_.put(lot.park_id, member, "platform", seq, gone);
    };
    auto body = json::Object()
                    .text("carNum", member.plate)
                    .text("carColor", member.colour)
                    .number("isVip", !gone)
                    .number("isAutoPay", !gone && member.auto_pay)
                    .take();
    auto const given = co_await orders_.give(lot, *schema::find_interface("member_query"), std::move(body), keep);
    co_return told(given, [](Order const& order) { return as_json(order); });
}

// 5.1.3: what the operator does not correct stays as the entry told it.
Counter::Answer Counter::correct(Lot const& lot, json::Document given) {
    auto const record_code = json::text(given, "recordCode");
    auto const entry = storage_.attempt("reading an entry", [&] {
        auto const record = storage_.record(lot.park_id, record_code);
        return record.inside() ? storage_.body(record.entry) : std::string();
    });
    if (!entry) co_return fail(entry.error());
    if (entry->empty()) co_return fail(Errc::unsupported, "no vehicle is inside under this parking record");
    auto const known = json::parse(*entry, "the entry");
    if (!known) co_return fail(known.error());
    co_return co_await order(lot, "vehicle_correction", json::merged(*known, given));
}

}  // namespace lotbridge::refcloud
