#include "fee/coupons.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace lotbridge::fee {
namespace {

using std::chrono::minutes;
using vo::Coupon;
using vo::CouponType;
using vo::TimeCouponType;

constexpr std::int64_t whole = 10'000;  // of a rate

// That share of an amount, halves of a fen rounded up; in two parts, so that no product grows too large.
Money share_of(Money amount, Rate rate) {
    auto const fen = amount.fen();
    auto const units = rate.ten_thousandths();
    return Money::from_fen(fen / whole * units + (fen % whole * units + whole / 2) / whole);
}

// A number of the wire, made fit for arithmetic.
minutes minutes_of(std::int64_t count) { return minutes(std::clamp<std::int64_t>(count, 0, 100'000'000)); }

std::string text_of(minutes time) { return std::to_string(time.count()) + " min"; }

bool is_time(Coupon const& coupon, TimeCouponType type) {
    return coupon.coupon_type == CouponType::time && coupon.time_type == type;
}

// Why the coupon says nothing that could be done; empty: it does.
std::string unclear(Coupon const& coupon) {
    if (coupon.coupon_type == CouponType::free) return {};
    if (coupon.coupon_type == CouponType::cash)
        return coupon.discount_amount > Money() ? "" : "it has no discountAmount";
    if (coupon.coupon_type == CouponType::rate || is_time(coupon, TimeCouponType::time_rate)) {
        bool const share = coupon.discount_rate > Rate() && coupon.discount_rate < Rate::from_ten_thousandths(whole);
        return share ? "" : "its discountRate " + coupon.discount_rate.text() + " is no share between 0 and 1";
    }
    return coupon.free_minutes > 0 ? "" : "it has no freeMinutes";
}

// Why the coupon is not good for this stay; empty: it is.
std::string unfit(Coupon const& coupon, Bill const& bill) {
    if (!coupon.start_date.empty() && bill.now < coupon.start_date)
        return "it is good only from " + coupon.start_date.text() + " on";
    if (!coupon.end_date.empty() && coupon.end_date < bill.now) return "it was good until " + coupon.end_date.text();
    if (bill.fee < coupon.minimum_consumption)
        return "it is good for fees from " + coupon.minimum_consumption.text() + " on, this one is " + bill.fee.text();
    auto const longest = minutes_of(coupon.parking_time);
    if (longest == minutes(0) || coupon.timeout_valid || (bill.stay && *bill.stay <= longest)) return {};
    return "it is good for stays up to " + text_of(longest) + ", this one " +
           (bill.stay ? "is " + text_of(*bill.stay) : "has no known length");
}

class Calculation {
public:
    Calculation(Bill const& bill, std::vector<Coupon> const& coupons)
        : bill_(bill), left_(std::max(bill.fee - bill.settled, Money())), charged_(bill.stay.value_or(minutes(0))) {
        result_.coupons.reserve(coupons.size());
        std::set<std::string_view> seen;
        for (auto const& coupon : coupons) {
            auto& use = result_.coupons.emplace_back(CouponUse{coupon.usercoupon_id, coupon.coupon_type, {}, {}});
            bool const first = seen.insert(coupon.usercoupon_id).second;
            use.why_not = first ? unclear(coupon) : "it stands in the list a second time";
            if (use.why_not.empty()) use.why_not = unfit(coupon, bill);
            if (use.why_not.empty()) good_.push_back({&coupon, &use});
        }
    }

    // A waiver leaves nothing for the others; then what changes the time, then shares, then amounts.
    Reduction run() && {
        for (auto const one : all(CouponType::free)) take(one, left_);
        shorten();
        for (auto const one : all(TimeCouponType::fixed_time)) take(one, off_first(one, Rate()));
        take_best(all(TimeCouponType::time_rate),
                  [this](Good one) { return off_first(one, one.coupon->discount_rate); });
        take_best(all(CouponType::rate), [this](Good one) { return std::optional(off_share(*one.coupon)); });
        for (auto const one : all(CouponType::cash)) take(one, one.coupon->discount_amount);
        return std::move(result_);
    }

private:
    struct Good {
        Coupon const* coupon;
        CouponUse* use;
    };
    using Goods = std::vector<Good>;

