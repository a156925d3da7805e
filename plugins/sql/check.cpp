#include "check.hpp"

#include "border.hpp"
#include "columns.hpp"
#include "odbc_drivers.hpp"
#include "plan.hpp"
#include "probe.hpp"
#include "stream.hpp"

#include <lotbridge/text/encoding.hpp>

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

// Where the folder of its pictures is named.
std::string setting_of(Image const& image) {
    return image.root == "image_root" ? "settings /image_root" : "settings /params/" + image.root;
}

// The index that finds a stream's new rows at once, and the condition for which every database takes it.
std::string index_for(RecordStream const& record, std::string const& table, Dialect dialect) {
    auto const sql = record.query.statement.text();
    auto const ordered = ordered_table(sql);
    if (!ordered.empty() && !same_name(ordered, table))
        return "an index on what the query compares of it would spare that";
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

std::optional<LocalTime> with_day_and_month_exchanged(LocalTime newest, LocalTime now) {
    auto const is_of_now = [&](LocalTime time) { return abs(now.at() - time.at()) < std::chrono::days(2); };
    auto text = newest.text();
    std::swap_ranges(text.begin() + 5, text.begin() + 7, text.begin() + 8);
    auto const other = LocalTime::parse(text);
    return other && is_of_now(*other) && !is_of_now(newest) ? other : std::nullopt;
}

void SiteCheck::run() {
    auto const mapping = read_mapping(setup_.mapping, setup_.connection.dialect, setup_.parameters);
    if (!mapping) return failed("mapping", mapping.error().message);
    findings_.ok("mapping", mapping->name + " " + mapping->version + ": " + std::to_string(mapping->records.size()) +
                                " streams, " + std::to_string(mapping->commands.size()) + " commands, " +
                                std::to_string(mapping->questions.size()) + " questions");
    check_examples(*mapping, setup_.parameters, findings_);
    if (terms_.offline) return;
    pictures(*mapping);
    setup_.connection.encoding = mapping->encoding;
    if (auto const words = missing_odbc_driver(setup_.connection); !words.empty()) return failed("driver", words);
    Link link(setup_.connection, Access::read_only);
    auto const database = link.database();
    if (!database) return failed("database", database.error().message);
    findings_.ok("database", describe(setup_.connection) + " can be reached");
    schema(**database, *mapping);
    Plausibility plausibility(*mapping);
    for (auto const& record : mapping->records) stream(link, *mapping, record, plausibility);
    for (auto const& doubt : plausibility.doubts()) findings_.note("stream " + doubt.stream, doubt.words);
    for (auto const& one : mapping->counts) count(link, one);
    if (mapping->totals) totals(link, *mapping, *mapping->totals);
    for (auto const& [name, one] : mapping->commands) command(link, name, one, mapping->allow_writes);
    for (auto const& one : mapping->questions) question(link, one, mapping->allow_writes);
    permissions(link, *mapping);
    clocks(link);
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
                                       system_words(error) + "); " + describe(image.place) + " reads pictures from it");
            else
                findings_.ok("pictures", setting + ": " + found->second + " can be read");
        }
    }
}

void SiteCheck::stream(Link& link, Mapping const& mapping, RecordStream const& record, Plausibility& plausibility) {
    auto const subject = "stream " + record.name;
    Stream stream(mapping, record, setup_.parameters, link);
    auto const sample = stream.try_out(setup_.start);
    if (!sample) return failed(subject, sample.error().message);
    if (sample->newest > newest_) newest_ = sample->newest, newest_in_ = record.name;
    auto const begins = sample->begins.empty() ? "" : "; " + sample->begins;
    if (!sample->doubt.empty())
        failed(subject, sample->doubt);
    else if (sample->rows == 0)
        findings_.ok(subject, "the query works; there are no rows");
    else
        findings_.ok(subject, "the query works and finds rows" + begins);
    if (sample->doubt.empty() && !sample->old_doubt.empty())
        findings_.note(subject, "of the oldest rows, which are not to be read, " + sample->old_doubt);
    if (record.mode == RecordStream::Mode::append)
        walks(link, subject, record.query, stream.plan(),
              [&](auto const& table) { return index_for(record, table, setup_.connection.dialect); });
    for (auto const& fact : sample->recent) plausibility.look_at(record, fact);
    if (sample->pictures_named == 0 || sample->pictures_there > 0) return;
    findings_.note(subject, describe(record.images.front().place) + ": none of the " +
                                std::to_string(sample->pictures_named) + " pictures that its rows name is there: " +
                                sample->missing_picture + "; is " + setting_of(record.images.front()) +
                                " their folder, and must a prefix be taken off the path (transform \"replace\")?");
}

