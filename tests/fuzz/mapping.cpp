#include "mapping.hpp"
#include "check.hpp"
#include "statement.hpp"

#include "targets.hpp"

#include <algorithm>

namespace lotbridge::fuzz {
namespace {

void as_statement(std::string_view text, sql::Dialect dialect) {
    auto const statement = sql::Statement::parse(text, dialect);
    if (!statement) return;
    sql::Values values;
    for (auto const& name : statement->names()) values[name] = std::int64_t{1};
    auto const ready = statement->ready(values);
    must(ready && ready->names.size() == ready->values.size(), "with all its parameters it is ready");
    must(statement->head().size() <= 64, "its first words are short");
    statement->behind("EXPLAIN").is_call();
}

}  // namespace

// A mapping file with its examples; a cursor of one; and SQL.
void mapping(std::string_view input) {
    using sql::Dialect;
    for (auto const dialect : {Dialect::sqlite3, Dialect::mysql, Dialect::postgresql, Dialect::firebird, Dialect::mssql,
                               Dialect::access, Dialect::other})
        as_statement(input, dialect);
    auto const root = sql::parse_json(input, "m.json");
    if (!root) return;
    sql::merged(*root, *root);
    sql::Parameters const parameters{{{"lot", "1"}}, {{"lanes", {}}}};
    auto const read = sql::read_mapping(input, "m.json", Dialect::sqlite3, parameters);
    if (!read) return must(!read.error().message.empty(), "what is wrong with it is said");
    Findings findings([](Findings::Outcome, std::string_view, std::string_view words) {
        must(!words.empty(), "what became of an example is said");
    });
    sql::check_examples(*read, parameters, findings);
}

}  // namespace lotbridge::fuzz
