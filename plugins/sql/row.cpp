#include "row.hpp"

#include <algorithm>

namespace lotbridge::sql {

bool same_name(std::string_view a, std::string_view b) {
    auto const lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

Cell const* Row::find(std::string_view column) const {
    for (std::size_t i = 0; i < columns->size(); ++i) {
        if (same_name((*columns)[i], column)) return &cells[i];
    }
    return nullptr;
}

}  // namespace lotbridge::sql
