#include "lotsim/day.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace lotbridge::lotsim {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using std::chrono::minutes;

// Visitors by hour of the day: a morning rush, lunch, an evening rush, a quiet night.
constexpr std::array<double, 24> weekday_hours = {2,  1,  1,  1,  1,  3,  12, 60, 95, 70, 45, 50,
                                                  65, 55, 45, 45, 55, 85, 90, 70, 50, 30, 15, 6};
constexpr std::array<double, 24> weekend_hours = {4,  2,  1,  1,  1,  2,  5,  12, 25, 45, 70, 80,
                                                  75, 70, 75, 80, 80, 75, 80, 75, 60, 40, 20, 10};

bool is_weekend(std::chrono::local_days date) {
    auto const day = std::chrono::weekday(date);
    return day == std::chrono::Saturday || day == std::chrono::Sunday;
}

milliseconds somewhere(Chance& chance, milliseconds length) {
    return milliseconds(static_cast<std::int64_t>(chance.unit() * static_cast<double>(length.count())));
}

}  // namespace

std::vector<Arrival> Day::arrivals(std::chrono::local_days date) {
    auto const weekend = is_weekend(date);
    std::vector<Arrival> arrivals;
    for (CarId id = 0; id < town_.regulars(); ++id) {
        if (!comes_today(id, weekend)) continue;
        auto const early = milliseconds(20min) - somewhere(chance_, 40min);
        arrivals.push_back({date + town_.car(id).usually_at + early, id});
    }
    std::span<double const> const hours = weekend ? weekend_hours : weekday_hours;
    for (unsigned i = 0; i < visitors_; ++i) {
        auto const hour = std::chrono::hours(chance_.weighted(hours));
        arrivals.push_back({date + hour + somewhere(chance_, 1h), town_.visitor()});
    }
    std::ranges::stable_sort(arrivals, {}, &Arrival::at);
    return arrivals;
}

bool Day::comes_today(CarId regular, bool weekend) {
    auto const lives_here = town_.car(regular).usually_at > minutes(16h);
    return chance_.odds(weekend && !lives_here ? 0.1 : 0.88);
}

milliseconds Day::stay(Car const& car) {
    if (car.usual_stay > 0min) return car.usual_stay + somewhere(chance_, 50min);
    // Some only turn round or drop somebody off; most stay an hour or two; a few stay over night.
    if (chance_.odds(0.12)) return 1min + somewhere(chance_, 14min);
    auto const mean = chance_.odds(0.03) ? 10.0 * 60 : 95.0;
    return 15min + milliseconds(static_cast<std::int64_t>(chance_.waiting(mean) * 60'000));
}

}  // namespace lotbridge::lotsim
