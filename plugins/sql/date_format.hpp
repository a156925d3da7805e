// Times as legacy systems write them: text in some pattern, or seconds counted since 1970.
#pragma once

#include <lotbridge/result.hpp>
#include <lotbridge/schema/scalars.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace lotbridge::sql {

class DateFormat {
public:
    // "sql" (yyyy-MM-dd HH:mm:ss, 'T' and a fraction allowed, also a bare date), "epoch-s", "epoch-ms", or a pattern of
    // yyyy M MM d dd H HH m mm s ss SSS and other characters as they stand. A single letter reads one or two digits.
    static Result<DateFormat> parse(std::string_view pattern, std::chrono::minutes zone = std::chrono::hours(8));

    // The empty time for "" and for the zero date of MySQL (0000-00-00 00:00:00).
    Result<LocalTime> read(std::string_view text) const;
    // The same time in this form, for a query's :since.
    std::string write(LocalTime time) const;
    bool is_sql() const { return kind_ == Kind::sql; }
    // Whether texts of this form are in the order of their times.
    bool sorts_as_text() const;

private:
    enum class Part { year, month, day, hour, minute, second, fraction, literal };
    struct Token {
        Part part;
        int width;  // digits; 1: one or two
        char literal;
    };
    enum class Kind { pattern, sql, epoch_s, epoch_ms };

    Result<LocalTime> read_pattern(std::string_view text) const;

    Kind kind_ = Kind::sql;
    std::string name_ = "sql";
    std::chrono::minutes zone_{};
    std::vector<Token> tokens_;
};

}  // namespace lotbridge::sql
