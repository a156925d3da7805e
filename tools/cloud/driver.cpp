#include "driver.hpp"

#include "replies.hpp"
#include "sense.hpp"

namespace asio = boost::asio;

namespace lotbridge::refcloud {
namespace {

// C.3.2: the paid order of a fee that the lot has just told.
std::string prepayment(json::Value const& order, Quote const& quote, std::string const& order_code, LocalTime now) {
    auto const text = [&](char const* name, std::string_view otherwise) { return json::text(order, name, otherwise); };
    auto const fee = json::parse(quote.fee.reply.data, "the fee");
    auto const charge_time = fee ? json::text(*fee, "chargeTime") : std::string();
    constexpr int platform_coupon = 3;
    bool const with_coupons = quote.by_coupons > Money();
    return json::Object()
        .text("entryTime", text("entryTime", ""))
        .text("predictExitTime", charge_time.empty() ? now.text() : charge_time)
        .raw("orderMoney", quote.due.text())
        .raw("discountDetail", quote.by_coupons.text())
        .text("carNum", text("carNum", ""))
        .text("orderCode", order_code)
        .text("carColor", text("carColor", ""))
        .text("recordCode", json::text(order, "recordCode"))
        .text("phoneNumber", text("phoneNumber", "138****1234"))
        .text("payType", text("payType", "4"))
        .raw("realPayMoney", quote.due.text())
        .raw("discountType", with_coupons ? std::to_string(platform_coupon) : "\"\"")
        .text("couponName", with_coupons ? quote.coupons.names : "")
        .raw("discountAmout", quote.by_coupons.text())  // sic
        .take();
}

std::vector<std::string> keys_of(json::Value const& order) {
    std::vector<std::string> keys;
    auto const* list = json::find(order, "coupons");
    if (!list || !list->IsArray()) return keys;
    for (auto const& key : list->GetArray())
        if (key.IsString()) keys.emplace_back(key.GetString(), key.GetStringLength());
    return keys;
}

// What is due follows from the amounts that mean the same to every lot; chargeMoney is with some less what came in
// before, with others not.
void read_fee(Quote& quote) {
    auto const fee = json::parse(quote.fee.reply.data, "the fee");
    quote.words = "the lot did not tell the fee";
    if (!is_success(quote.fee.reply.result_code) || !fee || !json::find(*fee, "chargeMoney")) return;
    quote.words = "told";
    quote.price = money(*fee, "payMoney");
    quote.waived = money(*fee, "agioMoney");
    quote.paid = money(*fee, "realPayMoney");
    quote.due = quote.price == Money() ? money(*fee, "chargeMoney") : quote.price - quote.waived - quote.paid;
    quote.due = std::max(quote.due, Money());
}

}  // namespace

asio::awaitable<Result<Answered>> Driver::ask(Lot const& lot, std::string_view interface, std::string body,
                                              Milliseconds wait) {
    Sending sending;
    sending.lot = &lot;
    sending.wait = wait;
    auto answers = co_await downlink_.ask(*schema::find_interface(interface), std::move(body), std::move(sending));
    if (!answers) co_return fail(std::move(answers.error()));
    co_return std::move(answers->front());
}

asio::awaitable<Result<Answered>> Driver::ask_fee(Lot const& lot, std::string record_code, std::string coupons,
                                                  Milliseconds wait) {
    auto body = json::Object().text("recordCode", record_code).raw("couponList", coupons).take();
    co_return co_await ask(lot, "fee_query", std::move(body), wait);
}

asio::awaitable<Result<Quote>> Driver::quote(Lot const& lot, json::Value const& order, Milliseconds wait) {
    auto const record_code = json::text(order, "recordCode");
    auto coupons = issue_coupons(keys_of(order), clock_.local(lot.utc_offset));
    if (!coupons) co_return fail(coupons.error());
    auto without = co_await ask_fee(lot, record_code, "[]", wait);
    if (!without) co_return fail(without.error());
    Quote out{std::move(*without)};
    read_fee(out);
    if (!out.told() || coupons->list == "[]") co_return out;

    auto with = co_await ask_fee(lot, record_code, coupons->list, wait);
    if (!with) co_return fail(with.error());
    Quote better{std::move(*with)};
    read_fee(better);
    better.coupons = std::move(*coupons);
    if (better.told()) better.by_coupons = std::max(better.waived - out.waived, Money());
    if (auto judged = judge(lot, better, out.fee); !judged) co_return fail(judged.error());
    co_return better;
}

Result<> Driver::judge(Lot const& lot, Quote const& quote, Answered const& without) {
    LOTBRIDGE_TRY(auto const coupons, json::parse(quote.coupons.list, "the coupons"));
    auto const before = json::parse(without.reply.data, "the fee"),
               after = json::parse(quote.fee.reply.data, "the fee");
    if (!quote.told() || !before || !after) return {};
    auto const findings = judge_coupons(coupons, *before, *after, clock_.local(lot.utc_offset));
    return downlink_.report(lot, "fee_query", quote.fee.reply.opr_num, findings);
}

asio::awaitable<Result<Payment>> Driver::fee_and_pay(Lot const& lot, json::Document order, Milliseconds wait) {
    auto quoted = co_await quote(lot, order, wait);
    if (!quoted) co_return fail(quoted.error());
    Payment out{std::move(*quoted), std::nullopt, json::text(order, "orderCode"), {}};
    if (out.order_code.empty()) out.order_code = new_uuid();
    auto const& fee = out.quote;
    out.words = fee.words;
    if (!fee.told()) co_return out;
    auto const agreed = Money::parse(json::text(order, "due"));
    out.words = "the fee has changed";
    if (agreed && *agreed != fee.due) co_return out;
    out.words = "nothing to pay";
    // A stay that coupons have paid in full is paid all the same: the lot must hear of them.
    if (fee.due == Money() && fee.by_coupons == Money()) co_return out;
    auto body = prepayment(order, fee, out.order_code, clock_.local(lot.utc_offset));
    auto confirmation = co_await ask(lot, "prepayment", std::move(body), wait);
    if (!confirmation) co_return fail(confirmation.error());
    auto const confirmed = json::parse(confirmation->reply.data, "the confirmation");
    out.words = confirmed && json::integer(*confirmed, "result") == 1 ? "paid" : "the lot did not take the payment";
    out.payment = std::move(*confirmation);
    co_return out;
}

asio::awaitable<Result<Scan>> Driver::scan_in(Lot const& lot, json::Document order, Milliseconds wait) {
    auto plate = storage_.attempt("choosing a temporary plate", [&] { return visits_.new_plate(lot.park_id); });
    if (!plate) co_return fail(plate.error());
    constexpr int temporary = 2;  // inIdentity
    auto body = json::Object()
                    .text("plateno", *plate)
                    .text("inCross", json::text(order, "inCross"))
                    .text("inTime", clock_.local(lot.utc_offset).text())
                    .number("inIdentity", temporary)
                    .take();
    auto reply = co_await ask(lot, "unlicensed_entry", std::move(body), wait);
    if (!reply) co_return fail(reply.error());
    co_return Scan{std::move(*plate), "", std::move(*reply)};
}

// What is known of the stay goes with the request; the lot reckons and opens (5.3.2).
Result<std::string> Driver::exit_request(Lot const& lot, json::Value const& order) {
    auto const plate = json::text(order, "plateno");
    auto const visit = visits_.find(lot.park_id, plate);
    if (!visit || visit->record_code.empty())
        return fail(Errc::rejected, "no vehicle is inside under the temporary plate " + plate);
    auto const record = storage_.record(lot.park_id, visit->record_code);
    if (!record.inside()) return fail(Errc::rejected, "the vehicle with the temporary plate " + plate + " has left");
    LOTBRIDGE_TRY(auto const entry, json::parse(storage_.body(record.entry), "the entry"));
    return json::Object()
        .text("plateno", plate)
        .text("recordCode", visit->record_code)
        .text("carNum", plate)
        .text("inCross", json::text(entry, "inCross"))
        .text("outCross", json::text(order, "outCross"))
        .text("inTime", json::text(entry, "inTime"))
        .text("outTime", clock_.local(lot.utc_offset).text())
        .number("inIdentity", json::integer(entry, "inIdentity"))
        .raw("chargeMoney", accounts_.prepaid(lot.park_id, visit->record_code).text())
        .take();
}

asio::awaitable<Result<Scan>> Driver::scan_out(Lot const& lot, json::Document order, Milliseconds wait) {
    auto request = storage_.attempt("looking for a visit", [&] { return exit_request(lot, order); });
    if (!request) co_return fail(request.error());
    if (!*request) co_return fail(request->error());
    auto reply = co_await ask(lot, "unlicensed_exit", std::move(**request), wait);
    if (!reply) co_return fail(reply.error());
    co_return Scan{json::text(order, "plateno"), "", std::move(*reply)};
}

}  // namespace lotbridge::refcloud
