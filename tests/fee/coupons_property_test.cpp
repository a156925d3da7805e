// What holds for every bill and every list of coupons.
#include "fee/coupons.hpp"

#include "fee/drawn.hpp"
#include "fee/money.hpp"

#include <algorithm>
#include <map>
#include <random>

namespace lotbridge::fee {
namespace {

using vo::Coupon;
using vo::CouponType;
using vo::TimeCouponType;

struct Case {
    explicit Case(unsigned seed) : random(seed) {}

    std::mt19937 random;
    int number(int low, int high) { return std::uniform_int_distribution(low, high)(random); }

    // Steps of any height: a fee that never falls is all that is known of it.
    std::map<minutes, Money> steps = [this] {
        std::map<minutes, Money> made;
        Money sum;
        for (int i = 0; i < 12; ++i) made[minutes(number(0, 1000))] = sum += Money::from_fen(number(0, 700));
        auto rising = Money();
        for (auto& [from, fee] : made) fee = rising = std::max(rising, fee);
        return made;
    }();
    Money fee_of(minutes stay) const {
        auto const later = steps.lower_bound(stay);
        return later == steps.begin() ? Money() : std::prev(later)->second;
    }
    Bill bill = [this] {
        auto const stay = minutes(number(0, 1200));
        return Bill{.fee = fee_of(stay),
                    .settled = number(0, 2) == 0 ? Money::from_fen(number(0, 4000)) : Money(),
                    .now = at("2024-03-01 12:00:00"),
                    .stay = stay,
                    .fee_of = [this](minutes shorter) { return std::optional(fee_of(shorter)); }};
    }();
    Money left() const { return std::max(bill.fee - bill.settled, Money()); }

    Coupon coupon(int id) {
        static constexpr CouponType types[] = {CouponType::cash, CouponType::rate, CouponType::time,
                                               CouponType::time, CouponType::time, CouponType::free};
        Coupon made;
        made.usercoupon_id = "C" + std::to_string(id);
        made.coupon_type = types[number(0, number(0, 9) == 0 ? 5 : 4)];
        made.time_type = static_cast<TimeCouponType>(number(0, 2));
        made.discount_amount = Money::from_fen(number(-100, 1500));
        made.discount_rate = Rate::from_ten_thousandths(number(-1000, 11000));
        made.max_discount_amount = Money::from_fen(number(0, 1) * number(0, 1000));
        made.free_minutes = number(-10, 400);
        made.parking_time = number(0, 1) * number(0, 1500);
        made.timeout_valid = number(0, 1) == 1;
        made.minimum_consumption = Money::from_fen(number(0, 1) * number(0, 3000));
        return made;
    }
    std::vector<Coupon> coupons = [this] {
        std::vector<Coupon> made;
        for (int i = number(0, 7); i > 0; --i) made.push_back(coupon(i));
        return made;
    }();
};

TEST(CouponProperty, NothingIsTakenOffBeyondWhatIsLeftAndNothingIsAdded) {
    each_of<Case>(3000, [](Case& it) {
        auto const reduction = reduce(it.bill, it.coupons);

        EXPECT_GE(reduction.off, Money());
        EXPECT_LE(reduction.off, it.left());
    });
}

TEST(CouponProperty, TheCouponsAddUpToTheWholeAndEachCountsOrSaysWhyNot) {
    each_of<Case>(3000, [](Case& it) {
        auto const reduction = reduce(it.bill, it.coupons);

        ASSERT_EQ(reduction.coupons.size(), it.coupons.size());
        Money sum;
        for (std::size_t i = 0; i < it.coupons.size(); ++i) {
            auto const& use = reduction.coupons[i];
            sum += use.off;
            EXPECT_EQ(use.id, it.coupons[i].usercoupon_id);
            EXPECT_GE(use.off, Money());
            EXPECT_TRUE(use.why_not.empty() || use.off == Money());
        }
        EXPECT_EQ(sum, reduction.off);
    });
}

TEST(CouponProperty, TheOrderOfTheListMakesNoDifference) {
    each_of<Case>(3000, [](Case& it) {
        auto const before = reduce(it.bill, it.coupons);
        auto shuffled = it.coupons;
        std::ranges::shuffle(shuffled, it.random);
        auto const after = reduce(it.bill, shuffled);

        EXPECT_EQ(after.off, before.off);
        auto const by_id = [](Reduction const& reduction) {
            std::map<std::string, std::pair<std::string, std::string>> uses;
            for (auto const& use : reduction.coupons) uses[use.id] = {use.off.text(), use.why_not};
            return uses;
        };
        EXPECT_EQ(by_id(after), by_id(before));
    });
}

TEST(CouponProperty, OneMoreCouponNeverMakesAStayDearer) {
    each_of<Case>(3000, [](Case& it) {
        auto const before = reduce(it.bill, it.coupons).off;
        it.coupons.push_back(it.coupon(99));

        EXPECT_GE(reduce(it.bill, it.coupons).off, before);
    });
}

TEST(CouponProperty, CouponsThatAreNotUsedCanBeKept) {
    each_of<Case>(3000, [](Case& it) {
        auto const before = reduce(it.bill, it.coupons);
        std::vector<Coupon> used;
        for (std::size_t i = 0; i < it.coupons.size(); ++i)
            if (before.coupons[i].why_not.empty()) used.push_back(it.coupons[i]);

        EXPECT_EQ(reduce(it.bill, used).off, before.off);
    });
}

TEST(CouponProperty, KnowingTheFeesThatWereWantedLeavesNothingUnknown) {
    each_of<Case>(3000, [](Case& it) {
        std::map<minutes, Money> known;
        it.bill.fee_of = [&](minutes stay) { return known.contains(stay) ? std::optional(known[stay]) : std::nullopt; };
        auto reduction = reduce(it.bill, it.coupons);
        for (int round = 0; round < 20 && !reduction.unknown.empty(); ++round) {
            for (auto const stay : reduction.unknown) known[stay] = it.fee_of(stay);
            reduction = reduce(it.bill, it.coupons);
        }
        EXPECT_TRUE(reduction.unknown.empty());
        it.bill.fee_of = [&](minutes stay) { return std::optional(it.fee_of(stay)); };
        EXPECT_EQ(reduction.off, reduce(it.bill, it.coupons).off);
    });
}

}  // namespace
}  // namespace lotbridge::fee
