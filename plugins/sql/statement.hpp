// SQL text with named parameters (:since) and the few words that differ between databases (${top}, ${limit}, ${now}).
#pragma once

#include <lotbridge/result.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace lotbridge::sql {

enum class Dialect { sqlite3, mysql, postgresql, firebird, mssql, access, other };
std::optional<Dialect> dialect_named(std::string_view name);
std::string_view name(Dialect dialect);  // "sqlite3", "mysql" ...
std::string dialect_names();             // all of them, for messages
// Asks for the database's local time; empty for databases that are not known.
std::string time_query(Dialect dialect);

// What a parameter may be: SQL NULL, a number (LIMIT wants one), text (UTF-8).
using Value = std::variant<std::monostate, std::int64_t, std::string>;
using Values = std::map<std::string, Value, std::less<>>;

class Statement {
public:
    Statement() = default;
    // Finds the parameters outside quotes and comments; comments are left out. Errors: an unknown ${word}, a colon
    // without a name, a quoted name that the drivers' own search for parameters would stumble over.
    static Result<Statement> parse(std::string_view text, Dialect dialect);

    // Every occurrence has its own name (:p1, :p2 ...): not every driver binds one name twice.
    std::string text() const;
    std::vector<std::string> const& names() const { return names_; }  // by occurrence: names()[0] is :p1

    struct Ready {
        std::string text;
        std::vector<std::string> names;  // empty: of a text
        std::vector<Value> values;       // values[0] is :p1
    };
    // With a value for each parameter. Where TOP or FIRST takes no parameter, :limit stands in the text as a number.
    // Errors: a parameter without a value.
    Result<Ready> ready(Values const& values) const;
    // The same behind other words: EXPLAIN.
    Statement behind(std::string_view words) const;
    // The first words, for messages: "SELECT id, plateNo FROM ...".
    std::string head() const;
    bool is_call() const;  // CALL ...: may answer with several results

private:
    // A parameter, or a text that the driver would misread where it stands.
    struct Gap {
        std::string name;
        std::optional<std::string> text;
    };
    void gap(Gap gap);

    std::vector<std::string> pieces_{""};  // around the gaps
    std::vector<Gap> gaps_;
    std::vector<std::string> names_;
    bool limit_is_literal_ = false;
};

}  // namespace lotbridge::sql
