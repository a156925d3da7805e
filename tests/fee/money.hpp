// Short forms for amounts, times and rates.
#pragma once

#include "config/settings.hpp"

#include <gtest/gtest.h>

#include <ostream>
#include <string_view>

namespace lotbridge {

// What a failed expectation shows.
inline void PrintTo(Money amount, std::ostream* out) { *out << amount.text(); }
inline void PrintTo(LocalTime const& time, std::ostream* out) { *out << time.text(); }

namespace fee {

using namespace std::chrono_literals;
using std::chrono::minutes;

inline Money yuan(std::string_view text) { return Money::parse(text).value(); }
inline LocalTime at(std::string_view text) { return LocalTime::parse(text).value(); }

inline config::TariffRate::Step step(minutes every, std::string_view fee, minutes until = minutes::max()) {
    return {.until = until, .every = every, .fee = yuan(fee)};
}

}  // namespace fee
}  // namespace lotbridge
