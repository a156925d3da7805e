// Sentences in two languages, and how times, lengths of time and shares are written in both.
#pragma once

#include "acceptance/item.hpp"

#include <fmt/format.h>
#include <chrono>

namespace lotbridge::acceptance {

// say("{} of {}", "{1}中的{0}", a, b): one list of arguments for both. A Text among them gives its own language to
// each.
namespace detail {
inline std::string const& in_english(Text const& text) { return text.en; }
inline std::string const& in_chinese(Text const& text) { return text.zh; }
template <class T>
T const& in_english(T const& value) {
    return value;
}
template <class T>
T const& in_chinese(T const& value) {
    return value;
}
}  // namespace detail

template <class... Values>
Text say(std::string_view en, std::string_view zh, Values const&... values) {
    return {fmt::format(fmt::runtime(en), detail::in_english(values)...),
            fmt::format(fmt::runtime(zh), detail::in_chinese(values)...)};
}

Text grade_text(Grade grade);                                         // "pass", "合格"
Text duration(std::chrono::milliseconds time);                        // "2.3 s", "2.3 秒"
std::string share(std::int64_t part, std::int64_t whole);             // "99.98 %", cut, not rounded; "-" of nothing
std::string time_text(WallTime at, std::chrono::minutes utc_offset);  // "2026-05-28 20:26:40", by the lot's clocks
std::string date_text(WallTime at, std::chrono::minutes utc_offset);  // "2026-05-28"

}  // namespace lotbridge::acceptance
