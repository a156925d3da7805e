#include "date_format.hpp"

#include "transforms.hpp"

#include <array>
#include <optional>

namespace lotbridge::sql {
namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }

// Takes at least one and at most `most` digits from the front.
std::optional<int> take_number(std::string_view& text, std::size_t least, std::size_t most) {
    std::size_t count = 0;
    int value = 0;
    while (count < most && count < text.size() && digit(text[count])) value = value * 10 + (text[count++] - '0');
    if (count < least) return std::nullopt;
    text.remove_prefix(count);
    return value;
}

std::string padded(long value, int width) {
    auto text = std::to_string(value);
    if (text.size() < static_cast<std::size_t>(width))
        text.insert(0, static_cast<std::size_t>(width) - text.size(), '0');
    return text;
}

std::string_view before_fraction(std::string_view text) {
    auto const point = text.find('.');
    if (point == std::string_view::npos) return text;
    for (char c : text.substr(point + 1)) {
        if (!digit(c)) return text;
    }
    return text.substr(0, point);
}

std::optional<LocalTime> read_sql(std::string_view text) {
    std::string plain(before_fraction(text));
    if (plain.size() == 10) plain += " 00:00:00";
    if (plain.size() == 16) plain += ":00";
    if (plain.size() > 10 && plain[10] == 'T') plain[10] = ' ';
    if (plain.rfind("0000-00-00", 0) == 0) return LocalTime();
    return LocalTime::parse(plain);
}

}  // namespace

Result<DateFormat> DateFormat::parse(std::string_view pattern, std::chrono::minutes zone) {
    DateFormat format;
    format.name_ = pattern;
    format.zone_ = zone;
    if (pattern == "sql") return format;
    if (pattern == "epoch-s" || pattern == "epoch-ms") {
        format.kind_ = pattern == "epoch-s" ? Kind::epoch_s : Kind::epoch_ms;
        return format;
    }
    format.kind_ = Kind::pattern;
    bool dated = false;
    for (std::size_t at = 0; at < pattern.size();) {
        char const letter = pattern[at];
        auto const next = std::min(pattern.find_first_not_of(letter, at), pattern.size());
        auto const width = static_cast<int>(next - at);
        static constexpr std::string_view letters = "yMdHmsS";
        if (auto const part = letters.find(letter); part != std::string_view::npos) {
            if ((letter == 'y' && width != 4) || (letter != 'y' && letter != 'S' && width > 2))
                return fail(Errc::rejected, in_quotes(pattern.substr(at, next - at)) + " is no part of a date pattern");
            dated = dated || letter == 'y';
            format.tokens_.push_back({static_cast<Part>(part), width, 0});
        } else {
            for (int i = 0; i < width; ++i) format.tokens_.push_back({Part::literal, 1, letter});
        }
        at = next;
    }
    if (!dated) return fail(Errc::rejected, "a date pattern needs yyyy; \"" + std::string(pattern) + "\" has none");
    return format;
}

Result<LocalTime> DateFormat::read(std::string_view text) const {
    if (text.empty()) return LocalTime();
    auto const wrong = [&] {
        auto const form = kind_ == Kind::sql ? std::string("yyyy-MM-dd HH:mm:ss") : name_;
        return fail(Errc::rejected, in_quotes(text) + " is no time of the form " + form);
    };
    switch (kind_) {
        case Kind::sql: {
            auto const time = read_sql(text);
            if (!time) return wrong();
            return *time;
        }
        case Kind::epoch_s:
        case Kind::epoch_ms: {
            auto const count = whole_number(before_fraction(text));
            constexpr std::int64_t year_3000 = 32'503'680'000;
            if (!count || *count < 0 || *count / (kind_ == Kind::epoch_ms ? 1000 : 1) > year_3000) return wrong();
            auto const seconds = std::chrono::seconds(kind_ == Kind::epoch_ms ? *count / 1000 : *count);
            return LocalTime::from_utc(std::chrono::sys_seconds(seconds), zone_);
        }
        case Kind::pattern:
            break;
    }
    return read_pattern(text);
}

Result<LocalTime> DateFormat::read_pattern(std::string_view text) const {
    std::array<int, 6> parts{0, 1, 1, 0, 0, 0};
    auto rest = text;
    bool matches = true;
    for (auto const& token : tokens_) {
        if (token.part == Part::literal) {
            matches = !rest.empty() && rest.front() == token.literal;
            if (matches) rest.remove_prefix(1);
        } else if (token.part == Part::fraction) {
            matches = take_number(rest, 1, 9).has_value();
        } else {
            auto const width = static_cast<std::size_t>(token.width);
            auto const value = take_number(rest, width, width == 1 ? 2 : width);
            matches = value.has_value();
            if (matches) parts[static_cast<std::size_t>(token.part)] = *value;
        }
        if (!matches) break;
    }
    auto const sql = padded(parts[0], 4) + "-" + padded(parts[1], 2) + "-" + padded(parts[2], 2) + " " +
                     padded(parts[3], 2) + ":" + padded(parts[4], 2) + ":" + padded(parts[5], 2);
    auto const time = matches && rest.empty() ? LocalTime::parse(sql) : std::nullopt;
    if (!time) return fail(Errc::rejected, in_quotes(text) + " is no time of the form " + name_);
    return *time;
}

std::string DateFormat::write(LocalTime time) const {
    if (time.empty() || kind_ == Kind::sql) return time.text();
    if (kind_ != Kind::pattern) {
        auto const seconds = time.to_utc(zone_).time_since_epoch().count();
        return std::to_string(kind_ == Kind::epoch_ms ? seconds * 1000 : seconds);
    }
    auto const text = time.text();  // yyyy-MM-dd HH:mm:ss
    static constexpr std::array<std::pair<std::size_t, std::size_t>, 6> where{
        {{0, 4}, {5, 2}, {8, 2}, {11, 2}, {14, 2}, {17, 2}}};
    std::string out;
    for (auto const& token : tokens_) {
        if (token.part == Part::literal) {
            out += token.literal;
        } else if (token.part == Part::fraction) {
            out.append(static_cast<std::size_t>(token.width), '0');
        } else {
            auto const [at, size] = where[static_cast<std::size_t>(token.part)];
            out += padded(std::stol(text.substr(at, size)), token.width);
        }
    }
    return out;
}

bool DateFormat::sorts_as_text() const {
    if (kind_ != Kind::pattern) return kind_ == Kind::sql;
    auto largest = Part::year;  // parts must come from the largest to the smallest, each at its full width
    for (auto const& token : tokens_) {
        if (token.part == Part::literal) continue;
        if (token.part < largest || (token.width == 1 && token.part != Part::fraction)) return false;
        largest = token.part;
    }
    return true;
}

}  // namespace lotbridge::sql
