#include <lotbridge/schema/scalars.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace lotbridge {
namespace {

// Reads exactly `digits` decimal digits at the front of text and removes them.
std::optional<int> take_digits(std::string_view& text, std::size_t digits) {
    if (text.size() < digits) return std::nullopt;
    int value = 0;
    for (char c : text.substr(0, digits)) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    text.remove_prefix(digits);
    return value;
}

bool take(std::string_view& text, char expected) {
    if (text.empty() || text.front() != expected) return false;
    text.remove_prefix(1);
    return true;
}

std::optional<std::chrono::local_days> take_date(std::string_view& text) {
    auto const year = take_digits(text, 4);
    if (!year || !take(text, '-')) return std::nullopt;
    auto const month = take_digits(text, 2);
    if (!month || !take(text, '-')) return std::nullopt;
    auto const day = take_digits(text, 2);
    if (!day) return std::nullopt;
    std::chrono::year_month_day const date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok()) return std::nullopt;
    return std::chrono::local_days(date);
}

void put_digits(std::string& out, int value, int digits) {
    std::array<char, 8> buffer;
    for (int i = digits - 1; i >= 0; --i, value /= 10)
        buffer[static_cast<std::size_t>(i)] = static_cast<char>('0' + value % 10);
    out.append(buffer.data(), static_cast<std::size_t>(digits));
}

void put_date(std::string& out, std::chrono::local_days day) {
    std::chrono::year_month_day const date(day);
    put_digits(out, static_cast<int>(date.year()), 4);
    out += '-';
    put_digits(out, static_cast<int>(static_cast<unsigned>(date.month())), 2);
    out += '-';
    put_digits(out, static_cast<int>(static_cast<unsigned>(date.day())), 2);
}

constexpr std::int64_t power_of_ten(int exponent) { return exponent == 0 ? 1 : 10 * power_of_ten(exponent - 1); }

// An optional '-', digits, and perhaps a point with one to `decimals` digits: the value times 10^decimals.
std::optional<std::int64_t> parse_decimal(std::string_view text, int decimals) {
    bool const negative = take(text, '-');
    auto const point = text.find('.');
    auto const whole = text.substr(0, point);
    std::int64_t amount = 0;
    auto const [end, error] = std::from_chars(whole.data(), whole.data() + whole.size(), amount);
    // A second sign, or more than the scaled number can hold, is no amount.
    constexpr std::int64_t limit = 90'000'000'000'000;
    if (error != std::errc{} || end != whole.data() + whole.size() || whole.front() == '-' || amount > limit)
        return std::nullopt;
    std::int64_t part = 0;
    if (point != std::string_view::npos) {
        auto rest = text.substr(point + 1);
        auto const digits = static_cast<int>(std::min<std::size_t>(rest.size(), 9));
        if (digits < 1 || digits > decimals) return std::nullopt;
        auto const value = take_digits(rest, rest.size());
        if (!value) return std::nullopt;
        part = *value * power_of_ten(decimals - digits);
    }
    auto const scaled = amount * power_of_ten(decimals) + part;
    return negative ? -scaled : scaled;
}

// The reverse, without zeros at the end.
std::string decimal_text(std::int64_t scaled, int decimals) {
    auto const magnitude = scaled < 0 ? 0 - static_cast<std::uint64_t>(scaled) : static_cast<std::uint64_t>(scaled);
    auto const unit = static_cast<std::uint64_t>(power_of_ten(decimals));
    std::string out(scaled < 0 ? "-" : "");
    out += std::to_string(magnitude / unit);
    if (auto const part = static_cast<int>(magnitude % unit); part != 0) {
        out += '.';
        put_digits(out, part, decimals);
        out.erase(out.find_last_not_of('0') + 1);
    }
    return out;
}

}  // namespace

std::optional<Money> Money::parse(std::string_view yuan) {
    auto const fen = parse_decimal(yuan, 2);
    return fen ? std::optional(from_fen(*fen)) : std::nullopt;
}

std::string Money::text() const {
    auto out = decimal_text(fen_, 2);
    // Yuan are written "12" or "12.50", as people write them.
    if (auto const point = out.find('.'); point != std::string::npos && out.size() == point + 2) out += '0';
    return out;
}

std::optional<Rate> Rate::parse(std::string_view text) {
    auto const units = parse_decimal(text, 4);
    return units ? std::optional(from_ten_thousandths(*units)) : std::nullopt;
}

std::string Rate::text() const { return decimal_text(units_, 4); }

std::optional<LocalTime> LocalTime::parse(std::string_view text) {
    if (text.empty()) return LocalTime();
    auto const day = take_date(text);
    if (!day || !take(text, ' ')) return std::nullopt;
    auto const hour = take_digits(text, 2);
    if (!hour || *hour > 23 || !take(text, ':')) return std::nullopt;
    auto const minute = take_digits(text, 2);
    if (!minute || *minute > 59 || !take(text, ':')) return std::nullopt;
    auto const second = take_digits(text, 2);
    if (!second || *second > 59 || !text.empty()) return std::nullopt;
    return LocalTime(*day + std::chrono::hours(*hour) + std::chrono::minutes(*minute) + std::chrono::seconds(*second));
}

std::string LocalTime::text() const {
    std::string out;
    if (empty_) return out;
    auto const day = std::chrono::floor<std::chrono::days>(at_);
    std::chrono::hh_mm_ss const time(at_ - day);
    put_date(out, day);
    out += ' ';
    put_digits(out, static_cast<int>(time.hours().count()), 2);
    out += ':';
    put_digits(out, static_cast<int>(time.minutes().count()), 2);
    out += ':';
    put_digits(out, static_cast<int>(time.seconds().count()), 2);
    return out;
}

std::optional<LocalDate> LocalDate::parse(std::string_view text) {
    if (text.empty()) return LocalDate();
    auto const day = take_date(text);
    if (!day || !text.empty()) return std::nullopt;
    return LocalDate(*day);
}

std::string LocalDate::text() const {
    std::string out;
    if (!empty_) put_date(out, day_);
    return out;
}

}  // namespace lotbridge
