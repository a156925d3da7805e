#include <lotbridge/adapter/reading.hpp>
#include <lotbridge/text/encoding.hpp>

#include <algorithm>

namespace lotbridge {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

Result<JsonValue> read_object(std::string_view bytes) {
    LOTBRIDGE_TRY(auto const utf8, to_utf8_of_either(bytes));
    LOTBRIDGE_TRY(auto const json, JsonValue::parse(utf8));
    if (!json.is_object()) return fail(Errc::rejected, "it is no JSON object");
    return json;
}

std::optional<Money> read_yuan(std::string_view text) {
    auto const point = text.find('.');
    if (point == text.npos || text.size() - point <= 3) return Money::parse(text);
    auto const amount = Money::parse(text.substr(0, point + 3));
    auto const rest = text.substr(point + 3);
    if (!amount || !std::ranges::all_of(rest, is_digit)) return std::nullopt;
    auto const one = Money::from_fen(rest[0] < '5' ? 0 : 1);
    return text.starts_with('-') ? *amount - one : *amount + one;
}

std::optional<LocalTime> read_time(std::string_view text) {
    if (text.size() != 14 || !std::ranges::all_of(text, is_digit)) return LocalTime::parse(text);
    auto const part = [&](std::size_t from, std::size_t size) { return std::string(text.substr(from, size)); };
    return LocalTime::parse(part(0, 4) + "-" + part(4, 2) + "-" + part(6, 2) + " " + part(8, 2) + ":" + part(10, 2) +
                            ":" + part(12, 2));
}

std::string compact(LocalTime time) {
    auto text = time.text();
    std::erase_if(text, [](char c) { return !is_digit(c); });
    return text;
}

std::int64_t minutes_between(LocalTime from, LocalTime to) {
    if (from.empty() || to.empty()) return 0;
    return std::max<std::int64_t>(std::chrono::floor<std::chrono::minutes>(to.at() - from.at()).count(), 0);
}

LocalTime Reading::time(std::string_view member, std::string_view wire) {
    auto const value = text(member);
    auto const time = read_time(value);
    if (!time) wrong_.emplace_back(wire, value);
    return time.value_or(LocalTime());
}

Money Reading::money(std::string_view member, std::string_view wire) {
    auto const value = text(member);
    if (value.empty()) return {};
    auto const amount = read_yuan(value);
    if (!amount) wrong_.emplace_back(wire, value);
    return amount.value_or(Money());
}

std::string Reading::body(std::string encoded, std::string_view record_code) const {
    if (wrong_.empty()) return encoded;
    JsonWriter json;
    json.object().member("recordCode", record_code);
    for (auto const& [wire, value] : wrong_) json.member(wire, "unreadable: " + value);
    return json.end().text();
}

}  // namespace lotbridge
