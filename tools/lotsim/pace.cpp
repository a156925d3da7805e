#include "lotsim/pace.hpp"

namespace lotbridge::lotsim {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

Moment lot_now() {
    auto const now = std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
    return Moment(now.time_since_epoch() + lot_offset);
}

}  // namespace

// Without a start of its own the play opens with the morning rush of today, whatever the hour is.
Pace::Pace(PaceOptions options)
    : options_(options), begin_(options.start.value_or(std::chrono::floor<std::chrono::days>(lot_now()) + 7h)) {}

std::chrono::steady_clock::time_point Pace::due(Moment moment) const {
    if (options_.speed <= 0) return began_;
    auto const played = std::chrono::duration<double, std::milli>(moment - begin_) / options_.speed;
    return began_ + std::chrono::duration_cast<std::chrono::steady_clock::duration>(played);
}

Moment Pace::shown(Moment moment) const { return options_.start ? moment : lot_now(); }

}  // namespace lotbridge::lotsim
