#include "relay/fees.hpp"

#include "fee/coupons.hpp"
#include "fee/tariff.hpp"
#include "relay/hop.hpp"

#include <lotbridge/schema/json.hpp>

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>

namespace lotbridge::relay {

using namespace std::chrono_literals;
using std::chrono::minutes;

namespace {

constexpr auto derived_words = "derived by the host from the lot's tariff (由本机按费率推算)";
constexpr auto longest_stay = 10 * 365 * 24h;  // an entry before that is a clock that was wrong
constexpr std::size_t most_questions = 8;      // to the lot's system, about shorter stays

Fees::Answer failed(lb_status status, std::string words) {
    return {.result = {.status = status, .reply = {}, .words = std::move(words)}, .quote = {}};
}
Fees::Answer refused(std::string words) { return failed(LB_REJECTED, std::move(words)); }

// What became of each coupon. The standard leaves the items open; these are the names of the request.
FreeList list_of(std::vector<fee::CouponUse> const& coupons) {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> out(buffer);
    out.StartArray();
    for (auto const& use : coupons) {
        auto const off = use.off.text();
        out.StartObject();
        out.Key("usercouponId");
        out.String(use.id.data(), static_cast<rapidjson::SizeType>(use.id.size()));
        out.Key("couponType");
        out.Int64(schema::wire_number(vo::coupon_type_codes.rows, static_cast<std::int64_t>(use.type)));
        out.Key("discountAmount");
        out.RawValue(off.data(), off.size(), rapidjson::kNumberType);
        out.Key("message");
        out.String(use.why_not.data(), static_cast<rapidjson::SizeType>(use.why_not.size()));
        out.EndObject();
    }
    out.EndArray();
    return {.json = buffer.GetString()};
}

// Systems that tell only what is left to pay.
void complete(vo::FeeQueryReply& reply) {
    reply.charge_money = std::max(reply.charge_money, Money());
    if (reply.pay_money == Money()) reply.pay_money = reply.charge_money + reply.agio_money + reply.real_pay_money;
}

}  // namespace

struct Fees::Call {
    vo::FeeQuery query;
    std::string opr_num;
    HostTime deadline{};
    std::function<void(Answer)> done;
    vo::FeeQueryReply reply;
    FeeTerms terms;
    std::map<minutes, Money> fees;  // of shorter stays, as the lot's system told them
    fee::FeeOfStay fee_of;
    std::size_t questions = 0;
    Money off;  // by the query's coupons
    std::string words;
};

Fees::Fees(Parts parts) : parts_(std::move(parts)) {}

LocalTime Fees::local_now() const {
    return LocalTime::from_utc(std::chrono::floor<std::chrono::seconds>(parts_.scheduler.wall()),
                               parts_.settings.utc_offset);
}

Service Fees::service() const { return derives() ? Service::offered : parts_.adapters.service("fee_query"); }

bool Fees::derives() const {
    return parts_.settings.fees.tariff && parts_.adapters.service("fee_query") == Service::none;
}

void Fees::ask(plugin::Request query, std::chrono::milliseconds limit, std::function<void(Answer)> done) {
    auto read = schema::decode<vo::FeeQuery>(query.body);
    if (!read) return done(refused(read.error().message));
    auto call = std::make_shared<Call>(Call{.query = std::move(*read),
                                            .opr_num = query.opr_num,
                                            .deadline = parts_.scheduler.now() + limit,
                                            .done = std::move(done)});
    if (derives()) return derive(std::move(call));
    parts_.adapters.command(std::move(query), limit, [weak = weak_from_this(), call](plugin::CommandResult result) {
        if (auto const self = weak.lock()) self->answered(call, std::move(result));
    });
}

// ---- told by the lot's system

void Fees::answered(CallPtr call, plugin::CommandResult result) {
    if (result.status != LB_OK) return call->done({std::move(result), {}});
    auto reply = schema::decode<vo::FeeQueryReply>(result.reply);
    auto terms = schema::decode<FeeTerms>(result.reply);
    if (!reply || !terms)
        return call->done(refused("the adapter's answer breaks the standard: " +
                                  (reply ? terms.error().message : reply.error().message)));
    call->reply = std::move(*reply);
    call->terms = std::move(*terms);
    call->fee_of = [known = &call->fees](minutes stay) {
        auto const found = known->find(stay);
        return found == known->end() ? std::nullopt : std::optional(found->second);
    };
    complete(call->reply);
    count_unapplied(*call);
    apply_coupons(std::move(call));
}

// Money that the cloud was told is safe here, and that the lot's system does not know, is not asked for again.
void Fees::count_unapplied(Call& call) const {
    auto& reply = call.reply;
    for (auto const& command : parts_.obligations.unapplied(call.query.record_code)) {
        auto const payment = payment_of(command, parts_.settings.utc_offset);
        if (!payment) continue;
        reply.real_pay_money += payment->paid;
        reply.agio_money += payment->waived;
        reply.charge_money = std::max(reply.charge_money - payment->paid - payment->waived, Money());
    }
}

void Fees::apply_coupons(CallPtr call) {
    auto& reply = call->reply;
    if (!call->terms.coupons_open || call->query.coupon_list.empty()) return finish(*call);
    auto const whole = std::max(reply.pay_money, reply.charge_money);
    fee::Bill bill{
        .fee = whole, .settled = whole - reply.charge_money, .now = local_now(), .stay = {}, .fee_of = call->fee_of};
    if (call->terms.stay_minutes > 0) bill.stay = minutes(call->terms.stay_minutes);
    auto const reduction = fee::reduce(bill, call->query.coupon_list);
    if (!reduction.unknown.empty() && call->terms.any_stay && call->questions < most_questions)
        return ask_about(std::move(call), reduction.unknown.front());
    call->off = reduction.off;
    reply.agio_money += reduction.off;
    reply.charge_money = reply.charge_money - reduction.off;
    reply.coupon_list = list_of(reduction.coupons);
    finish(*call);
}

// A shorter stay of the same car. Without an answer its coupons are not used, and the others count.
void Fees::ask_about(CallPtr call, minutes stay) {
    ++call->questions;
    vo::FeeQuery const question{
        .record_code = call->query.record_code, .park_id = call->query.park_id, .coupon_list = {}};
    auto body = schema::joined(schema::encode(question), schema::encode(StayAsked{.stay_minutes = stay.count()}));
    parts_.adapters.command({"fee_query", std::move(body), call->opr_num}, call->deadline - parts_.scheduler.now(),
                            [weak = weak_from_this(), call, stay](plugin::CommandResult result) {
                                auto const self = weak.lock();
                                if (!self) return;
                                auto const told = schema::decode<vo::FeeQueryReply>(result.reply);
                                if (result.status == LB_OK && told)
                                    call->fees[stay] = std::max(told->pay_money, told->charge_money);
                                else
                                    call->terms.any_stay = false;
                                self->apply_coupons(call);
                            });
}

// ---- derived from the tariff

void Fees::derive(CallPtr call) {
    auto record = call->query.record_code;
    using Letters = std::vector<store::Letter>;
    using Commands = std::vector<store::Command>;
    auto read_payments = [call](Fees& self, Result<Letters> history) {
        if (!history) return call->done(failed(LB_RETRY, history.error().message));
        auto entry = open_stay(*history);
        if (!entry) return call->done(refused(entry.error().message));
        self.parts_.store.commands(
            self.parts_.lot, call->query.record_code, "prepayment",
            hop<Commands>(self.parts_.scheduler, self.weak_from_this(),
                          [call, entry = std::move(*entry)](Fees& again, Result<Commands> payments) {
                              if (!payments) return call->done(failed(LB_RETRY, payments.error().message));
                              again.derive_from(call, entry, *payments);
                          }));
    };
    parts_.store.history(parts_.lot, std::move(record),
                         hop<Letters>(parts_.scheduler, weak_from_this(), std::move(read_payments)));
}

void Fees::derive_from(CallPtr call, vo::VehicleEntry entry, std::vector<store::Command> const& commands) {
    auto const& tariff = *parts_.settings.fees.tariff;
    auto const entered = entry.in_time.at();
    auto const now = local_now();
    if (now.at() < entered || now.at() - entered > longest_stay)
        return call->done(refused("the car entered at " + entry.in_time.text() + " and it is " + now.text() +
                                  " now: one of these clocks is wrong"));
    std::vector<fee::Payment> payments;
    for (auto const& command : commands)
        if (auto const payment = payment_of(command, parts_.settings.utc_offset)) payments.push_back(*payment);

    auto const* rate = fee::rate_of(tariff, {entry.in_identity, entry.car_color});
    auto const length = [entered](LocalTime until) { return std::chrono::floor<minutes>(until.at() - entered); };
    call->fee_of = [rate, entered](minutes stay) {
        return std::optional(rate ? fee::stay_fee(*rate, entered, stay) : Money());
    };
    auto const due =
        fee::due([&](LocalTime until) { return *call->fee_of(length(until)); }, std::move(payments), tariff.grace, now);
    call->reply = {.record_code = call->query.record_code,
                   .pay_money = due.fee,
                   .agio_money = due.waived,
                   .charge_money = due.left,
                   .real_pay_money = due.paid,
                   .coupon_list = {},
                   .charge_time = due.charged};
    call->terms = {.coupons_open = true, .stay_minutes = length(due.charged).count()};
    call->words = derived_words;
    apply_coupons(std::move(call));
}

// ---- and kept

void Fees::finish(Call& call) {
    auto& reply = call.reply;
    auto const& terms = call.terms;
    auto const now = local_now();
    if (reply.charge_time.empty()) reply.charge_time = now;
    auto life = std::chrono::floor<std::chrono::seconds>(parts_.settings.fees.quote_life);
    if (terms.valid_minutes > 0) life = minutes(std::min<std::int64_t>(terms.valid_minutes, 100'000));
    PaidQuote const quote{.quote_time = reply.charge_time,
                          .quote_until = LocalTime(now.at() + life),
                          .quote_money = reply.charge_money,
                          .quote_discount = call.off,
                          .echo = terms.echo};
    call.done({.result = {.status = LB_OK, .reply = schema::encode(reply), .words = std::move(call.words)},
               .quote = store::Quote{.lot = parts_.lot,
                                     .record = call.query.record_code,
                                     .at = parts_.scheduler.wall(),
                                     .body = schema::encode(quote)}});
}

void Fees::recognise(std::string payment, std::string record, std::function<void(Recognised)> done) {
    using Quotes = std::vector<store::Quote>;
    parts_.store.quotes(
        parts_.lot, std::move(record),
        hop<Quotes>(parts_.scheduler, weak_from_this(),
                    [payment = std::move(payment), done = std::move(done)](Fees& self, Result<Quotes> quotes) {
                        if (!quotes) {
                            self.parts_.log.error("reading what a stay was said to cost: " + quotes.error().message);
                            return done({payment, {}});
                        }
                        done(relay::recognise(payment, *quotes, self.local_now()));
                    }));
}

}  // namespace lotbridge::relay
