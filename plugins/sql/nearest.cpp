#include "nearest.hpp"

#include <algorithm>

namespace lotbridge::sql {
namespace {

// How many letters were left out, put in, changed, or swapped with the next.
std::size_t slips(std::string_view typed, std::string_view meant) {
    std::vector<std::vector<std::size_t>> cost(typed.size() + 1, std::vector<std::size_t>(meant.size() + 1));
    for (std::size_t i = 0; i <= typed.size(); ++i) {
        for (std::size_t j = 0; j <= meant.size(); ++j) {
            if (i == 0 || j == 0) {
                cost[i][j] = i + j;
                continue;
            }
            bool const same = typed[i - 1] == meant[j - 1];
            cost[i][j] = std::min({cost[i - 1][j - 1] + (same ? 0U : 1U), cost[i - 1][j] + 1, cost[i][j - 1] + 1});
            bool const swapped = i > 1 && j > 1 && typed[i - 2] == meant[j - 1] && typed[i - 1] == meant[j - 2];
            if (swapped) cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
    }
    return cost[typed.size()][meant.size()];
}

}  // namespace

std::string did_you_mean(std::string_view typed, std::vector<std::string_view> const& known) {
    for (auto const name : known) {
        auto const few = name.size() > 5 ? 2U : 1U;
        if (slips(typed, name) <= few) return "; did you mean \"" + std::string(name) + "\"?";
    }
    return {};
}

}  // namespace lotbridge::sql
