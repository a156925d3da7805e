#include <lotbridge/net/http.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <system_error>

namespace lotbridge::net {
namespace {

std::optional<int> whole_number(std::string_view text) {
    int value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
    return value;
}

}  // namespace

std::string_view find_header(Headers const& headers, std::string_view name) {
    auto const lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    auto const found = std::ranges::find_if(
        headers, [&](Header const& header) { return std::ranges::equal(header.name, name, {}, lower, lower); });
    return found == headers.end() ? std::string_view() : std::string_view(found->value);
}

std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view text) {
    constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    if (text.size() != 29 || text.substr(25) != " GMT" || text[19] != ':' || text[22] != ':') return std::nullopt;
    auto const month = std::find(months.begin(), months.end(), text.substr(8, 3));
    auto const day = whole_number(text.substr(5, 2)), year = whole_number(text.substr(12, 4)),
               hour = whole_number(text.substr(17, 2)), minute = whole_number(text.substr(20, 2)),
               second = whole_number(text.substr(23, 2));
    if (month == months.end() || !day || !year || !hour || !minute || !second) return std::nullopt;
    std::chrono::year_month_day const date(std::chrono::year(*year),
                                           std::chrono::month(static_cast<unsigned>(month - months.begin()) + 1),
                                           std::chrono::day(static_cast<unsigned>(*day)));
    if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
    return std::chrono::sys_days(date) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
           std::chrono::seconds(*second);
}

}  // namespace lotbridge::net
