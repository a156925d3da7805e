// The booth's clock is wrong for some of each 400 passages: a day ahead, then a year back.
#pragma once

#include <chrono>
#include <cstddef>

namespace lotbridge::lotsim {

inline std::chrono::hours wrong_clock(std::size_t passages) {
    constexpr std::size_t round = 400, ahead_from = 100, back_from = 300, lasts = 15;
    auto const at = passages % round;
    if (at >= ahead_from && at < ahead_from + lasts) return std::chrono::hours(24);
    if (at >= back_from && at < back_from + lasts) return std::chrono::hours(-24 * 365);
    return {};
}

}  // namespace lotbridge::lotsim
