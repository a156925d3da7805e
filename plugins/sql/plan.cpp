#include "plan.hpp"

#include <algorithm>
#include <regex>

namespace lotbridge::sql {
namespace {

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size();) {
        auto const end = std::min(text.find('\n', at), text.size());
        lines.emplace_back(text.substr(at, end - at));
        at = end + 1;
    }
    return lines;
}

std::string first_match(std::string const& text, std::string const& pattern, std::size_t group) {
    std::smatch found;
    bool const matches = std::regex_search(text, found, std::regex(pattern, std::regex::icase));
    return matches ? found[group].str() : std::string();
}

// id, select type, table, kind of access ...
std::string walked_by_mysql(std::string const& line) {
    auto const table = part(line, "|", 2), kind = part(line, "|", 3);
    bool const derived = table.starts_with("<");
    return !derived && (kind == "ALL" || kind == "index") ? table : "";
}

std::string walked_by_sqlite(std::string const& line) {
    auto const table = first_match(line, R"(\|SCAN (TABLE )?(\w+))", 2);
    return table == "CONSTANT" ? "" : table;
}

std::vector<std::string> walked_by_postgresql(std::vector<std::string> const& lines) {
    std::vector<std::string> tables;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        bool const bounded = i + 1 < lines.size() && lines[i + 1].find("Index Cond:") != std::string::npos;
        auto const whole = first_match(lines[i], R"(Seq Scan on (\S+))", 1);
        auto const in_order = first_match(lines[i], R"(Index (Only )?Scan (Backward )?using \S+ on (\S+))", 3);
        tables.push_back(whole.empty() && !bounded ? in_order : whole);
    }
    return tables;
}

// -> Table "STAY" Full Scan, or -> Index "BY_ENTRY" Full Scan below its table. Or the rows come in the order of one
// index and are picked by all keys of another, as for an OR with the primary key.
std::vector<std::string> walked_by_firebird(std::vector<std::string> const& lines) {
    std::vector<std::string> tables;
    std::string table, in_order_of;
    bool picked = false;
    for (auto const& line : lines) {
        auto const named = first_match(line, R"re(Table "([^"]+)")re", 1);
        auto const index = first_match(line, R"re(Index "([^"]+)")re", 1);
        if (!named.empty()) {
            table = named;
            in_order_of.clear();
            picked = false;
        }
        if (line.find("Bitmap Or") != std::string::npos) picked = true;
        if (!picked && !index.empty()) in_order_of = index;
        bool const by_another = picked && !in_order_of.empty() && !index.empty() && index != in_order_of;
        bool const walks = by_another || line.find("Full Scan") != std::string::npos;
        tables.push_back(walks ? table : "");
    }
    return tables;
}

// Plans name a table as the query does.
std::string table_behind(std::string const& alias, std::string const& sql) {
    auto const table = first_match(sql, R"((FROM|JOIN|,)\s+([^\s,()]+)\s+(AS\s+)?)" + alias + R"(\b)", 2);
    return table.empty() ? alias : table;
}

bool is_plain(std::string const& name) {
    return std::none_of(name.begin(), name.end(),
                        [](char c) { return std::string_view(".^$|()[]{}*+?\\").find(c) != std::string_view::npos; });
}

}  // namespace

std::vector<std::string> walked_tables(std::string_view plan, Dialect dialect, std::string const& sql) {
    auto const lines = lines_of(plan);
    std::vector<std::string> found;
    if (dialect == Dialect::postgresql) found = walked_by_postgresql(lines);
    if (dialect == Dialect::firebird) found = walked_by_firebird(lines);
    for (auto const& line : lines) {
        if (dialect == Dialect::mysql) found.push_back(walked_by_mysql(line));
        if (dialect == Dialect::sqlite3) found.push_back(walked_by_sqlite(line));
    }
    std::vector<std::string> tables;
    for (auto const& name : found) {
        if (name.empty() || !is_plain(name)) continue;
        auto table = table_behind(name, sql);
        auto const same = [&](std::string const& other) { return same_name(other, table); };
        if (std::none_of(tables.begin(), tables.end(), same)) tables.push_back(std::move(table));
    }
    return tables;
}

std::string column_behind(std::string const& result_column, std::string const& sql) {
    if (!is_plain(result_column)) return result_column;
    if (!first_match(sql, R"(\)\s*AS\s+)" + result_column + R"(\b|\bEND\s+AS\s+)" + result_column + R"(\b)", 0).empty())
        return "";
    auto const column = first_match(sql, R"((\w+)\s+AS\s+)" + result_column + R"(\b)", 1);
    return column.empty() ? result_column : column;
}

std::string ordered_table(std::string const& sql) {
    std::regex const order(R"(\bORDER BY\s+((\w+)\.)?)", std::regex::icase);
    std::string alias;
    for (std::sregex_iterator at(sql.begin(), sql.end(), order), end; at != end; ++at) alias = (*at)[2].str();
    return alias.empty() ? alias : table_behind(alias, sql);
}

Result<bool> has_more_rows(Database& database, Dialect dialect, std::string const& table, std::int64_t than) {
    LOTBRIDGE_TRY(
        auto const query,
        Statement::parse("SELECT count(*) FROM (SELECT ${top} 1 AS one FROM " + table + " ${limit}) few", dialect));
    LOTBRIDGE_TRY(auto const answer, database.run(query, {{"limit", than + 1}}));
    auto const count = answer.rows.empty() ? Cell() : answer.rows[0].cells[0];
    return count && whole_number(*count).value_or(0) > than;
}

}  // namespace lotbridge::sql
