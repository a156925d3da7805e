#include "check.hpp"

#include "probe.hpp"
#include "stream_source.hpp"

#include <algorithm>
#include <array>

namespace lotbridge::sql {
namespace {

std::vector<std::string> columns_of(FieldList const& fields) {
    RecordStream stream;
    stream.fields = fields;
    return columns_of(stream);
}

}  // namespace

void SiteCheck::run() {
    auto const mapping = read_mapping(setup_.mapping, setup_.connection.dialect, setup_.parameters);
    if (!mapping) return failed("mapping", mapping.error().message);
    findings_.ok("mapping", mapping->name + " " + mapping->version + ": " + std::to_string(mapping->records.size()) +
                                " streams, " + std::to_string(mapping->commands.size()) + " commands");
    check_examples(*mapping, setup_.parameters, findings_);
    setup_.connection.encoding = mapping->encoding;
    auto const database = Database::open(setup_.connection, Access::read_only);
    if (!database) return failed("database", database.error().message);
    findings_.ok("database", describe(setup_.connection) + " can be reached");
    schema(**database, *mapping);
    streams(**database, *mapping);
    counts(**database, *mapping);
    commands(**database, *mapping);
    permissions(**database, *mapping);
}

void SiteCheck::schema(Database& database, Mapping const& mapping) {
    auto const found = probe(database, mapping, setup_.connection.dialect);
    if (!found) return failed("schema", found.error().message);
    findings_.ok("schema", std::to_string(found->size()) + " tables are as the mapping expects");
}

void SiteCheck::statement(Database& database, std::string const& subject, Query const& query,
                          std::vector<std::string> const& columns, Values with) {
    // What a request would give is NULL: enough to see whether the statement is understood.
    for (auto const& name : query.statement.names()) with.try_emplace(name);
    auto const answer = database.run(query.statement, with);
    if (!answer) return failed(subject, answer.error().message);
    auto const has = [&](std::string const& wanted) {
        return std::any_of(answer->columns->begin(), answer->columns->end(),
                           [&](std::string const& c) { return same_name(c, wanted); });
    };
    auto const missing = std::find_if_not(columns.begin(), columns.end(), has);
    if (missing != columns.end()) return failed(subject, "the query has no column \"" + *missing + "\"");
    findings_.ok(subject,
                 answer->rows.empty() ? "the query works; there are no rows" : "the query works and finds rows");
}

void SiteCheck::streams(Database& database, Mapping const& mapping) {
    for (auto const& stream : mapping.records) {
        auto const place = describe(stream.query.place);
        statement(database, "stream " + stream.name + " (" + place + ")", stream.query, columns_of(stream),
                  page_values(stream, setup_.parameters, {}, 1));
    }
}

void SiteCheck::counts(Database& database, Mapping const& mapping) {
    for (auto const& count : mapping.counts) {
        auto const place = describe(count.query.place);
        statement(database, std::string(count.interface->id) + " (" + place + ")", count.query,
                  columns_of(count.fields), site_values());
    }
}

// Only what reads can be tried, and with nothing asked for.
void SiteCheck::commands(Database& database, Mapping const& mapping) {
    for (auto const& [name, command] : mapping.commands) {
        auto const place = describe(command.place);
        if (command.writes) {
            findings_.note(
                "command " + name,
                place + (mapping.allow_writes ? ": writes to the lot's database; not tried"
                                              : ": would write, and is not offered without \"allow_writes\": true"));
            continue;
        }
        for (auto const& query : command.statements) {
            if (query.statement.is_call()) continue;
            statement(database, "command " + name + " (" + describe(query.place) + ")", query, {}, site_values());
        }
    }
}

void SiteCheck::permissions(Database& database, Mapping const& mapping) {
    if (mapping.allow_writes) {
        auto const writer = Database::open(setup_.connection, Access::writing);
        if (!writer) return failed("permissions", "for the commands that write: " + writer.error().message);
        return findings_.note("permissions", "the mapping allows commands to write");
    }
    if (setup_.connection.dialect != Dialect::mysql) return;
    auto const grants = database.run(*Statement::parse("SHOW GRANTS", Dialect::mysql));
    if (!grants) return;
    static constexpr std::array<std::string_view, 4> writing{"ALL PRIVILEGES", "INSERT", "UPDATE", "DELETE"};
    for (auto const& row : grants->rows) {
        auto const text = row.cells[0].value_or("");
        if (std::any_of(writing.begin(), writing.end(),
                        [&](auto word) { return text.find(word) != std::string::npos; }))
            return findings_.note("permissions",
                                  "the account may write, and the mapping only reads: SELECT alone would do");
    }
    findings_.ok("permissions", "the account can only read");
}

Values SiteCheck::site_values() const {
    Values values;
    for (auto const& [name, value] : setup_.parameters.values) values[name] = value;
    return values;
}

void SiteCheck::failed(std::string const& subject, std::string const& lines) {
    for (std::size_t i = 0; !part(lines, "\n", i).empty(); ++i) findings_.failed(subject, part(lines, "\n", i));
}

}  // namespace lotbridge::sql
