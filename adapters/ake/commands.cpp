// What the cloud asks for.
#include "adapter.hpp"

#include <lotbridge/adapter/poller.hpp>
#include <lotbridge/crypto/bytes.hpp>
#include <lotbridge/crypto/digest.hpp>

#include <algorithm>
#include <array>

namespace lotbridge::ake {
namespace {

using std::chrono::milliseconds;

// The platform takes 32 characters and knows a repeated payment by them.
std::string bill_code(std::string const& order) {
    bool const plain = std::ranges::all_of(order, [](char c) { return c > ' ' && c < 127; });
    return plain && order.size() <= 32 ? order : crypto::to_hex(crypto::md5(order));
}

// Numbered as the standard numbers them.
struct Means {
    int mode, origin;
};
Means means_of(std::string const& pay_type) {
    if (pay_type.find("微信") != pay_type.npos) return {4, 7};
    if (pay_type.find("支付宝") != pay_type.npos) return {5, 8};
    if (pay_type.find("现金") != pay_type.npos) return {1, 9};
    return {11, 9};
}

void put_means(JsonWriter& json, std::string const& pay_type) {
    auto const [mode, origin] = means_of(pay_type);
    json.member("payOrigin", origin).member("paymentMode", mode);
    if (!pay_type.empty() && pay_type.size() <= 20) json.member("paymentModeRemark", pay_type);
}

// The larger of the two ways in which the cloud tells a discount.
Money discount_of(vo::Prepayment const& payment) {
    Money sum;
    if (auto const* amount = std::get_if<Money>(&payment.discount_detail)) sum = *amount;
    if (auto const* list = std::get_if<std::vector<vo::Discount>>(&payment.discount_detail))
        for (auto const& one : *list) sum += one.discount_amount;
    return std::max(sum, payment.discount_amount);
}

bool has_left(Sent const& sent) {
    return sent.kind == Sent::Kind::refused && (sent.reply.is(not_inside) || sent.reply.is(car_not_found));
}

// A payment may come again under its number, whatever became of it.
tl::unexpected<Error> not_taken(Sent const& sent) {
    return fail(sent.kind == Sent::Kind::refused ? sent.error : Error{Errc::retry, sent.error.message});
}

tl::unexpected<Error> not_repeated(Sent const& sent) {
    return fail(Errc::rejected, sent.error.message + "; it may have been carried out, and is not called a second time");
}

}  // namespace

Adapter::Adapter() : PushedAdapter({.waiting = 500, .at_once = 50}) {
    on<vo::FeeQuery>([this](vo::FeeQuery const& query, milliseconds left) { return fee(query.record_code, left); });
    on<vo::Prepayment>([this](vo::Prepayment const& payment, Command const& command) { return pay(payment, command); });
    on<vo::VehicleCorrection>([this](vo::VehicleCorrection const& correction, Command const& command) {
        return correct(correction, command);
    });
    on<vo::GateControl>(
        [this](vo::GateControl const& control, Command const& command) { return move_gate(control, command); });
    on<vo::UnlicensedEntry>(
        [this](vo::UnlicensedEntry const& request, Command const& command) { return let_in(request, command); });
    on<vo::UnlicensedExit>(
        [this](vo::UnlicensedExit const& request, Command const& command) { return let_out(request, command); });
    on<vo::Blacklist>(
        [this](vo::Blacklist const& change, milliseconds left) { return change_blacklist(change, left); });
}

Result<FeeAnswer> Adapter::fee(std::string const& record, milliseconds limit) {
    constexpr std::int64_t quote_minutes = 10;
    LOTBRIDGE_TRY(auto const reply,
                  gateway_->ask("getParkFee", request().member("parkingCode", record).end().text(), limit));
    auto const& data = reply.data;
    auto const due = read_yuan(data["parkingFee"].text()), to_pay = read_yuan(data["shouldPayValue"].text());
    auto const charged = read_time(data["chargeDate"].text());
    if (!due || !to_pay || !charged || charged->empty())
        return fail(Errc::rejected, "getParkFee: parkingFee, shouldPayValue or chargeDate cannot be read");
    auto const taken_off = [&](char const* member) { return read_yuan(data[member].text()).value_or(Money()); };
    return FeeAnswer{.reply = {.record_code = record,
                               .pay_money = *due,
                               .agio_money = taken_off("currDisValue") + taken_off("discountedValue"),
                               .charge_money = *to_pay,
                               .real_pay_money = taken_off("paidValue"),
                               .coupon_list = {},
                               .charge_time = *charged},
                     .terms = {.coupons_open = true,
                               .stay_minutes = data["parkingTime"].integer_or(0),
                               .valid_minutes = quote_minutes,
                               .echo = data["chargeDate"].text()}};
}

// Repeated only under its own number, which the platform knows. A quote that is too old is asked for anew; a car that
// has left meanwhile owes, and the payment settles that.
Result<vo::PrepaymentReply> Adapter::pay(vo::Prepayment const& payment, Command const& command) {
    auto const end = Clock::now() + command.time_left;
    auto const left = [&] { return std::chrono::duration_cast<milliseconds>(end - Clock::now()); };
    vo::PrepaymentReply const done{.order_code = payment.order_code, .result = true};
    auto const number = "paid " + bill_code(payment.order_code);
    if (known().memory.answered(number)) return done;
    LOTBRIDGE_TRY(auto const quote, schema::decode<PaidQuote>(command.body));
    auto const discount = discount_of(payment);
    auto charged = quote.echo;
    for (int tries = 1;; ++tries) {
        if (charged.empty()) {
            auto const asked = gateway_->once(
                "getParkFee", request().member("parkingCode", payment.record_code).end().text(), left() / 2);
            if (has_left(asked)) {
                LOTBRIDGE_CHECK(pay_back(payment, left()));
                break;
            }
            if (asked.kind != Sent::Kind::done) return not_taken(asked);
            charged = asked.reply.data["chargeDate"].text();
        }
        auto json = request();
        json.member("parkingCode", payment.record_code).member("chargeDate", charged).member("payDate", compact(now()));
        json.member("actPayCharge", payment.order_money.text()).member("billCode", bill_code(payment.order_code));
        put_means(json, payment.pay_type);
        if (discount > Money()) {
            json.list("couponList")
                .object()
                .member("couponName", "平台优惠")
                .member("couponCode", bill_code(payment.order_code));
            json.member("couponValue", discount.text()).member("reliefType", 1).member("faceValue", discount.text());
            json.end().end();
        }
        json.object("otherAtrr").end();  // sic
        auto const sent = gateway_->once("payParkFee", json.end().text(), left());
        if (sent.kind == Sent::Kind::done) break;
        if (has_left(sent)) {
            LOTBRIDGE_CHECK(pay_back(payment, left()));
            break;
        }
        bool const too_old = sent.kind == Sent::Kind::refused && sent.reply.is(quote_too_old);
        if (!too_old || tries > 1) return not_taken(sent);
        charged.clear();
    }
    auto next = draft();
    next.known.memory.keep_answer(number, "taken");
    LOTBRIDGE_CHECK(keep(std::move(next)));
    return done;
}

Result<> Adapter::pay_back(vo::Prepayment const& payment, milliseconds limit) {
    JsonWriter json;
    json.object().list("paybackList").object().member("parkCode", park_).member("parkingCode", payment.record_code);
    json.member("paybackTime", compact(now())).member("paybackValue", payment.order_money.text());
    json.member("couponValue", discount_of(payment).text());
    put_means(json, payment.pay_type);
    json.member("thirdBillCode", bill_code(payment.order_code)).end().end();
    auto const sent = gateway_->once("paybackBatch", json.end().text(), limit);
    if (sent.kind == Sent::Kind::done) return {};
    return not_taken(sent);
}

// A request that comes again under its number was carried out.
Result<> Adapter::once(std::string_view what, Command const& command, std::function<Result<>(Memory&)> const& act) {
    auto const number = std::string(what) + " " + std::string(command.opr_num);
    if (!command.opr_num.empty() && known().memory.answered(number)) return {};
    auto next = draft();
    LOTBRIDGE_CHECK(act(next.known.memory));
    next.known.memory.keep_answer(number, "done");
    return keep(std::move(next));
}

// What the platform then pushes back is no news.
Result<vo::VehicleCorrectionReply> Adapter::correct(vo::VehicleCorrection const& correction, Command const& command) {
    if (correction.car_num.empty()) return fail(Errc::rejected, "the correction has no plate");
    constexpr int inside_the_lot = 3;
    auto json = request();
    json.member("parkingCode", correction.record_code).member("newCarNo", correction.car_num);
    json.member("correctTime", compact(now())).member("correctName", operator_).member("operateType", inside_the_lot);
    auto const body = json.end().text();
    auto const mend = [&](Memory& memory) -> Result<> {
        LOTBRIDGE_TRY([[maybe_unused]] auto const reply, gateway_->ask("correctCarNo", body, command.time_left));
        memory.see("plates", correction.record_code, content_hash(correction.car_num));
        return {};
    };
    LOTBRIDGE_CHECK(once("mended", command, mend));
    return vo::VehicleCorrectionReply();
}

// That the order was sent to the lot is all that the platform tells.
Result<vo::GateControlReply> Adapter::move_gate(vo::GateControl const& control, Command const& command) {
    auto json = request();
    json.member("channelCode", control.bar_code).member("opType", control.is_open ? 0 : 1);
    json.member("operator", operator_).member("operateTime", now().text());
    auto const body = json.end().text();
    auto const move = [&](Memory&) -> Result<> {
        auto const sent = gateway_->once("opGate", body, command.time_left);
        if (sent.kind == Sent::Kind::done) return {};
        if (sent.kind == Sent::Kind::unknown) return not_repeated(sent);
        return fail(sent.error);
    };
    LOTBRIDGE_CHECK(once("moved", command, move));
    return vo::GateControlReply{.bar_code = control.bar_code, .status = 1};
}

// The car in the lane of a driver who has scanned its code. That the call went well is not yet that the car may go.
Result<> Adapter::scan(std::string const& channel, std::string const& driver, milliseconds left) {
    auto const found = std::ranges::find(channels_, channel, &Channel::code);
    if (found == channels_.end()) return fail(Errc::rejected, "the platform lists no channel " + channel);
    auto json = request();
    json.member("channelSeq", found->id).member("userUniqCode", driver);
    auto const sent = gateway_->once("scanChannelCodeInOut", json.end().text(), left);
    if (sent.kind == Sent::Kind::unknown) return not_repeated(sent);
    if (sent.kind != Sent::Kind::done) return fail(sent.error);
    auto const code = sent.reply.data["code"].integer();
    if (code == 0) return {};
    return fail(Errc::rejected, "scanChannelCodeInOut: the car may not pass" + tellable(sent.reply.data["msg"].text()));
}

// The entry that is then pushed names the driver; it gets the cloud's name for the car. The push may be faster than the
// answer, so the driver is known before.
Result<vo::UnlicensedEntryReply> Adapter::let_in(vo::UnlicensedEntry const& request, Command const& command) {
    auto next = draft();
    next.known.memory.keep_answer("code " + request.plateno, request.plateno);
    LOTBRIDGE_CHECK(keep(std::move(next)));
    auto const act = [&](Memory&) { return scan(request.in_cross, request.plateno, command.time_left); };
    LOTBRIDGE_CHECK(once("let in", command, act));
    return vo::UnlicensedEntryReply();
}

Result<vo::UnlicensedExitReply> Adapter::let_out(vo::UnlicensedExit const& request, Command const& command) {
    auto const act = [&](Memory&) { return scan(request.out_cross, request.plateno, command.time_left); };
    LOTBRIDGE_CHECK(once("let out", command, act));
    return vo::UnlicensedExitReply();
}

Result<vo::BlacklistReply> Adapter::change_blacklist(vo::Blacklist const& change, milliseconds left) {
    if (blacklist_type_.empty()) return fail(Errc::unsupported, "the setting blacklist_type is not given");
    // Without a plate the platform might take it for all of them.
    if (change.car_num.empty()) return fail(Errc::rejected, "the change of the blacklist has no plate");
    bool const add = change.type == vo::ListChange::add;
    auto json = request();
    if (add) {
        constexpr std::array<char const*, 4> reasons{"黑名单车辆", "欠费车辆", "逃逸车辆", "涉案车辆"};
        json.member("specialCarTypeId", blacklist_type_).member("carCode", change.car_num).member("carOwner", "");
        json.member("reason", reasons[static_cast<std::size_t>(change.car_type)]);
        json.member("isPermament", 1);  // sic
        json.member("operator", operator_).member("operateDate", compact(now()));
    } else {
        json.member("carNo", change.car_num);
    }
    auto const cmd = add ? "addBlackListCar" : "removeBlackListCar";
    LOTBRIDGE_TRY([[maybe_unused]] auto const reply, gateway_->ask(cmd, json.end().text(), left));
    return vo::BlacklistReply();
}

}  // namespace lotbridge::ake
