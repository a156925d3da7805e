#include "fee/settled.hpp"

#include "fee/money.hpp"
#include "fee/tariff.hpp"

#include <random>

namespace lotbridge::fee {
namespace {

// 4 yuan an hour from eight o'clock.
Money fee_until(LocalTime time) {
    config::TariffRate rate;
    rate.steps = {step(1h, "4")};
    auto const entered = at("2024-03-01 08:00:00").at();
    return stay_fee(rate, entered, std::chrono::floor<minutes>(time.at() - entered));
}
Payment payment(char const* time, char const* paid, char const* waived = "0", char const* covers = nullptr) {
    return {.at = at(time), .covers = at(covers ? covers : time), .paid = yuan(paid), .waived = yuan(waived)};
}
Due due_at(char const* now, std::vector<Payment> payments, minutes grace = 15min) {
    return due(fee_until, std::move(payments), grace, at(now));
}

TEST(Settled, WithoutPaymentsTheWholeFeeIsLeft) {
    auto const due = due_at("2024-03-01 09:30:00", {});

    EXPECT_EQ(due.fee, yuan("8"));
    EXPECT_EQ(due.left, yuan("8"));
    EXPECT_EQ(due.charged, at("2024-03-01 09:30:00"));
}

TEST(Settled, WhoHasPaidHasTimeToLeave) {
    std::vector<Payment> const paid{payment("2024-03-01 08:55:00", "4")};

    auto const within = due_at("2024-03-01 09:10:00", paid);
    EXPECT_EQ(within.fee, yuan("4"));
    EXPECT_EQ(within.left, yuan("0"));
    EXPECT_EQ(within.charged, at("2024-03-01 08:55:00"));
    auto const later = due_at("2024-03-01 09:10:01", paid);
    EXPECT_EQ(later.fee, yuan("8"));
    EXPECT_EQ(later.paid, yuan("4"));
    EXPECT_EQ(later.left, yuan("4"));
}

TEST(Settled, APaymentCoversUntilItsQuoteThoughItCameLater) {
    // Asked at 8:58, paid at 9:05 when the second hour had begun.
    EXPECT_EQ(due_at("2024-03-01 09:19:00", {payment("2024-03-01 09:05:00", "4", "0", "2024-03-01 08:58:00")}).left,
              yuan("0"));
    EXPECT_EQ(due_at("2024-03-01 09:19:00", {payment("2024-03-01 09:05:00", "4")}).left, yuan("4"));
}

TEST(Settled, WhatWasWaivedCountsLikeWhatWasPaid) {
    auto const due = due_at("2024-03-01 08:40:00", {payment("2024-03-01 08:30:00", "1", "3")});

    EXPECT_EQ(due.left, yuan("0"));
    EXPECT_EQ(due.waived, yuan("3"));
}

TEST(Settled, APartOfWhatIsDueGivesNoTimeToLeave) {
    EXPECT_EQ(due_at("2024-03-01 09:02:00", {payment("2024-03-01 08:59:00", "3.99")}).left, yuan("4.01"));
    EXPECT_EQ(
        due_at("2024-03-01 09:02:00", {payment("2024-03-01 08:50:00", "2"), payment("2024-03-01 08:59:00", "2")}).left,
        yuan("0"));
}

TEST(Settled, AnEmptyPaymentGivesNoTimeToLeave) {
    EXPECT_EQ(due_at("2024-03-01 08:10:00", {payment("2024-03-01 08:00:00", "0")}).left, yuan("4"));
}

TEST(Settled, WhoHasPaidTooMuchIsOwedNothing) {
    EXPECT_EQ(due_at("2024-03-01 08:10:00", {payment("2024-03-01 08:05:00", "100")}).left, yuan("0"));
}

// However often a driver pays on the way, each time what is left then, the whole costs what it costs.
TEST(Settled, PayingInBetweenCostsNeitherMoreNorLess) {
    std::mt19937 random(7);
    for (int round = 0; round < 300; ++round) {
        std::vector<Payment> payments;
        auto now = at("2024-03-01 08:00:00").at();
        for (int pays = 0; pays < 5; ++pays) {
            now += std::chrono::seconds(random() % 20'000);
            auto const left = due(fee_until, payments, 0min, LocalTime(now)).left;
            payments.push_back({LocalTime(now), LocalTime(now), left, {}});
        }
        auto const end = due(fee_until, payments, 0min, LocalTime(now + 1h));
        ASSERT_EQ(end.paid + end.left, fee_until(LocalTime(now + 1h)));
    }
}

}  // namespace
}  // namespace lotbridge::fee
