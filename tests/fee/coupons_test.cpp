// Reductions computed by hand, coupon by coupon and in combination.
#include "fee/coupons.hpp"

#include "fee/money.hpp"

#include <gmock/gmock.h>

namespace lotbridge::fee {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using vo::Coupon;
using vo::CouponType;
using vo::TimeCouponType;

Coupon coupon(char const* id, CouponType type) {
    Coupon made;
    made.usercoupon_id = id;
    made.coupon_type = type;
    return made;
}
Coupon cash(char const* amount, char const* id = "cash") {
    auto made = coupon(id, CouponType::cash);
    made.discount_amount = yuan(amount);
    return made;
}
Coupon rate(char const* share, char const* most = "0", char const* id = "rate") {
    auto made = coupon(id, CouponType::rate);
    made.discount_rate = Rate::parse(share).value();
    made.max_discount_amount = yuan(most);
    return made;
}
Coupon time(TimeCouponType type, int free_minutes, char const* id = "time") {
    auto made = coupon(id, CouponType::time);
    made.time_type = type;
    made.free_minutes = free_minutes;
    return made;
}
Coupon fixed(int minutes, char const* id = "fixed") { return time(TimeCouponType::fixed_time, minutes, id); }
Coupon shorter(int minutes, char const* id = "shorter") { return time(TimeCouponType::time_reduction, minutes, id); }
Coupon cheaper(char const* share, int minutes, char const* id = "cheaper") {
    auto made = time(TimeCouponType::time_rate, minutes, id);
    made.discount_rate = Rate::parse(share).value();
    return made;
}
Coupon waiver(char const* id = "waiver") { return coupon(id, CouponType::free); }

// The first hour 10 yuan, each later one 4.
Money fee_of(minutes stay) {
    if (stay <= 0min) return {};
    return yuan("6") + Money::from_fen((stay + 59min) / 60min * 400);
}
// A stay of three hours and a bit: 10 + 3 * 4 = 22 yuan.
Bill bill(minutes stay = 190min) {
    return {.fee = fee_of(stay), .settled = {}, .now = at("2024-03-01 12:00:00"), .stay = stay, .fee_of = fee_of};
}
Bill bill_of_amount(char const* fee) {
    return {.fee = yuan(fee), .settled = {}, .now = at("2024-03-01 12:00:00"), .stay = {}, .fee_of = {}};
}

std::string off(Bill const& bill, std::vector<Coupon> const& coupons) { return reduce(bill, coupons).off.text(); }
std::string why(Bill const& bill, Coupon const& coupon) { return reduce(bill, {coupon}).coupons.at(0).why_not; }
std::vector<std::string> parts(Reduction const& reduction) {
    std::vector<std::string> parts;
    for (auto const& use : reduction.coupons) parts.push_back(use.id + " " + use.off.text());
    return parts;
}

// ---- each kind by itself

TEST(Coupons, CashTakesItsAmountOffAndNeverMoreThanTheFee) {
    EXPECT_EQ(off(bill(), {cash("5")}), "5");
    EXPECT_EQ(off(bill(), {cash("22")}), "22");
    EXPECT_EQ(off(bill(), {cash("100")}), "22");
}

TEST(Coupons, ARateIsTheShareThatIsLeftToPay) {
    EXPECT_EQ(off(bill(), {rate("0.80")}), "4.40");
    EXPECT_EQ(off(bill(), {rate("0.05")}), "20.90");
    EXPECT_EQ(off(bill(), {rate("0.80", "3")}), "3");
    EXPECT_EQ(off(bill(), {rate("0.80", "10")}), "4.40");
}

TEST(Coupons, ARatesHalfFenIsPaid) {
    // 0.85 of 0.30 is 0.255: 0.26 is paid.
    EXPECT_EQ(off(bill_of_amount("0.30"), {rate("0.85")}), "0.04");
    EXPECT_EQ(off(bill_of_amount("0.01"), {rate("0.50")}), "0");
    EXPECT_EQ(off(bill_of_amount("90000000000"), {rate("0.3333")}), "60003000000");
}

TEST(Coupons, FixedTimePaysTheFirstMinutes) {
    EXPECT_EQ(off(bill(), {fixed(60)}), "10");
    EXPECT_EQ(off(bill(), {fixed(61)}), "14");
    EXPECT_EQ(off(bill(), {fixed(190)}), "22");
    EXPECT_EQ(off(bill(), {fixed(600)}), "22");
}

TEST(Coupons, TimeReductionMakesTheStayShorter) {
    EXPECT_EQ(off(bill(), {shorter(60)}), "4");
    EXPECT_EQ(off(bill(), {shorter(131)}), "12");
    EXPECT_EQ(off(bill(), {shorter(190)}), "22");
    EXPECT_EQ(off(bill(), {shorter(9)}), "0");
    EXPECT_THAT(why(bill(), shorter(9)), HasSubstr("takes nothing off"));
}

TEST(Coupons, TimeRateMakesTheFirstMinutesCheaper) {
    EXPECT_EQ(off(bill(), {cheaper("0.50", 120)}), "7");  // half of 14
    EXPECT_EQ(off(bill(), {cheaper("0.90", 600)}), "2.20");
}

TEST(Coupons, TimeRateWithoutMinutesIsForTheTimeThatItIsGoodFor) {
    auto for_two_hours = cheaper("0.50", 0);
    for_two_hours.parking_time = 120;
    for_two_hours.timeout_valid = true;

    EXPECT_EQ(off(bill(), {for_two_hours}), "7");
    EXPECT_EQ(off(bill(), {cheaper("0.50", 0)}), "11");
}

TEST(Coupons, AWaiverTakesEverything) {
    EXPECT_EQ(off(bill(), {waiver()}), "22");
    EXPECT_EQ(off(bill_of_amount("7.35"), {waiver()}), "7.35");
}

// ---- conditions

TEST(Coupons, AreGoodFromOneTimeToAnotherWithBothEnds) {
    auto dated = cash("5");
    dated.start_date = at("2024-03-01 12:00:00");
    dated.end_date = at("2024-03-01 12:00:00");
    EXPECT_EQ(off(bill(), {dated}), "5");

    auto tomorrow = cash("5");
    tomorrow.start_date = at("2024-03-01 12:00:01");
    EXPECT_THAT(why(bill(), tomorrow), HasSubstr("good only from 2024-03-01 12:00:01 on"));
    auto yesterday = cash("5");
    yesterday.end_date = at("2024-03-01 11:59:59");
    EXPECT_THAT(why(bill(), yesterday), HasSubstr("was good until 2024-03-01 11:59:59"));
}

TEST(Coupons, AreGoodForStaysUpToTheirParkingTime) {
    auto long_enough = fixed(60), too_short = fixed(60);
    long_enough.parking_time = 190;
    too_short.parking_time = 189;

    EXPECT_EQ(off(bill(), {long_enough}), "10");
    EXPECT_EQ(off(bill(), {too_short}), "0");
    EXPECT_THAT(why(bill(), too_short), HasSubstr("good for stays up to 189 min, this one is 190 min"));
    too_short.timeout_valid = true;
    EXPECT_EQ(off(bill(), {too_short}), "10");
}

TEST(Coupons, OfAnyKindAskForTheirParkingTime) {
    auto amount = cash("5");
    amount.parking_time = 60;

    EXPECT_EQ(off(bill(), {amount}), "0");
    EXPECT_THAT(why(bill_of_amount("22"), amount), HasSubstr("this one has no known length"));
    amount.timeout_valid = true;
    EXPECT_EQ(off(bill_of_amount("22"), {amount}), "5");
}

TEST(Coupons, AskForTheirMinimumOfTheWholeFee) {
    auto amount = cash("5");
    amount.minimum_consumption = yuan("22");
    EXPECT_EQ(off(bill(), {amount}), "5");
    EXPECT_EQ(off(bill(), {rate("0.10"), amount}), "22");  // 19.80, and the 2.20 that are left

    amount.minimum_consumption = yuan("22.01");
    EXPECT_THAT(why(bill(), amount), HasSubstr("good for fees from 22.01 on, this one is 22"));
}

TEST(Coupons, ThatSayNothingAreNotUsed) {
    EXPECT_THAT(why(bill(), cash("0")), HasSubstr("no discountAmount"));
    EXPECT_THAT(why(bill(), cash("-3")), HasSubstr("no discountAmount"));
    EXPECT_THAT(why(bill(), rate("0")), HasSubstr("discountRate 0 is no share"));
    EXPECT_THAT(why(bill(), rate("1")), HasSubstr("discountRate 1 is no share"));
    EXPECT_THAT(why(bill(), rate("8.5")), HasSubstr("discountRate 8.5 is no share"));
    EXPECT_THAT(why(bill(), rate("-0.5")), HasSubstr("no share"));
    EXPECT_THAT(why(bill(), fixed(0)), HasSubstr("no freeMinutes"));
    EXPECT_THAT(why(bill(), shorter(-60)), HasSubstr("no freeMinutes"));
    EXPECT_THAT(why(bill(), cheaper("0", 60)), HasSubstr("no share"));
}

TEST(Coupons, OfAnyNumbersDoNoHarm) {
    constexpr auto most = std::numeric_limits<std::int64_t>::max(), least = std::numeric_limits<std::int64_t>::min();
    auto endless = shorter(60);
    endless.free_minutes = most;
    endless.parking_time = most;
    auto senseless = cash("5");
    senseless.free_minutes = least;
    senseless.parking_time = least;

    EXPECT_EQ(off(bill(), {endless, senseless}), "22");
}

TEST(Coupons, StandOnceInAList) {
    auto const reduction = reduce(bill(), {cash("5", "A"), cash("5", "A")});

    EXPECT_THAT(parts(reduction), ElementsAre("A 5", "A 0"));
    EXPECT_THAT(reduction.coupons[1].why_not, HasSubstr("a second time"));
}

// ---- when only the amount is known

TEST(Coupons, WithoutTheStaysLengthTimeIsRefusedAndTheOthersCount) {
    auto const reduction =
        reduce(bill_of_amount("22"), {shorter(60), fixed(60), cheaper("0.5", 60), rate("0.5"), cash("1")});

    EXPECT_THAT(parts(reduction), ElementsAre("shorter 0", "fixed 0", "cheaper 0", "rate 11", "cash 1"));
    for (auto i : {0, 1, 2})
        EXPECT_THAT(reduction.coupons[static_cast<std::size_t>(i)].why_not, HasSubstr("the length of the stay"));
    EXPECT_THAT(reduction.unknown, IsEmpty());
}

TEST(Coupons, WithoutTheFeeOfAShorterStayTheWantedStaysAreNamed) {
    auto only_amount = bill();
    only_amount.fee_of = {};
    auto const reduction = reduce(only_amount, {shorter(60), fixed(90), cheaper("0.5", 90)});

    EXPECT_EQ(reduction.off, Money());
    EXPECT_THAT(reduction.unknown, ElementsAre(130min, 90min));
    EXPECT_THAT(reduction.coupons[0].why_not, HasSubstr("the fee of a shorter stay"));
}

TEST(Coupons, ForTheWholeStayNeedNothingButItsFee) {
    auto only_amount = bill();
    only_amount.fee_of = {};

    EXPECT_EQ(off(only_amount, {fixed(190)}), "22");
    EXPECT_EQ(off(only_amount, {shorter(200)}), "22");
    EXPECT_EQ(off(only_amount, {cheaper("0.25", 190)}), "16.50");
}

TEST(Coupons, AFeeOfAShorterStayThatMakesNoSenseIsKeptWithinTheFee) {
    auto odd = bill();
    odd.fee_of = [](minutes) { return std::optional(yuan("1000")); };
    EXPECT_EQ(off(odd, {shorter(60)}), "0");
    EXPECT_EQ(off(odd, {fixed(60)}), "22");

    odd.fee_of = [](minutes) { return std::optional(yuan("-1000")); };
    EXPECT_EQ(off(odd, {shorter(60)}), "22");
    EXPECT_EQ(off(odd, {fixed(60)}), "0");
}

// ---- together

TEST(Coupons, TimeComesBeforeSharesAndSharesBeforeAmounts) {
    // 22 - 4 (one hour less) = 18; - 10 (the first hour) = 8; half of 14, but 8 are left: 1; 0.8 of it; the rest.
    auto const reduction = reduce(bill(), {cash("5"), rate("0.80"), cheaper("0.50", 120), fixed(60), shorter(60)});

    EXPECT_THAT(parts(reduction), ElementsAre("cash 0.80", "rate 0.20", "cheaper 7", "fixed 10", "shorter 4"));
    EXPECT_EQ(reduction.off, yuan("22"));
}

TEST(Coupons, AWaiverLeavesTheOthersUnused) {
    auto const reduction = reduce(bill(), {cash("5"), waiver("W"), shorter(60), waiver("V")});

    EXPECT_THAT(parts(reduction), ElementsAre("cash 0", "W 0", "shorter 0", "V 22"));
    EXPECT_THAT(reduction.coupons[0].why_not, HasSubstr("nothing is left to pay"));
}

TEST(Coupons, OfSeveralSharesTheBestCounts) {
    auto const reduction = reduce(bill(), {rate("0.90", "0", "A"), rate("0.50", "5", "B"), rate("0.60", "1", "C")});

    EXPECT_THAT(parts(reduction), ElementsAre("A 0", "B 5", "C 0"));
    EXPECT_THAT(reduction.coupons[0].why_not, HasSubstr("takes more off"));
}

TEST(Coupons, OfSeveralCheaperTimesTheBestCounts) {
    auto const reduction = reduce(bill(), {cheaper("0.50", 60, "A"), cheaper("0.80", 190, "B")});

    EXPECT_THAT(parts(reduction), ElementsAre("A 5", "B 0"));
}

TEST(Coupons, ReductionsAddUpTheirMinutes) {
    // 190 - 5 - 6 = 179 minutes: neither alone gets below three hours.
    EXPECT_EQ(off(bill(), {shorter(5, "A")}), "0");
    EXPECT_EQ(off(bill(), {shorter(5, "A"), shorter(6, "B")}), "4");
    // The five minutes of C change nothing any more and are not used.
    auto const reduction = reduce(bill(), {shorter(5, "C"), shorter(60, "B")});
    EXPECT_THAT(parts(reduction), ElementsAre("C 0", "B 4"));
    EXPECT_THAT(reduction.coupons[0].why_not, HasSubstr("takes nothing off"));
}

TEST(Coupons, OfSeveralAmountsTheLargerGoFirst) {
    auto const reduction = reduce(bill(), {cash("5", "A"), cash("20", "B"), cash("5", "C")});

    EXPECT_THAT(parts(reduction), ElementsAre("A 2", "B 20", "C 0"));
}

TEST(Coupons, TakeOffOnlyWhatEarlierPaymentsLeft) {
    auto paid = bill();
    paid.settled = yuan("14");

    EXPECT_EQ(off(paid, {rate("0.50")}), "4");  // of the 8 that are left
    EXPECT_EQ(off(paid, {fixed(60)}), "8");
    EXPECT_EQ(off(paid, {waiver()}), "8");
    paid.settled = yuan("30");
    EXPECT_EQ(off(paid, {cash("5")}), "0");
}

}  // namespace
}  // namespace lotbridge::fee
