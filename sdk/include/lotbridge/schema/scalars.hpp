// The standard's scalar values: money and local time. Exact, cheap to copy, with an empty state where the wire has "".
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace lotbridge {

// An amount in fen. On the wire: yuan as a decimal number with at most two decimals; never binary floating point.
class Money {
public:
    constexpr Money() = default;
    static constexpr Money from_fen(std::int64_t fen) { return Money(fen); }
    // "12", "12.5", "12.50", "-3.00"; more than two decimals, exponents and anything else: nothing.
    static std::optional<Money> parse(std::string_view yuan);

    constexpr std::int64_t fen() const { return fen_; }
    std::string text() const;  // "12.50", "0"; as parse() reads it

    constexpr auto operator<=>(Money const&) const = default;
    constexpr Money operator+(Money other) const { return Money(fen_ + other.fen_); }
    constexpr Money operator-(Money other) const { return Money(fen_ - other.fen_); }
    constexpr Money& operator+=(Money other) { return *this = *this + other; }

private:
    explicit constexpr Money(std::int64_t fen) : fen_(fen) {}
    std::int64_t fen_ = 0;
};

// A share such as a discount rate, exact to four decimals (the standard asks for two: "0.85").
class Rate {
public:
    constexpr Rate() = default;
    static constexpr Rate from_ten_thousandths(std::int64_t units) { return Rate(units); }
    static std::optional<Rate> parse(std::string_view text);

    constexpr std::int64_t ten_thousandths() const { return units_; }
    std::string text() const;  // "0.85", "1", "0"; as parse() reads it

    constexpr auto operator<=>(Rate const&) const = default;

private:
    explicit constexpr Rate(std::int64_t units) : units_(units) {}
    std::int64_t units_ = 0;
};

// A list whose items the standard leaves open: compact JSON text of an array, kept as it came.
struct FreeList {
    std::string json = "[]";
    bool operator==(FreeList const&) const = default;
};

// An amount in one platform's messages, a list of items in another's.
template <class Item>
using AmountOrList = std::variant<Money, std::vector<Item>>;

// A time of day as the lot's clocks show it: "yyyy-MM-dd HH:mm:ss", or empty (""). Seconds since 1970 in local time.
class LocalTime {
public:
    constexpr LocalTime() = default;
    explicit constexpr LocalTime(std::chrono::local_seconds at) : at_(at), empty_(false) {}
    // Exactly the wire's form, a real calendar date; "" gives the empty time.
    static std::optional<LocalTime> parse(std::string_view text);
    static LocalTime from_utc(std::chrono::sys_seconds utc, std::chrono::minutes offset) {
        return LocalTime(std::chrono::local_seconds(utc.time_since_epoch() + offset));
    }
    // By this machine's clock.
    static LocalTime now(std::chrono::minutes offset) {
        return from_utc(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()), offset);
    }

    constexpr bool empty() const { return empty_; }
    constexpr std::chrono::local_seconds at() const { return at_; }
    constexpr std::chrono::sys_seconds to_utc(std::chrono::minutes offset) const {
        return std::chrono::sys_seconds(at_.time_since_epoch() - offset);
    }
    std::string text() const;

    constexpr auto operator<=>(LocalTime const&) const = default;

private:
    std::chrono::local_seconds at_{};
    bool empty_ = true;
};

// "yyyy-MM-dd" or empty.
class LocalDate {
public:
    constexpr LocalDate() = default;
    explicit constexpr LocalDate(std::chrono::local_days day) : day_(day), empty_(false) {}
    static std::optional<LocalDate> parse(std::string_view text);

    constexpr bool empty() const { return empty_; }
    constexpr std::chrono::local_days day() const { return day_; }
    std::string text() const;

    constexpr auto operator<=>(LocalDate const&) const = default;

private:
    std::chrono::local_days day_{};
    bool empty_ = true;
};

}  // namespace lotbridge
