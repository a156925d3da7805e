// A result as the database gave it: every value as text in the database's own words, or SQL NULL. Types are the
// mapping's business; reading floats and dates as text is what keeps them exact.
#pragma once

#include "transforms.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace lotbridge::sql {

using Columns = std::vector<std::string>;

bool same_name(std::string_view a, std::string_view b);  // SQL's names ignore the case of ASCII letters

struct Row {
    std::shared_ptr<Columns const> columns;
    std::vector<Cell> cells;  // bytes, not yet UTF-8

    Cell const* find(std::string_view column) const;  // null: no such column
};

struct Table {
    std::shared_ptr<Columns const> columns;
    std::vector<Row> rows;
    long long affected = 0;  // rows changed by a writing statement
};

}  // namespace lotbridge::sql
