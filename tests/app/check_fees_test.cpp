#include "app/check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lotbridge::app {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

config::FeeSettings with_tariff() {
    config::TariffRate rate;
    rate.steps = {{.until = 60min, .every = 60min, .fee = Money::from_fen(500)},
                  {.every = 30min, .fee = Money::from_fen(250)}};
    rate.day = {config::TariffRate::Day::From::entry, Money::from_fen(4000)};
    config::FeeSettings fees;
    fees.tariff.emplace().rates = {rate};
    return fees;
}

TEST(CheckFees, ADerivedFeeIsMarkedAndShownByExamples) {
    auto const finding = check_fees(with_tariff(), false);

    EXPECT_EQ(finding.grade, Grade::ok);
    EXPECT_THAT(finding.words, HasSubstr("derived by the host from the lot file's tariff"));
    EXPECT_THAT(finding.words, HasSubstr("pays 5 for 1 h, 10 for 2 h, 40 for 24 h"));
}

TEST(CheckFees, ATariffBesideAnAdapterThatTellsFeesIsNoted) {
    EXPECT_EQ(check_fees({}, true).grade, Grade::ok);
    EXPECT_EQ(check_fees(with_tariff(), true).grade, Grade::note);
    EXPECT_THAT(check_fees(with_tariff(), true).words, HasSubstr("tariff is not used"));
}

TEST(CheckFees, ALotThatCannotTellItsFeesSaysUnsupported) {
    EXPECT_EQ(check_fees({}, false).grade, Grade::note);
    EXPECT_THAT(check_fees({}, false).words, HasSubstr("unsupported"));
    EXPECT_THAT(check_fees(with_tariff(), std::nullopt).words, HasSubstr("not known"));
}

}  // namespace
}  // namespace lotbridge::app
