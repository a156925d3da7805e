#pragma once

#include <lotbridge/vo/codes.hpp>

namespace lotbridge::vo {

// One discount of a payment: an item of discountDetail in 26, and in 10 where a platform sends a list there.
struct Discount {
    std::string coupon_name;
    Money discount_amount;
    DiscountType discount_type = DiscountType::none;

    bool operator==(Discount const&) const = default;
};

consteval auto describe(Discount const*) {
    using namespace schema;
    using M = Discount;
    return shape("discount",
                 "C.7.3",
                 field("couponName", &M::coupon_name, "优惠劵名称"),
                 field(sic("discountAmout", "discountAmount"), &M::discount_amount, "优惠金额"),
                 coded("discountType", &M::discount_type, discount_type_codes, "优惠类型"));
}

}  // namespace lotbridge::vo
