// What holds for every tariff and every stay.
#include "fee/tariff.hpp"

#include "fee/drawn.hpp"
#include "fee/money.hpp"

#include <algorithm>
#include <random>

namespace lotbridge::fee {
namespace {

using config::TariffRate;
using From = TariffRate::Day::From;
using std::chrono::days;

// Draws tariffs and stays; the same ones in every run.
class Draw {
public:
    explicit Draw(unsigned seed) : random_(seed) {}

    int number(int low, int high) { return std::uniform_int_distribution(low, high)(random_); }
    bool coin() { return number(0, 1) == 1; }
    minutes some(int most) { return minutes(number(0, most)); }
    Money amount(int most_fen) { return Money::from_fen(number(1, most_fen)); }

    std::chrono::local_seconds entry() {
        return at("2024-02-20 00:00:00").at() + std::chrono::seconds(number(0, 30 * 24 * 3600));
    }

    TariffRate rate() {
        TariffRate rate;
        rate.free = coin() ? some(60) : 0min;
        rate.free_deducted = coin();
        auto until = 0min;
        for (int steps = number(0, 3); steps > 0; --steps) {
            auto const every = minutes(number(1, 90));
            until += every * number(1, 4);
            rate.steps.push_back({until, every, amount(1000)});
        }
        rate.steps.push_back({minutes::max(), minutes(number(1, 120)), amount(500)});
        if (coin()) rate.day = {coin() ? From::entry : From::midnight, rate.steps.front().fee + amount(5000)};
        if (coin()) rate.night = night();
        return rate;
    }

private:
    TariffRate::Night night() {
        TariffRate::Night night{
            .from = some(1439), .to = {}, .every = minutes(number(1, 180)), .fee = amount(300), .cap = {}};
        night.to = (night.from + minutes(number(1, 1400))) % 1440;
        if (coin()) night.cap = night.fee + amount(1000);
        return night;
    }

    std::mt19937 random_;
};

struct Stay {
    explicit Stay(unsigned seed) : draw(seed) {}

    Draw draw;
    TariffRate rate = draw.rate();
    std::chrono::local_seconds entered = draw.entry();

    Money fee(minutes stay) const { return stay_fee(rate, entered, stay); }
};

TEST(TariffProperty, AFeeNeverFallsWhenTheStayGetsLonger) {
    each_of<Stay>(300, [](Stay& it) {
        Money before;
        for (auto stay = 0min; stay < days(3); stay += it.draw.some(20)) {
            auto const now = it.fee(stay);
            ASSERT_GE(now, before) << stay.count();
            before = now;
        }
    });
}

TEST(TariffProperty, NoDayCostsMoreThanItsCap) {
    each_of<Stay>(300, [](Stay& it) {
        it.rate.day = {it.draw.coin() ? From::entry : From::midnight, it.rate.steps.front().fee + it.draw.amount(3000)};

        for (auto stay = 1min; stay < days(5); stay += it.draw.some(500)) {
            auto const first = std::chrono::floor<days>(it.entered),
                       last = std::chrono::floor<days>(it.entered + stay - 1min);
            auto const touched =
                it.rate.day->from == From::entry ? (stay - 1min) / days(1) + 1 : (last - first) / days(1) + 1;
            ASSERT_LE(it.fee(stay).fen(), it.rate.day->cap.fen() * touched) << stay.count();
        }
    });
}

TEST(TariffProperty, AStayCostsAtLeastWhatItsBeginDoesAndTheFreeTimeNothing) {
    each_of<Stay>(300, [](Stay& it) {
        EXPECT_EQ(it.fee(it.rate.free), Money());
        EXPECT_EQ(it.fee(0min), Money());
        EXPECT_GT(it.fee(it.rate.free + 1min), Money());
    });
}

TEST(TariffProperty, SecondsOfTheEntryShiftAStayAndChangeNoFeeWithoutADayOrANight) {
    each_of<Stay>(300, [](Stay& it) {
        it.rate.day.reset();
        it.rate.night.reset();
        auto const stay = it.draw.some(3000);

        EXPECT_EQ(stay_fee(it.rate, it.entered, stay), stay_fee(it.rate, it.draw.entry(), stay));
    });
}

// Days from the entry stand each for itself: a stay may be cut at any whole day.
TEST(TariffProperty, AStayMayBeCutAtWholeDaysFromTheEntry) {
    each_of<Stay>(300, [](Stay& it) {
        it.rate.free = 0min;
        it.rate.day = {From::entry, it.rate.steps.front().fee + it.draw.amount(3000)};
        if (it.rate.night) it.rate.night->cap.reset();
        auto const rest = it.draw.some(1439);
        auto const whole = it.draw.number(1, 4);

        EXPECT_EQ(it.fee(whole * 1440min + rest).fen(), whole * it.fee(1440min).fen() + it.fee(rest).fen());
    });
}

// One price all the time: a stay that is cut costs as much at the end of a unit, and never less elsewhere.
TEST(TariffProperty, CuttingAStayOfOnePriceIsFreeAtUnitsAndNeverSaves) {
    each_of<Stay>(300, [](Stay& it) {
        TariffRate even;
        even.steps = {it.rate.steps.back()};
        auto const every = even.steps[0].every;
        auto const first = it.draw.some(2000), second = it.draw.some(2000);
        auto const price = [&](minutes stay) { return stay_fee(even, it.entered, stay); };

        EXPECT_GE(price(first) + price(second), price(first + second));
        EXPECT_EQ(price(every * 7) + price(second), price(every * 7 + second));
    });
}

}  // namespace
}  // namespace lotbridge::fee
