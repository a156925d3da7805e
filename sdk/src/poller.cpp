#include <lotbridge/adapter/poller.hpp>

#include <lotbridge/schema/scalars.hpp>
#include "json_tree.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>
#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>

namespace lotbridge {
namespace {

constexpr std::int64_t cursor_version = 1;
constexpr std::size_t fingerprint_digits = 16;

std::optional<std::int64_t> whole_number(std::string_view text) {
    std::int64_t value = 0;
    auto const [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && stop == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

// The whole seconds of "yyyy-MM-dd HH:mm:ss.ffffff".
std::optional<LocalTime> time_of(std::string_view text) {
    auto const time = LocalTime::parse(text.substr(0, 19));
    return time && !time->empty() ? time : std::nullopt;
}

// Where numbers end, the last one.
std::int64_t sum(std::int64_t number, std::int64_t by) {
    using Range = std::numeric_limits<std::int64_t>;
    if (by < 0) return number < Range::min() - by ? Range::min() : number + by;
    return number > Range::max() - by ? Range::max() : number + by;
}

// The value so many seconds or units later; "" when it is none.
std::string later(Scale scale, std::string const& value, std::int64_t by) {
    if (scale == Scale::number) {
        auto const number = whole_number(value);
        return number ? std::to_string(sum(*number, by)) : std::string();
    }
    auto const time = time_of(value);
    return time ? LocalTime(time->at() + std::chrono::seconds(by)).text() : std::string();
}

std::string hex(std::uint64_t value) {
    std::string digits(fingerprint_digits, '0');
    for (auto at = digits.rbegin(); at != digits.rend(); ++at, value >>= 4) *at = "0123456789abcdef"[value & 15];
    return digits;
}

std::string digits_of(std::unordered_set<std::uint64_t> const& seen) {
    std::vector<std::uint64_t> sorted(seen.begin(), seen.end());
    std::sort(sorted.begin(), sorted.end());  // equal states give equal cursors
    std::string digits;
    for (auto const fingerprint : sorted) digits += hex(fingerprint);
    return digits;
}

bool read_seen(std::string_view text, std::unordered_set<std::uint64_t>& seen) {
    if (text.size() % fingerprint_digits != 0) return false;
    for (; !text.empty(); text.remove_prefix(fingerprint_digits)) {
        std::uint64_t value = 0;
        auto const* end = text.data() + fingerprint_digits;
        auto const [stop, error] = std::from_chars(text.data(), end, value, 16);
        if (error != std::errc{} || stop != end) return false;
        seen.insert(value);
    }
    return true;
}

std::optional<detail::StreamState> read_stream(json::Node const& node) {
    auto const* high = json::member(node, "high");
    auto const* swept = json::member(node, "swept");
    auto const* seen = json::member(node, "seen");
    if (!high || json::count_children(*high) != 2 || !swept || !seen) return std::nullopt;
    detail::StreamState state;
    state.high = {std::string(high->child->text), std::string(high->child->next->text)};
    state.swept = swept->text;
    if (!read_seen(seen->text, state.seen)) return std::nullopt;
    auto const* strays = json::member(node, "strays");
    if (strays && !read_seen(strays->text, state.strays)) return std::nullopt;
    return state;
}

tl::unexpected<Error> refuse(std::string const& words) {
    return fail(Errc::rejected, "the stored cursor cannot be used: " + words);
}

}  // namespace

std::uint64_t content_hash(std::string_view piece, std::uint64_t so_far) {
    constexpr std::uint64_t prime = 1099511628211u;  // FNV-1a, with the length as a separator
    for (char c : piece) so_far = (so_far ^ static_cast<unsigned char>(c)) * prime;
    return (so_far ^ piece.size()) * prime;
}

namespace detail {

Result<std::string> horizon(StreamOptions const& options) {
    if (!options.now || options.scale == Scale::number) return std::string();
    LOTBRIDGE_TRY(auto const now, options.now());
    return later(options.scale, now, options.ahead);
}

bool is_after(Scale scale, std::string_view a, std::string_view b) {
    if (scale == Scale::time || a.empty() || b.empty()) return a > b;  // the beginning is before every number
    return whole_number(a).value_or(0) > whole_number(b).value_or(0);
}

std::string StreamState::floor_below(std::string const& value, StreamOptions const& options) {
    auto counted = later(options.scale, value, -options.overlap);
    return is_after(options.scale, counted, options.start) ? counted : options.start;
}

bool StreamState::stays_in_sight(std::string const& value, StreamOptions const& options) const {
    return is_after(options.scale, value, floor_below(high.value, options));
}

std::uint64_t StreamState::fingerprint(std::string_view key, std::uint64_t hash) {
    auto const mixed = content_hash(key, hash ^ 0x9E3779B97F4A7C15u);
    return mixed ^ (mixed >> 29);
}

Result<> check_row(Scale scale, Position const& before, std::string_view value, std::string_view key) {
    if (key.empty()) return fail(Errc::rejected, "a row of value " + std::string(value) + " has no key");
    if (scale == Scale::number ? !whole_number(value) : !time_of(value))
        return fail(Errc::rejected, "row " + std::string(key) + ": \"" + std::string(value) + "\" is not " +
                                        (scale == Scale::number ? "a whole number" : "a time as yyyy-MM-dd HH:mm:ss"));
    bool const same_row = value == before.value && key == before.key;
    if (same_row || is_after(scale, before.value, value))
        return fail(Errc::rejected, "row " + std::string(key) + " of value " + std::string(value) + " came after row " +
                                        before.key + " of value " + before.value +
                                        ": the source must give rows in order");
    return {};
}

std::string write_cursor(States const& states) {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer writer(buffer);
    auto const put = [&](std::string const& text) {
        writer.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
    };
    writer.StartObject();
    writer.Key("v");
    writer.Int64(cursor_version);
    writer.Key("streams");
    writer.StartObject();
    for (auto const& [name, state] : states) {
        put(name);
        writer.StartObject();
        writer.Key("high");
        writer.StartArray();
        put(state.high.value);
        put(state.high.key);
        writer.EndArray();
        writer.Key("swept");
        put(state.swept);
        writer.Key("seen");
        put(digits_of(state.seen));
        if (!state.strays.empty()) {
            writer.Key("strays");
            put(digits_of(state.strays));
        }
        writer.EndObject();
    }
    writer.EndObject();
    writer.EndObject();
    return {buffer.GetString(), buffer.GetSize()};
}

Result<States> read_cursor(std::string_view cursor) {
    States states;
    if (cursor.empty()) return states;
    json::Document document;
    auto const root = document.parse(cursor);
    auto const* version = root ? json::member(**root, "v") : nullptr;
    auto const* streams = root ? json::member(**root, "streams") : nullptr;
    if (!version) return refuse("it was not written by this kind of adapter");
    if (whole_number(version->text) != cursor_version)
        return refuse("it is of format " + std::string(version->text) + ", this version of the adapter reads format " +
                      std::to_string(cursor_version) + " only");
    if (!streams || streams->type != json::Type::object) return refuse("it has no streams");
    for (auto const* stream = streams->child; stream; stream = stream->next) {
        auto state = read_stream(*stream);
        if (!state) return refuse("its stream " + std::string(stream->name) + " is damaged");
        states.emplace(stream->name, std::move(*state));
    }
    return states;
}

}  // namespace detail
}  // namespace lotbridge
