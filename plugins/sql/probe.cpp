#include "probe.hpp"

#include <algorithm>

namespace lotbridge::sql {
namespace {

// The catalogue of each database; databases that are not known tell the columns of an empty result.
std::string catalogue_query(Dialect dialect, std::string const& table) {
    switch (dialect) {
        case Dialect::sqlite3:
            return "SELECT name, type FROM pragma_table_info(:table)";
        case Dialect::mysql:
            return "SELECT column_name, column_type FROM information_schema.columns"
                   " WHERE table_schema = database() AND table_name = :table ORDER BY ordinal_position";
        case Dialect::postgresql:
            return "SELECT column_name, data_type FROM information_schema.columns"
                   " WHERE table_schema = current_schema() AND lower(table_name) = lower(:table) ORDER BY "
                   "ordinal_position";
        case Dialect::firebird:  // which keeps names in capitals unless they stood in quotes
            return "SELECT trim(c.rdb$field_name), CASE f.rdb$field_type WHEN 7 THEN 'smallint' WHEN 8 THEN 'integer'"
                   " WHEN 10 THEN 'float' WHEN 12 THEN 'date' WHEN 13 THEN 'time' WHEN 14 THEN 'char' WHEN 16 THEN"
                   " 'bigint' WHEN 23 THEN 'boolean' WHEN 27 THEN 'double' WHEN 35 THEN 'timestamp' WHEN 37 THEN"
                   " 'varchar' WHEN 261 THEN 'blob' ELSE 'type ' || f.rdb$field_type END"
                   " FROM rdb$relation_fields c JOIN rdb$fields f ON f.rdb$field_name = c.rdb$field_source"
                   " WHERE c.rdb$relation_name = :table OR c.rdb$relation_name = :capitals ORDER BY "
                   "c.rdb$field_position";
        case Dialect::mssql:
            return "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = :table"
                   " ORDER BY ordinal_position";
        case Dialect::access:
        case Dialect::other:
            break;
    }
    return "SELECT * FROM " + table + " WHERE 1 = 0";
}

std::string capitals(std::string text) {
    for (auto& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return text;
}

Result<std::vector<std::string>> columns_of(Database& database, Dialect dialect, Encoding encoding,
                                            std::string const& table) {
    LOTBRIDGE_TRY(auto const statement, Statement::parse(catalogue_query(dialect, table), dialect));
    LOTBRIDGE_TRY(auto const answer, database.run(statement, {{"table", table}, {"capitals", capitals(table)}}));
    if (dialect == Dialect::access || dialect == Dialect::other) return std::vector<std::string>(*answer.columns);
    std::vector<std::string> columns;
    for (auto const& row : answer.rows) {
        auto const column = row.cells[0].value_or("") + " " + row.cells[1].value_or("");
        columns.push_back(to_utf8(column, encoding).value_or(column));
    }
    return columns;
}

std::string_view bare(std::string_view column) { return column.substr(0, column.find(' ')); }

bool has(std::vector<std::string> const& columns, std::string_view wanted) {
    return std::any_of(columns.begin(), columns.end(),
                       [&](std::string const& c) { return same_name(bare(c), wanted); });
}

void check_table(Probe::Table const& table, std::vector<std::string> const& columns, Problems& problems) {
    if (columns.empty()) return problems.add(table.place, "the database has no table " + table.name);
    for (auto const& [column, place] : table.columns) {
        if (!has(columns, column)) problems.add(place, "table " + table.name + " has no column " + column);
    }
}

Result<> check_version(Database& database, Probe::Version const& version, Problems& problems) {
    LOTBRIDGE_TRY(auto const answer, database.run(version.query.statement));
    auto const found = answer.rows.empty() || !answer.rows[0].cells[0] ? "nothing" : *answer.rows[0].cells[0];
    if (std::find(version.known.begin(), version.known.end(), found) != version.known.end()) return {};
    std::string known;
    for (auto const& one : version.known) known += (known.empty() ? "" : ", ") + one;
    problems.add(version.query.place, "the database says version " + found + "; this mapping is for " + known);
    return {};
}

}  // namespace

Result<SchemaPicture> probe(Database& database, Mapping const& mapping, Dialect dialect) {
    SchemaPicture picture;
    Problems problems;
    for (auto const& table : mapping.probe.tables) {
        LOTBRIDGE_TRY(auto columns, columns_of(database, dialect, mapping.encoding, table.name));
        check_table(table, columns, problems);
        picture[table.name] = std::move(columns);
    }
    // A version in a table that is gone cannot be asked for.
    if (problems.empty() && mapping.probe.version)
        LOTBRIDGE_CHECK(check_version(database, *mapping.probe.version, problems));
    if (!problems.empty()) return fail(Errc::retry, problems.error().message);
    return picture;
}

std::string differences(SchemaPicture const& before, SchemaPicture const& now) {
    std::string words;
    auto const say = [&](std::string const& what) { words += (words.empty() ? "" : "; ") + what; };
    for (auto const& [table, columns] : now) {
        auto const old = before.find(table);
        if (old == before.end()) continue;
        for (auto const& column : columns) {
            if (!has(old->second, bare(column)))
                say("table " + table + ": column " + column + " is new");
            else if (std::find(old->second.begin(), old->second.end(), column) == old->second.end())
                say("table " + table + ": column " + column + " had another type");
        }
        for (auto const& column : old->second) {
            if (!has(columns, bare(column))) say("table " + table + ": column " + column + " is gone");
        }
    }
    return words;
}

}  // namespace lotbridge::sql
