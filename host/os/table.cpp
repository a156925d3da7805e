#include "os/table.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace lotbridge::os {

namespace {

struct Range {
    char32_t first, last;
};
// Wide and full-width characters (Unicode's East Asian Width), in the blocks that a lot's data can hold.
constexpr Range wide[] = {{0x1100, 0x115F}, {0x2E80, 0xA4CF}, {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},  {0xFE30, 0xFE4F},
                          {0xFF00, 0xFF60}, {0xFFE0, 0xFFE6}, {0x1F300, 0x1FAFF}, {0x20000, 0x3FFFD}};

// The text is valid UTF-8.
char32_t take_character(std::string_view& text) {
    auto const first = static_cast<unsigned char>(text.front());
    auto const length = first < 0x80 ? 1u : first < 0xE0 ? 2u : first < 0xF0 ? 3u : 4u;
    char32_t character = length == 1 ? first : first & (0xFFu >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) character = character << 6 | (static_cast<unsigned char>(text[i]) & 0x3Fu);
    text.remove_prefix(length);
    return character;
}

bool is_wide(char32_t character) {
    return std::any_of(std::begin(wide), std::end(wide),
                       [&](Range const& range) { return character >= range.first && character <= range.last; });
}

}  // namespace

std::size_t display_width(std::string_view utf8) {
    auto const valid = base::valid_utf8(utf8);
    std::size_t width = 0;
    for (std::string_view rest = valid; !rest.empty();) width += is_wide(take_character(rest)) ? 2 : 1;
    return width;
}

void Table::add(std::vector<std::string> cells) {
    for (auto& cell : cells) {
        cell = base::valid_utf8(cell);
        std::replace_if(
            cell.begin(), cell.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
    }
    rows_.push_back(std::move(cells));
}

void Table::print(std::ostream& out) const {
    std::vector<std::size_t> widths(rows_.front().size(), 0);
    for (auto const& row : rows_) {
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], display_width(row[i]));
    }
    for (auto const& row : rows_) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            auto const last = i + 1 == row.size();
            out << row[i] << std::string(last ? 0 : widths[i] - display_width(row[i]) + 2, ' ');
        }
        out << '\n';
    }
}

}  // namespace lotbridge::os
