// What a driver's coupons take off a fee (C.3.1): pure, in exact money. The rules are told in docs/fees.md.
#pragma once

#include <lotbridge/vo/fee_query.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace lotbridge::fee {

// What a stay of so many minutes would cost, where anybody knows it. Asked only about stays shorter than the bill's.
using FeeOfStay = std::function<std::optional<Money>(std::chrono::minutes)>;

struct Bill {
    Money fee;                                 // of the whole stay
    Money settled;                             // of that, paid or waived before
    LocalTime now;                             // coupons are good from one day to another
    std::optional<std::chrono::minutes> stay;  // nothing: not known
    FeeOfStay fee_of;                          // may be empty
};

// One coupon of the list, in the list's order.
struct CouponUse {
    std::string id;
    vo::CouponType type = vo::CouponType::cash;
    Money off;
    std::string why_not;  // empty: it counts
};

struct Reduction {
    Money off;  // of all coupons: 0 to what was left of the fee
    std::vector<CouponUse> coupons;
    std::vector<std::chrono::minutes> unknown;  // stays whose fee a coupon needed and nobody knew
};

// The order of the list makes no difference, except that of coupons with one id only the first is looked at.
Reduction reduce(Bill const& bill, std::vector<vo::Coupon> const& coupons);

}  // namespace lotbridge::fee