    // Of one kind, what is worth most first, equal ones by their ids: the list's order shall make no difference.
    template <class Predicate>
    Goods picked(Predicate wanted) const {
        Goods found;
        std::ranges::copy_if(good_, std::back_inserter(found), [&](Good one) { return wanted(*one.coupon); });
        std::ranges::sort(found, [](Good one, Good other) {
            auto const &a = *one.coupon, &b = *other.coupon;
            return std::tie(b.free_minutes, b.discount_amount, a.usercoupon_id) <
                   std::tie(a.free_minutes, a.discount_amount, b.usercoupon_id);
        });
        return found;
    }
    Goods all(CouponType type) const {
        return picked([=](Coupon const& coupon) { return coupon.coupon_type == type; });
    }
    Goods all(TimeCouponType type) const {
        return picked([=](Coupon const& coupon) { return is_time(coupon, type); });
    }

    void take(Good one, std::optional<Money> off) {
        auto const taken = std::clamp(off.value_or(Money()), Money(), left_);
        one.use->off = taken;
        result_.off += taken;
        left_ = left_ - taken;
        if (taken > Money()) return;
        one.use->why_not = left_ == Money() ? "nothing is left to pay"
                           : off            ? "it takes nothing off this fee"
                           : bill_.stay ? "it needs the fee of a shorter stay, and only the fee of this one is known"
                                        : "it needs the length of the stay, which is not known";
    }

    // The fee of a stay of that length: what goes without saying, or what somebody knows.
    std::optional<Money> fee_of(minutes stay) {
        if (!bill_.stay) return std::nullopt;
        if (stay <= minutes(0)) return Money();
        if (stay >= *bill_.stay) return bill_.fee;
        if (auto const known = bill_.fee_of ? bill_.fee_of(stay) : std::nullopt)
            return std::clamp(*known, Money(), bill_.fee);
        if (std::ranges::count(result_.unknown, stay) == 0) result_.unknown.push_back(stay);
        return std::nullopt;
    }

    // time_reduction: the stay counts as shorter. One coupon alone may end within a unit that is charged all the same,
    // so the minutes of all are added up; who made no difference in the end is not used.
    void shorten() {
        Goods idle;
        for (auto const one : all(TimeCouponType::time_reduction)) {
            auto const shorter = std::max(charged_ - minutes_of(one.coupon->free_minutes), minutes(0));
            auto const before = fee_of(charged_), after = left_ > Money() ? fee_of(shorter) : before;
            if (!before || !after) {
                take(one, std::nullopt);
                continue;
            }
            charged_ = shorter;
            if (*before <= *after) {
                idle.push_back(one);
                continue;
            }
            idle.clear();
            take(one, *before - *after);
        }
        for (auto const one : idle) take(one, Money());
    }

    // The first minutes of the stay cost only this share.
    std::optional<Money> off_first(Good one, Rate share) {
        if (left_ == Money()) return Money();
        auto time = minutes_of(one.coupon->free_minutes);
        if (time == minutes(0)) time = minutes_of(one.coupon->parking_time);
        if (time == minutes(0)) time = charged_;
        auto const fee = fee_of(std::min(time, charged_));
        return fee ? std::optional(*fee - share_of(*fee, share)) : std::nullopt;
    }

    Money off_share(Coupon const& coupon) const {
        auto const off = left_ - share_of(left_, coupon.discount_rate);
        return coupon.max_discount_amount > Money() ? std::min(off, coupon.max_discount_amount) : off;
    }

    // Shares are not taken of each other: of several coupons the one that takes most off counts.
    template <class Off>
    void take_best(Goods const& goods, Off off_of) {
        std::vector<std::optional<Money>> offs;
        for (auto const one : goods) offs.push_back(off_of(one));
        bool const open = left_ > Money();
        auto const best = static_cast<std::size_t>(std::ranges::max_element(offs) - offs.begin());
        for (std::size_t i = 0; i < goods.size(); ++i) {
            if (open && offs[i] && i != best)
                goods[i].use->why_not = "another coupon of its kind takes more off";
            else
                take(goods[i], offs[i]);
        }
    }

    Bill const& bill_;
    Money left_;
    minutes charged_;  // the stay as time_reduction leaves it
    Goods good_;
    Reduction result_;
};

}  // namespace

Reduction reduce(Bill const& bill, std::vector<Coupon> const& coupons) { return Calculation(bill, coupons).run(); }

}  // namespace lotbridge::fee
