#include "config/time_zone.hpp"

#include "config/nearest.hpp"

#include <fmt/format.h>
#include <optional>

namespace lotbridge::config {

namespace {

using std::chrono::hours;
using std::chrono::minutes;

struct Zone {
    std::string_view name;
    minutes offset;
};
// Zones without daylight saving now. A list of our own, because the systems' zone data differ and Windows has none.
constexpr Zone zones[] = {
    {"Asia/Shanghai", hours{8}},
    {"Asia/Chongqing", hours{8}},
    {"Asia/Harbin", hours{8}},
    {"Asia/Urumqi", hours{6}},
    {"Asia/Kashgar", hours{6}},
    {"Asia/Hong_Kong", hours{8}},
    {"Asia/Macau", hours{8}},
    {"Asia/Taipei", hours{8}},
    {"Asia/Singapore", hours{8}},
    {"Asia/Manila", hours{8}},
    {"Asia/Kuala_Lumpur", hours{8}},
    {"Asia/Ulaanbaatar", hours{8}},
    {"Asia/Tokyo", hours{9}},
    {"Asia/Seoul", hours{9}},
    {"Asia/Bangkok", hours{7}},
    {"Asia/Jakarta", hours{7}},
    {"Asia/Ho_Chi_Minh", hours{7}},
    {"Asia/Phnom_Penh", hours{7}},
    {"Asia/Vientiane", hours{7}},
    {"Asia/Yangon", minutes{390}},
    {"Asia/Dhaka", hours{6}},
    {"Asia/Kolkata", minutes{330}},
    {"Asia/Kathmandu", minutes{345}},
    {"Asia/Karachi", hours{5}},
    {"Asia/Dubai", hours{4}},
    {"PRC", hours{8}},
    {"UTC", hours{0}},
    {"Etc/UTC", hours{0}},
    {"GMT", hours{0}},
};

bool digits(std::string_view text) { return text.find_first_not_of("0123456789") == std::string_view::npos; }

// "+08:00"; the world's offsets go from -12:00 to +14:00.
std::optional<minutes> read_offset(std::string_view text) {
    if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
    if (!digits(text.substr(1, 2)) || !digits(text.substr(4, 2))) return std::nullopt;
    auto const number = [&](std::size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); };
    if (number(4) > 59) return std::nullopt;
    auto const offset = (hours{number(1)} + minutes{number(4)}) * (text[0] == '-' ? -1 : 1);
    if (offset < -hours{12} || offset > hours{14}) return std::nullopt;
    return offset;
}

}  // namespace

Result<minutes> fixed_offset(std::string_view zone) {
    if (auto const offset = read_offset(zone)) return *offset;
    std::vector<std::string_view> names;
    for (auto const& known : zones) {
        if (known.name == zone) return known.offset;
        names.push_back(known.name);
    }
    auto hint = did_you_mean(zone, names);
    if (hint.empty())
        hint = "; give a zone without daylight saving such as \"Asia/Shanghai\", or the offset, \"+08:00\"";
    return fail(
        Errc::rejected,
        fmt::format("\"{}\" is no zone with a fixed offset: times carry the lot's fixed UTC offset{}", zone, hint));
}

}  // namespace lotbridge::config
