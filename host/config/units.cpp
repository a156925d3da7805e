#include "config/units.hpp"

#include <charconv>

namespace lotbridge::config {

namespace {

struct Unit {
    std::string_view name;
    std::int64_t factor;
};
constexpr Unit times[] = {{"ms", 1}, {"s", 1000}, {"min", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}};
constexpr Unit sizes[] = {{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}};

template <std::size_t N>
std::optional<std::int64_t> read(std::string_view text, Unit const (&units)[N]) {
    std::int64_t number = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || number < 0) return std::nullopt;
    auto const name = text.substr(static_cast<std::size_t>(end - text.data()));
    for (auto const& unit : units) {
        if (unit.name == name && number <= INT64_MAX / unit.factor) return number * unit.factor;
    }
    return std::nullopt;
}

}  // namespace

std::optional<std::chrono::milliseconds> read_duration(std::string_view text) {
    auto const count = read(text, times);
    return count ? std::optional(std::chrono::milliseconds(*count)) : std::nullopt;
}

std::optional<std::chrono::minutes> read_time_of_day(std::string_view text) {
    int hour = 0, minute = 0;
    auto const whole = [&text](std::size_t at, int& number) {
        return std::from_chars(text.data() + at, text.data() + at + 2, number).ptr == text.data() + at + 2;
    };
    if (text.size() != 5 || text[2] != ':' || !whole(0, hour) || !whole(3, minute)) return std::nullopt;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return std::nullopt;
    return std::chrono::hours(hour) + std::chrono::minutes(minute);
}

std::optional<std::uint64_t> read_size(std::string_view text) {
    auto const count = read(text, sizes);
    return count ? std::optional(static_cast<std::uint64_t>(*count)) : std::nullopt;
}

}  // namespace lotbridge::config