void SiteCheck::count(Link& link, Count const& count) {
    statement(link, std::string(count.interface->id), count.query, columns_of(count.fields), no_more);
}

void SiteCheck::totals(Link& link, Mapping const& mapping, Totals const& totals) {
    // Of yesterday, by this computer's clock: any day would do.
    auto const today = std::chrono::floor<std::chrono::days>(
        LocalTime::from_utc(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()),
                            terms_.utc_offset.value_or(std::chrono::minutes(0)))
            .at());
    auto const beginning = [&](std::chrono::local_days day) {
        return totals.format.write(LocalTime(std::chrono::local_seconds(day)));
    };
    Values const day{{"day", beginning(today - std::chrono::days(1))}, {"next_day", beginning(today)}};
    statement(link, "totals", totals.query, columns_of(totals.fields), no_more, day);
    for (auto const& rows : totals.rows) {
        if (rows.query)
            statement(link, "totals of " + rows.stream, *rows.query, columns_of(mapping, *mapping.find(rows.stream)),
                      no_more, day);
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
                          std::vector<ColumnUse> const& columns, std::function<bool(std::string const&)> const& known,
                          Values const& day) {
    auto const database = link.database(true);
    if (!database) return failed(subject, database.error().message);
    // What a request would give is NULL: enough to see whether the statement is understood.
    Values values = day;
    values["limit"] = std::int64_t{1};
    for (auto const& [name, value] : setup_.parameters.values) values[name] = value;
    for (auto const& name : query.statement.names()) values.try_emplace(name);
    auto const answer = sql::run(**database, query, values);
    if (!answer) return failed(subject, answer.error().message);
    auto const fit = check_columns(columns, *answer->columns, [&](std::string const& name) {
        return known(name) || setup_.parameters.values.contains(name);
    });
    if (!fit) return failed(subject, fit.error().message);
    auto const of_day = day.empty() ? std::string() : " of the day before this one";
    findings_.ok(
        subject,
        (answer->rows.empty() ? "the query works; there are no rows" : "the query works and finds rows") + of_day);
    if (!day.empty()) return;  // read once a night, it may walk
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

// A wrong time zone of the lot shifts every time that is sent. A few minutes are for the lot's people to mend. A file
// has the clock of this computer, which need not stand in the lot.
void SiteCheck::clocks(Link& link) {
    using namespace std::chrono;
    if (!terms_.utc_offset || time_query(setup_.connection.dialect).empty()) return;
    auto const theirs = link.time();
    if (!theirs) return failed("clock", theirs.error().message);
    auto const ours = LocalTime::from_utc(floor<seconds>(system_clock::now()), *terms_.utc_offset);
    auto const compared = "the lot's clock says " + ours.text() + " (time_zone of the lot's file), ";
    auto const apart = theirs->at() - ours.at();
    auto const whole = round<minutes>(apart) % minutes(30);
    bool const zone = abs(apart) > minutes(20) && abs(whole) <= minutes(2);
    auto const words = compared + "the database's " + theirs->text();
    bool const server = setup_.connection.dialect != Dialect::sqlite3;
    if (zone && server)
        failed("clock", words + ": is the time_zone right?");
    else if (zone)
        findings_.note("clock", words + ", which is this computer's: is the time_zone right?");
    else if (abs(apart) > minutes(2))
        findings_.note("clock", words + ": one of the two is wrong, and what is sent carries the database's times");
    else
        findings_.ok("clock", words);
    if (!newest_) return;
    auto const newest = "the newest row of " + newest_in_ + " is of " + newest_->text();
    if (auto const other = with_day_and_month_exchanged(*newest_, ours))
        findings_.note("clock", compared + newest + ", and would be of " + other->text() +
                                    " with day and month exchanged: is the date form right?");
    else if (newest_->at() > ours.at() + minutes(20))
        findings_.note("clock", compared + newest +
                                    ", which is still to come: a wrong time_zone, a wrong date form, or a wrong date");
}

void SiteCheck::failed(std::string const& subject, std::string const& lines) {
    for (std::size_t i = 0; !part(lines, "\n", i).empty(); ++i) findings_.failed(subject, part(lines, "\n", i));
}

}  // namespace lotbridge::sql
