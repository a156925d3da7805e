// What a visitor pays: 15 minutes free, 5 yuan each begun hour, at most 45 a day.
#pragma once

#include <lotbridge/schema/scalars.hpp>

#include <algorithm>
#include <chrono>

namespace lotbridge::lotsim {

inline Money price_of(std::chrono::minutes stay) {
    auto const minutes = stay.count();
    if (minutes <= 15) return {};
    auto const days = minutes / 1440, rest = minutes % 1440;
    return Money::from_fen(days * 4500 + std::min<std::int64_t>((rest + 59) / 60 * 500, 4500));
}

}  // namespace lotbridge::lotsim
