// Columns for a terminal. Chinese characters are two columns wide.
#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace lotbridge::os {

std::size_t display_width(std::string_view utf8);

class Table {
public:
    explicit Table(std::vector<std::string> titles) : rows_{std::move(titles)} {}
    // As many cells as there are titles. Line breaks and control characters in a cell become spaces.
    void add(std::vector<std::string> cells);
    std::size_t rows() const { return rows_.size() - 1; }
    void print(std::ostream& out) const;

private:
    std::vector<std::vector<std::string>> rows_;
};

}  // namespace lotbridge::os
