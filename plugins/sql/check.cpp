#include "check.hpp"

#include "border.hpp"
#include "columns.hpp"
#include "plan.hpp"
#include "probe.hpp"
#include "stream.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <system_error>

namespace lotbridge::sql {
namespace {

// A query that is asked for nothing has no names besides the settings' params.
bool no_more(std::string const&) { return false; }

// A person sees here whether the lot's time_zone is right. Zones differ by quarters of an hour, clocks by less.
std::string clock_of(Link& link) {
    using namespace std::chrono;
    if (time_query(link.connection().dialect).empty()) return "";
    auto const time = link.time();
    if (!time) return "";
    auto const ahead = time->at() - LocalTime::from_utc(floor<seconds>(system_clock::now()), minutes(0)).at();
    auto const quarters = round<duration<int, std::ratio<900>>>(ahead).count();
    auto const hours = std::to_string(100 + std::abs(quarters) / 4).substr(1);
    auto const rest = std::to_string(100 + std::abs(quarters) % 4 * 15).substr(1);
    return "; its clock says " + time->text() + ", which is UTC" + (quarters < 0 ? "-" : "+") + hours + ":" + rest +
           " as the lot's time_zone should be";
}

// Where the folder of its pictures is named.
std::string setting_of(Image const& image) {
    return image.root == "image_root" ? "settings /image_root" : "settings /params/" + image.root;
}

// The index that finds a stream's new rows at once, and the condition for which every database takes it.
std::string index_for(RecordStream const& record, std::string const& table, Dialect dialect) {
    auto const sql = record.query.statement.text();
    auto const cursor = column_behind(record.cursor.column, sql), key = column_behind(record.key, sql);
    if (cursor.empty())
        return record.cursor.column +
               " is made by an expression, which no index serves: a column of the table in its place would spare that";
    if (key.empty()) return "CREATE INDEX lotbridge_" + table + " ON " + table + " (" + cursor + ") would spare that";
    // Firebird would look for the key in its own index, from the lowest to the highest.
    auto const* const unindexed = dialect == Dialect::firebird && !record.key_is_text ? " + 0" : "";
    bool const two = !same_name(cursor, key);
    return "CREATE INDEX lotbridge_" + table + " ON " + table + " (" + cursor + (two ? ", " + key : "") +
           ") would spare that, with WHERE " + cursor + " >= :since AND (" + cursor + " > :since OR " + key +
           unindexed + " > :since_key) in the query";
}

}  // namespace

void SiteCheck::run() {
    auto const mapping = read_mapping(setup_.mapping, setup_.connection.dialect, setup_.parameters);
    if (!mapping) return failed("mapping", mapping.error().message);
    findings_.ok("mapping", mapping->name + " " + mapping->version + ": " + std::to_string(mapping->records.size()) +
                                " streams, " + std::to_string(mapping->commands.size()) + " commands, " +
                                std::to_string(mapping->questions.size()) + " questions");
    check_examples(*mapping, setup_.parameters, findings_);
    pictures(*mapping);
    setup_.connection.encoding = mapping->encoding;
    Link link(setup_.connection, Access::read_only);
    auto const database = link.database();
    if (!database) return failed("database", database.error().message);
    findings_.ok("database", describe(setup_.connection) + " can be reached" + clock_of(link));
    schema(**database, *mapping);
    for (auto const& record : mapping->records) stream(link, *mapping, record);
    for (auto const& one : mapping->counts) count(link, one);
    if (mapping->totals) totals(link, *mapping, *mapping->totals);
    for (auto const& [name, one] : mapping->commands) command(link, name, one, mapping->allow_writes);
    for (auto const& one : mapping->questions) question(link, one, mapping->allow_writes);
    permissions(link, *mapping);
}

void SiteCheck::schema(Database& database, Mapping const& mapping) {
    auto const found = probe(database, mapping, setup_.connection.dialect);
    if (!found) return failed("schema", found.error().message);
    findings_.ok("schema", std::to_string(found->size()) + " tables are as the mapping expects");
}

void SiteCheck::pictures(Mapping const& mapping) {
    std::set<std::string> met;
    for (auto const& record : mapping.records) {
        for (auto const& image : record.images) {
            if (!image.path || !met.insert(image.root).second) continue;
            auto const setting = setting_of(image);
            auto const found = setup_.parameters.values.find(image.root);
            if (found == setup_.parameters.values.end()) {
                findings_.note("pictures", describe(image.place) + ": none are sent without " + setting);
                continue;
            }
            std::error_code error;
            std::filesystem::directory_iterator const folder(std::filesystem::u8path(found->second), error);
            if (error)
                failed("pictures", setting + ": " + found->second + " is no folder that can be read (" +
                                       error.message() + "); " + describe(image.place) + " reads pictures from it");
            else
                findings_.ok("pictures", setting + ": " + found->second + " can be read");
        }
    }
}

void SiteCheck::stream(Link& link, Mapping const& mapping, RecordStream const& record) {
    auto const subject = "stream " + record.name;
    Stream stream(mapping, record, setup_.parameters, link);
    auto const sample = stream.try_out(setup_.start);
    if (!sample) return failed(subject, sample.error().message);
    bool const from_a_time = setup_.start.from != Setup::Start::From::beginning;
    if (sample->doubt.empty())
        findings_.ok(subject,
                     sample->rows == 0 ? "the query works; there are no rows" : "the query works and finds rows");
    else if (sample->oldest && from_a_time)
        findings_.note(subject, "of the oldest rows, for there are no newer ones, " + sample->doubt);
    else
        failed(subject, sample->doubt);
    if (from_a_time && record.cursor.begin)
        findings_.note(subject, sample->begins.empty()
                                    ? describe(record.cursor.begin->place) +
                                          " gives no number: the stream is read from its very first row"
                                    : "is read from " + record.cursor.column + " " + sample->begins + " on");
    if (record.mode == RecordStream::Mode::append)
        walks(link, subject, record.query, stream.plan(),
              [&](auto const& table) { return index_for(record, table, setup_.connection.dialect); });
    if (sample->pictures_named == 0 || sample->pictures_there > 0) return;
    findings_.note(subject, describe(record.images.front().place) + ": none of the " +
                                std::to_string(sample->pictures_named) + " pictures that its " +
                                (sample->oldest ? "oldest" : "newest") + " rows name is there; is it the folder of " +
                                setting_of(record.images.front()) + "?");
}

void SiteCheck::count(Link& link, Count const& count) {
    statement(link, std::string(count.interface->id), count.query, columns_of(count.fields), no_more);
}

void SiteCheck::totals(Link& link, Mapping const& mapping, Totals const& totals) {
    statement(link, "totals", totals.query, columns_of(totals.fields), no_more);
    for (auto const& rows : totals.rows) {
        if (rows.query)
            statement(link, "totals of " + rows.stream, *rows.query, columns_of(mapping, *mapping.find(rows.stream)),
                      no_more);
    }
}

// What is asked is read; how the answer is written back is not tried.
void SiteCheck::question(Link& link, Question const& question, bool allow_writes) {
    auto const subject = "question " + std::string(question.interface->id);
    if (!allow_writes)
        findings_.note(subject, describe(question.place) +
                                    ": its answer would be written to the lot's database; it is not asked without "
                                    "\"allow_writes\": true");
    statement(link, subject, question.query, columns_of(question), no_more);
}

// Only what reads can be tried, and with nothing asked for.
void SiteCheck::command(Link& link, std::string const& name, Command const& command, bool allow_writes) {
    auto const subject = "command " + name;
    if (command.writes)
        return findings_.note(subject,
                              describe(command.place) +
                                  (allow_writes ? ": writes to the lot's database; not tried"
                                                : ": would write, and is not offered without \"allow_writes\": true"));
    auto const& members = request_shape(*command.interface).fields;
    auto const asked = [&](std::string const& wire) {
        return std::any_of(members.begin(), members.end(), [&](auto const& member) { return member.wire == wire; });
    };
    for (auto const& query : command.statements) {
        if (query.statement.is_call()) continue;
        bool const answers = &query == &command.statements.back();
        statement(link, subject, query, columns_of(answers ? command.reply : FieldList()), asked);
    }
}

void SiteCheck::statement(Link& link, std::string const& subject, Query const& query,
                          std::vector<ColumnUse> const& columns, std::function<bool(std::string const&)> const& known) {
    auto const database = link.database(true);
    if (!database) return failed(subject, database.error().message);
    // What a request would give is NULL: enough to see whether the statement is understood.
    Values values{{"limit", std::int64_t{1}}};
    for (auto const& [name, value] : setup_.parameters.values) values[name] = value;
    for (auto const& name : query.statement.names()) values.try_emplace(name);
    auto const answer = sql::run(**database, query, values);
    if (!answer) return failed(subject, answer.error().message);
    auto const fit = check_columns(columns, *answer->columns, [&](std::string const& name) {
        return known(name) || setup_.parameters.values.contains(name);
    });
    if (!fit) return failed(subject, fit.error().message);
    findings_.ok(subject,
                 answer->rows.empty() ? "the query works; there are no rows" : "the query works and finds rows");
    bool const once_a_day = subject.starts_with("totals");
    if (once_a_day) return;
    walks(link, subject, query, (*database)->plan(query.statement, values),
          [](auto const&) { return "an index on what its WHERE compares would spare that"; });
}

// Of a small table a plan says nothing: reading it whole is the cheapest way.
void SiteCheck::walks(Link& link, std::string const& subject, Query const& query, Result<std::string> const& plan,
                      std::function<std::string(std::string const&)> const& remedy) {
    constexpr std::int64_t few = 10000;
    auto const dialect = setup_.connection.dialect;
    auto const tables = plan ? walked_tables(*plan, dialect, query.statement.text()) : std::vector<std::string>();
    for (auto const& table : tables) {
        auto const database = link.database(true);
        if (!database || !has_more_rows(**database, dialect, table, few).value_or(false)) continue;
        findings_.note(subject, describe(query.place) + ": each look walks through the whole table " + table +
                                    ", which has more than " + std::to_string(few) + " rows; " + remedy(table));
    }
}

void SiteCheck::permissions(Link& link, Mapping const& mapping) {
    if (mapping.allow_writes) {
        auto const writer = Database::open(setup_.connection, Access::writing);
        if (!writer) return failed("permissions", "for the commands that write: " + writer.error().message);
        return findings_.note("permissions", "the mapping allows commands to write");
    }
    if (setup_.connection.dialect != Dialect::mysql) return;
    auto const database = link.database(true);
    auto const grants = database ? (*database)->run(*Statement::parse("SHOW GRANTS", Dialect::mysql)) : Result<Table>();
    if (!database || !grants) return;
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

void SiteCheck::failed(std::string const& subject, std::string const& lines) {
    for (std::size_t i = 0; !part(lines, "\n", i).empty(); ++i) findings_.failed(subject, part(lines, "\n", i));
}

}  // namespace lotbridge::sql
