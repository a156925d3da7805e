#include "relay/attempts.hpp"

#include "fakes/fake_gateway.hpp"

#include <gtest/gtest.h>

namespace lotbridge::relay {
namespace {

using namespace std::chrono_literals;
using Verdict = store::Settlement::Verdict;

constexpr HostTime start{1h};
Times const times;

TEST(Attempts, AllowAtOnceWhileFewerThanFiveRequestsCount) {
    std::vector<HostTime> const requests(4, start);

    EXPECT_LE(allowed_from(requests, times), start);
}

TEST(Attempts, AllowTheSixthAnHourAfterTheFirst) {
    std::vector<HostTime> const requests{start, start + 1min, start + 2min, start + 3min, start + 4min};

    EXPECT_EQ(allowed_from(requests, times), start + 60min);
}

TEST(Attempts, ForgetARequestExactlyAfterTheWindow) {
    std::vector<HostTime> requests{start, start + 1ms};

    forget_old(requests, start + 60min, times);

    EXPECT_EQ(requests, std::vector<HostTime>{start + 1ms});
}

TEST(Attempts, DoubleThePauseAfterEachLostAnswerUpToTenMinutes) {
    auto generous = times;
    generous.requests_per_window = 1000;
    store::Letter letter;
    std::vector<std::chrono::milliseconds> pauses;
    for (int i = 0; i < 10; ++i) {
        auto const settlement = settle(letter, fakes::lost(), start, start, {}, generous);
        pauses.push_back(settlement.due - start);
        letter.requests = settlement.requests;
    }

    EXPECT_EQ(pauses,
              (std::vector<std::chrono::milliseconds>{5s, 10s, 20s, 40s, 80s, 160s, 320s, 10min, 10min, 10min}));
}

TEST(Attempts, MarkALostAnswerAsUncertainAndARefusalAsCertain) {
    store::Letter letter{.uncertain = true};

    auto const lost = settle(letter, fakes::lost(), start, start, {}, times);
    auto const refused = settle(letter, fakes::refused(), start, start, {}, times);

    EXPECT_TRUE(lost.uncertain);
    EXPECT_FALSE(lost.refused);
    EXPECT_FALSE(refused.uncertain);
    EXPECT_TRUE(refused.refused);
}

TEST(Attempts, DoNotCountWhatWasNeverSent) {
    auto const settlement = settle({}, fakes::unsent(), start, start, {}, times);

    EXPECT_EQ(settlement.verdict, Verdict::released);
    EXPECT_TRUE(settlement.requests.empty());
}

TEST(Attempts, KeepAnUncertainLetterUncertainWhenItsRepeatWasNeverSent) {
    auto const settlement = settle({.uncertain = true}, fakes::unsent(), start, start, {}, times);

    EXPECT_TRUE(settlement.uncertain);
}

}  // namespace
}  // namespace lotbridge::relay
