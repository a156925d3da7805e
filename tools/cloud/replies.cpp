#include "replies.hpp"

#include "sense.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace lotbridge::refcloud {
namespace {

// A member of the reply that repeats one of the request.
struct Echo {
    std::string_view interface, member;
};
constexpr std::array echoes{Echo{"fee_query", "recordCode"}, Echo{"prepayment", "orderCode"},
                            Echo{"gate_control", "barCode"}, Echo{"gate_status", "barCode"}};

// D8, 5.3.1, 5.3.2: carried out in this time or not at all.
struct Life {
    std::string_view interface;
    std::int64_t milliseconds;
};
constexpr std::array lives{Life{"gate_control", 10'000}, Life{"unlicensed_entry", 60'000},
                           Life{"unlicensed_exit", 60'000}};

void judge_fee(schema::Interface const& interface, json::Value const& data, Findings& out) {
    auto const find = [&](Level level, std::string words) {
        out.push_back({level, std::string(interface.clause), std::move(words)});
    };
    auto const price = money(data, "payMoney"), waived = money(data, "agioMoney"), paid = money(data, "realPayMoney"),
               due = money(data, "chargeMoney");
    for (auto const* name : {"payMoney", "agioMoney", "chargeMoney", "realPayMoney"})
        if (money(data, name) < Money()) find(Level::shall, std::string("/") + name + " is below zero");
    // Whether what came in before is taken off already, the table does not say: both are right.
    auto const floor = [](Money amount) { return std::max(amount, Money()); };
    if (due != floor(price - waived) && due != floor(price - waived - paid))
        find(Level::shall, "chargeMoney is not payMoney less agioMoney, nor that less realPayMoney");
    if (json::text(data, "chargeTime").empty()) find(Level::should, "a fee without the time it was computed for");
}

// One coupon of C.3.1 against its conditions.
class Coupon {
public:
    Coupon(json::Value const& coupon, Money price, LocalTime now) : coupon_(coupon), price_(price), now_(now) {}

    bool usable() const {
        auto const from = local_time(coupon_, "startDate"), until = local_time(coupon_, "endDate");
        return (from.empty() || from <= now_) && (until.empty() || now_ <= until) &&
               price_ >= money(coupon_, "minimumConsumption");
    }
    bool waives_all() const { return kind() == full_waiver; }
    // The most that it may take off, if its table sets a limit.
    std::optional<Money> limit() const {
        if (kind() == cash) return money(coupon_, "discountAmount");
        auto const most = money(coupon_, "maxDiscountAmount");
        return kind() == rate && most > Money() ? std::optional(most) : std::nullopt;
    }

private:
    static constexpr std::int64_t cash = 0, rate = 1, full_waiver = 4;
    std::int64_t kind() const { return json::integer(coupon_, "couponType"); }

    json::Value const& coupon_;
    Money price_;
    LocalTime now_;
};

}  // namespace

Findings judge_reply(schema::Interface const& interface, json::Value const& asked, Reply const& reply,
                     json::Value const& data, std::int64_t milliseconds) {
    Findings out;
    if (!is_success(reply.result_code)) {
        if (reply.result_message.empty())
            out.push_back({Level::should, "B.1.2.2", "a refusal without a word why (D6)"});
        return out;
    }
    for (auto const& echo : echoes)
        if (echo.interface == interface.id && json::text(asked, echo.member) != json::text(data, echo.member))
            out.push_back({Level::shall, std::string(interface.clause),
                           std::string(echo.member) + " is not that of the request"});
    for (auto const& life : lives)
        if (life.interface == interface.id && milliseconds > life.milliseconds)
            out.push_back({Level::shall, std::string(interface.function_clause),
                           "carried out after " + std::to_string(life.milliseconds / 1000) + " s (D8)"});
    if (interface.id == "fee_query") judge_fee(interface, data, out);
    return out;
}

Findings judge_coupons(json::Value const& coupons, json::Value const& without, json::Value const& with, LocalTime now) {
    auto const price = money(without, "payMoney");
    // A price that went on meanwhile cannot be compared.
    if (!coupons.IsArray() || price != money(with, "payMoney")) return {};
    Findings out;
    auto const find = [&](std::string_view words) { out.push_back({Level::shall, "C.3.1", std::string(words)}); };
    auto const taken_off = money(with, "agioMoney") - money(without, "agioMoney");
    bool usable = false, limited = true;
    Money most;
    for (auto const& item : coupons.GetArray()) {
        Coupon const coupon(item, price, now);
        if (!coupon.usable()) continue;
        usable = true;
        if (coupon.waives_all() && money(with, "chargeMoney") > Money())
            find("a coupon that waives everything leaves something to pay");
        auto const limit = coupon.limit();
        limited = limited && limit;
        most += limit.value_or(Money());
    }
    if (taken_off < Money()) find("with coupons less is taken off than without");
    if (!usable && taken_off > Money())
        find("coupons that are not valid now, or whose minimum is not reached, were used");
    if (usable && limited && taken_off > most) find("more was taken off than the coupons are worth");
    return out;
}

}  // namespace lotbridge::refcloud
