#include <lotbridge/schema/scalars.hpp>

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
    for (int i = digits - 1; i >= 0; --i, value /= 10) buffer[static_cast<std::size_t>(i)] = static_cast<char>('0' + value % 10);
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

}  // namespace

std::optional<Money> Money::parse(std::string_view yuan) {
    bool const negative = take(yuan, '-');
    auto const point = yuan.find('.');
    auto const whole = yuan.substr(0, point);
    std::int64_t amount = 0;
    auto const [end, error] = std::from_chars(whole.data(), whole.data() + whole.size(), amount);
    // A second sign, or more yuan than fen can count, is no amount.
    constexpr std::int64_t limit = 90'000'000'000'000'000;
    if (error != std::errc{} || end != whole.data() + whole.size() || whole.front() == '-' || amount > limit)
        return std::nullopt;
    int cents = 0;
    if (point != std::string_view::npos) {
        auto rest = yuan.substr(point + 1);
        auto const digits = rest.size();
        if (digits < 1 || digits > 2) return std::nullopt;
        auto const value = take_digits(rest, digits);
        if (!value) return std::nullopt;
        cents = digits == 1 ? *value * 10 : *value;
    }
    auto const fen = amount * 100 + cents;
    return from_fen(negative ? -fen : fen);
}

std::string Money::text() const {
    auto const magnitude = fen_ < 0 ? 0 - static_cast<std::uint64_t>(fen_) : static_cast<std::uint64_t>(fen_);
    std::string out = (fen_ < 0 ? "-" : "") + std::to_string(magnitude / 100);
    if (auto const cents = static_cast<int>(magnitude % 100); cents != 0) {
        out += '.';
        put_digits(out, cents, 2);
    }
    return out;
}

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
