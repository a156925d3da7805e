#include "transforms.hpp"

#include "date_format.hpp"

#include <lotbridge/schema/scalars.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace lotbridge::sql {
namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }

tl::unexpected<Error> no_amount(std::string_view text) {
    return fail(Errc::rejected, in_quotes(text) + " is no amount of money");
}

// A decimal number as its digits and the place of the point: 12.5 is {"125", 2}, 1.2e1 is {"12", 2}.
struct Decimal {
    bool negative = false;
    std::string digits;
    long point = 0;
};

std::optional<Decimal> read_decimal(std::string_view text) {
    Decimal number;
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
        number.negative = text.front() == '-';
        text.remove_prefix(1);
    }
    long exponent = 0;
    if (auto const e = text.find_first_of("eE"); e != std::string_view::npos) {
        auto tail = text.substr(e + 1);
        if (!tail.empty() && tail.front() == '+') tail.remove_prefix(1);
        auto const [end, error] = std::from_chars(tail.data(), tail.data() + tail.size(), exponent);
        if (error != std::errc{} || end != tail.data() + tail.size() || exponent > 30 || exponent < -400)
            return std::nullopt;
        text = text.substr(0, e);
    }
    auto const point = text.find('.');
    auto const whole = text.substr(0, point);
    auto const rest = point == std::string_view::npos ? std::string_view() : text.substr(point + 1);
    number.digits = std::string(whole) + std::string(rest);
    number.point = static_cast<long>(whole.size()) + exponent;
    if (number.digits.empty() || !std::all_of(number.digits.begin(), number.digits.end(), digit)) return std::nullopt;
    return number;
}

// The whole part of number × 10^shift, halves rounded away from zero. Nothing when it is too large to be money.
std::optional<std::int64_t> scaled(Decimal const& number, long shift) {
    auto const keep = number.point + shift;
    std::int64_t value = 0;
    for (long i = 0; i < keep; ++i) {
        if (value > 900'000'000'000'000) return std::nullopt;
        auto const at = static_cast<std::size_t>(i);
        value = value * 10 + (at < number.digits.size() ? number.digits[at] - '0' : 0);
    }
    bool const half = keep >= 0 && static_cast<std::size_t>(keep) < number.digits.size() &&
                      number.digits[static_cast<std::size_t>(keep)] >= '5';
    if (half) ++value;
    return number.negative ? -value : value;
}

Result<std::string> money(std::string_view text, long shift) {
    auto const number = read_decimal(text);
    auto const fen = number ? scaled(*number, shift) : std::nullopt;
    if (!fen) return no_amount(text);
    return Money::from_fen(*fen).text();
}

// Characters that people and cameras put between the parts of a plate.
constexpr std::array<std::string_view, 9> plate_separators{" ", "-", ".", "\t", "·", "•", "—", "　", "．"};

// U+FF01..U+FF5E are ASCII's 0x21..0x7E in double width: EF BC 81 .. EF BD 9E.
std::string half_width(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        auto const byte = [&](std::size_t i) {
            return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
        };
        unsigned const code = (byte(1) & 0x03U) << 6 | (byte(2) & 0x3FU);
        if (byte(0) == 0xEF && (byte(1) == 0xBC || byte(1) == 0xBD) && code + 0x20 <= 0x7E && code >= 1) {
            out += static_cast<char>(code + 0x20);
            at += 2;
        } else {
            out += text[at];
        }
    }
    return out;
}

}  // namespace

std::string trim(std::string_view text) {
    static constexpr std::array<std::string_view, 6> blanks{" ", "\t", "\r", "\n", "　", std::string_view("\0", 1)};
    for (bool again = true; again && !text.empty();) {
        again = false;
        for (auto const blank : blanks) {
            if (text.starts_with(blank)) text.remove_prefix(blank.size()), again = true;
            if (text.ends_with(blank)) text.remove_suffix(blank.size()), again = true;
        }
    }
    return std::string(text);
}

Result<std::string> money_from_fen(std::string_view text) { return money(text, 0); }

Result<std::string> money_from_yuan(std::string_view text) {
    auto plain = replace(trim(text), ",", "");
    for (std::string_view const sign : {"¥", "￥"}) {
        if (plain.starts_with(sign)) plain.erase(0, sign.size());
    }
    return money(trim(plain), 2);
}

std::string normal_plate(std::string_view text) {
    auto plain = half_width(text);
    for (auto const separator : plate_separators) plain = replace(plain, separator, "");
    for (char& c : plain) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return plain;
}

std::string plate(std::string_view text, PlateRule const& rule) {
    auto plain = normal_plate(text);
    auto const placeholder = [&](std::string const& known) { return normal_plate(known) == plain; };
    if (plain.empty() || std::any_of(rule.placeholders.begin(), rule.placeholders.end(), placeholder))
        return rule.unlicensed;
    return plain;
}

Result<std::string> look_up(std::string_view text, ValueTable const& table) {
    if (auto const found = table.values.find(text); found != table.values.end()) return found->second;
    if (table.otherwise) return *table.otherwise;
    return fail(Errc::rejected, in_quotes(text) + " is not in the value table");
}

std::optional<std::int64_t> whole_number(std::string_view text) {
    if (auto const point = text.find('.');
        point != std::string_view::npos && text.find_first_not_of('0', point + 1) == std::string_view::npos)
        text = text.substr(0, point);
    std::int64_t value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::string part(std::string_view text, std::string_view separator, std::size_t index) {
    for (; index > 0; --index) {
        auto const at = text.find(separator);
        if (at == std::string_view::npos) return "";
        text.remove_prefix(at + separator.size());
    }
    return std::string(text.substr(0, text.find(separator)));
}

std::string replace(std::string_view text, std::string_view from, std::string_view to) {
    std::string out(text);
    if (from.empty()) return out;
    for (auto at = out.find(from); at != std::string::npos; at = out.find(from, at + to.size()))
        out.replace(at, from.size(), to);
    return out;
}

std::string in_quotes(std::string_view text) { return std::string("\"").append(text).append("\""); }

std::string digits(std::string_view text) {
    std::string out;
    std::copy_if(text.begin(), text.end(), std::back_inserter(out), digit);
    return out;
}

Result<Cell> minutes_between(Cell const& from, Cell const& to) {
    if (!from || !to) return Cell();
    static DateFormat const sql = *DateFormat::parse("sql");
    LOTBRIDGE_TRY(auto const start, sql.read(*from));
    LOTBRIDGE_TRY(auto const end, sql.read(*to));
    if (start.empty() || end.empty()) return Cell();
    auto const minutes = std::chrono::floor<std::chrono::minutes>(end.at() - start.at()).count();
    return Cell(std::to_string(std::max<std::int64_t>(minutes, 0)));
}

}  // namespace lotbridge::sql
