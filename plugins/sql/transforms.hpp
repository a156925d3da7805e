// What a mapping may do with one value, each a pure function: a cell in (nothing: SQL NULL), a cell out, or words that
// say why not. Text is UTF-8 here.
#pragma once

#include <lotbridge/result.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lotbridge::sql {

using Cell = std::optional<std::string>;

std::string trim(std::string_view text);  // blanks and full-width blanks at both ends

// Amounts become yuan with at most two decimals ("12.5"). Halves are rounded away from zero, on the decimal digits, so
// what a float column shows as 0.30000000000000004 or 1.2e1 is exact again.
Result<std::string> money_from_fen(std::string_view text);
Result<std::string> money_from_yuan(std::string_view text);  // also "¥12.50" and "12,345.00"

struct PlateRule {
    std::vector<std::string> placeholders;  // what this brand writes for a car without a plate
    std::string unlicensed;                 // what is delivered for it, and for an empty plate
};
// Full-width letters to half-width, upper case, without blanks, hyphens and dots.
std::string normal_plate(std::string_view text);
std::string plate(std::string_view text, PlateRule const& rule);

struct ValueTable {
    std::map<std::string, std::string, std::less<>> values;
    std::optional<std::string> otherwise;  // nothing: a value that is not listed is an error
};
Result<std::string> look_up(std::string_view text, ValueTable const& table);

// "12", and "12.0" as float columns show a whole number.
std::optional<std::int64_t> whole_number(std::string_view text);

// The index-th piece between separators, "" when there are fewer.
std::string part(std::string_view text, std::string_view separator, std::size_t index);
std::string replace(std::string_view text, std::string_view from, std::string_view to);
std::string in_quotes(std::string_view text);
std::string digits(std::string_view text);  // only the digits: "2024-01-02 03:04:05" becomes "20240102030405"

// Whole minutes between two times in "sql" form; nothing when one is missing, 0 when the second is earlier.
Result<Cell> minutes_between(Cell const& from, Cell const& to);

}  // namespace lotbridge::sql
