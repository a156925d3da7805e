#include "cloud/http_reply.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace lotbridge::cloud {
namespace {

std::optional<int> number(std::string_view text) {
    int value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
    return value;
}

}  // namespace

std::optional<WallTime> parse_http_date(std::string_view text) {
    constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    if (text.size() != 29 || text.substr(25) != " GMT" || text[19] != ':' || text[22] != ':') return std::nullopt;
    auto const month = std::find(months.begin(), months.end(), text.substr(8, 3));
    auto const day = number(text.substr(5, 2)), year = number(text.substr(12, 4)), hour = number(text.substr(17, 2)),
               minute = number(text.substr(20, 2)), second = number(text.substr(23, 2));
    if (month == months.end() || !day || !year || !hour || !minute || !second) return std::nullopt;
    std::chrono::year_month_day const date(std::chrono::year(*year),
                                           std::chrono::month(static_cast<unsigned>(month - months.begin()) + 1),
                                           std::chrono::day(static_cast<unsigned>(*day)));
    if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
    return std::chrono::sys_days(date) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
           std::chrono::seconds(*second);
}

HttpReplyParser::HttpReplyParser(std::string& body, std::string& date) : body_(body), date_(date) {
    body_.clear();
    date_.clear();
    eager(true);
}

void HttpReplyParser::on_field_impl(boost::beast::http::field name, Text, Text value, Error&) {
    if (name == boost::beast::http::field::date) date_.assign(value.data(), value.size());
}

void HttpReplyParser::on_body_init_impl(boost::optional<std::uint64_t> const& length, Error&) {
    // A server may promise much and send little: believe it up to a megabyte.
    if (length) body_.reserve(static_cast<std::size_t>(std::min<std::uint64_t>(*length, 1u << 20)));
}

std::size_t HttpReplyParser::on_body_impl(Text part, Error&) {
    body_.append(part.data(), part.size());
    return part.size();
}

std::size_t HttpReplyParser::on_chunk_body_impl(std::uint64_t, Text part, Error&) {
    body_.append(part.data(), part.size());
    return part.size();
}

}  // namespace lotbridge::cloud
