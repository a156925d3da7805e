#include "relay/plate_fit.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace lotbridge::relay {
namespace {

constexpr std::size_t most_misread = 2;
constexpr std::size_t longest_plate = 64;  // in characters; what is longer is compared as a whole only

std::u32string characters(std::string_view plate) {
    std::u32string out;
    for (char const byte : plate) {
        auto const value = static_cast<unsigned char>(byte);
        if ((value & 0xC0) == 0x80 && !out.empty())
            out.back() = out.back() << 6 | (value & 0x3Fu);
        else if (value != ' ' && value != '-')
            out.push_back(value);
    }
    std::erase(out, (char32_t{0xC2} << 6) | 0x37u);  // the dot of 粤B·12345, folded as above
    return out;
}

bool is_missing(std::string_view plate) { return plate.empty() || plate.find("无牌") != std::string_view::npos; }

// How many characters have to be changed, put in or left out.
std::size_t distance(std::u32string const& a, std::u32string const& b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j < row.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        auto diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j < row.size(); ++j) {
            auto const changed = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            row[j] = std::min({changed, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row.back();
}

}  // namespace

PlateFit plate_fit(std::string_view read, std::string_view told) {
    bool const none_read = is_missing(read), none_told = is_missing(told);
    if (none_read && none_told) return PlateFit::alike;
    if (none_read || none_told) return PlateFit::missing;
    auto const a = characters(read), b = characters(told);
    if (a == b) return PlateFit::same;
    if (std::max(a.size(), b.size()) > longest_plate) return PlateFit::other;
    return distance(a, b) <= most_misread ? PlateFit::alike : PlateFit::other;
}

}  // namespace lotbridge::relay
