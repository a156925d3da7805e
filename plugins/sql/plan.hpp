// Whether a query walks through whole tables each time it is asked, by what the database says of its plan.
#pragma once

#include "link.hpp"
#include "query.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace lotbridge::sql {

// The tables, by their own names, that a plan (as Database::plan gives it) reads from end to end.
std::vector<std::string> walked_tables(std::string_view plan, Dialect dialect, std::string const& sql);

// The table's column behind a column of the result: "c.id AS changeId" -> id. Empty: it is made by an expression.
std::string column_behind(std::string const& result_column, std::string const& sql);

// The table whose column the query orders its rows by; empty where ORDER BY does not say of which table that column is.
std::string ordered_table(std::string const& sql);

Result<bool> has_more_rows(Database& database, Dialect dialect, std::string const& table, std::int64_t than);

}  // namespace lotbridge::sql
