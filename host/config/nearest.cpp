#include "config/nearest.hpp"

#include <algorithm>
#include <cctype>
#include <numeric>

namespace lotbridge::config {

namespace {

bool same_letter(char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
}

// Letters to insert, remove, replace or swap with their neighbour to make one of the other. Row by row: the row above
// and the one above that are all that is looked at.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        before.swap(above);
        above.swap(row);
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            auto const same = same_letter(a[i - 1], b[j - 1]);
            row[j] = std::min({above[j - 1] + (same ? 0 : 1), above[j] + 1, row[j - 1] + 1});
            auto const swapped = i > 1 && j > 1 && same_letter(a[i - 1], b[j - 2]) && same_letter(a[i - 2], b[j - 1]);
            if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
        }
    }
    return row.back();
}

}  // namespace

std::string_view nearest(std::string_view typed, std::vector<std::string_view> const& known) {
    std::string_view best;
    auto best_distance = std::max<std::size_t>(1, typed.size() / 3) + 1;
    for (auto const candidate : known) {
        if (auto const d = distance(typed, candidate); d < best_distance) {
            best = candidate;
            best_distance = d;
        }
    }
    return best;
}

std::string did_you_mean(std::string_view typed, std::vector<std::string_view> const& known) {
    auto const meant = nearest(typed, known);
    return meant.empty() ? std::string() : "; did you mean \"" + std::string(meant) + "\"?";
}

}  // namespace lotbridge::config
