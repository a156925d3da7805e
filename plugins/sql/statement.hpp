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

enum class Dialect { sqlite3, mysql, postgresql, mssql, other };
std::optional<Dialect> dialect_named(std::string_view name);  // "sqlite3", "mysql", "postgresql", "mssql", "other"
std::string_view name(Dialect dialect);

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
    std::string const& text() const { return text_; }
    std::vector<std::string> const& names() const { return names_; }  // by occurrence: names()[0] is :p1
    // The first words, for messages: "SELECT id, plateNo FROM ...".
    std::string head() const;
    bool is_call() const;  // CALL ...: may answer with several results

private:
    std::string text_;
    std::vector<std::string> names_;
};

}  // namespace lotbridge::sql
