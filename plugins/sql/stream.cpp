#include "stream.hpp"

#include "veiled.hpp"

#include <algorithm>
#include <iterator>
#include <limits>

namespace lotbridge::sql {
namespace {

// Before everything that a lot has recorded; SQL Server's datetime knows no earlier day.
constexpr auto first_day = "1753-01-01 00:00:00";
constexpr auto no_place = "no row of a whole page has a place in the order: ";  // and so there is no way past them
// No key is lower, and a column of 32 bits can be held against it.
constexpr std::int64_t lowest = std::numeric_limits<std::int32_t>::min();

// What the query is given to find the rows after a position.
Values page_values(RecordStream const& stream, Parameters const& parameters, Position const& after, std::size_t limit) {
    auto const number = [](std::string const& text) { return whole_number(text).value_or(lowest); };
    Values values{{"limit", static_cast<std::int64_t>(limit)}};
    for (auto const& [name, value] : parameters.values) values[name] = value;
    if (stream.cursor.scale == Scale::number) {
        values["since"] = number(after.value);
    } else {
        auto const since = after.value.empty() ? first_day : after.value;
        // In sql form a fraction of a second is kept as the database wrote it.
        auto const time = LocalTime::parse(std::string_view(since).substr(0, 19));
        values["since"] = stream.cursor.format.is_sql() || !time ? since : stream.cursor.format.write(*time);
    }
    if (stream.key_is_text)
        values["since_key"] = after.key;
    else
        values["since_key"] = number(after.key);
    return values;
}

bool tells_of_a_stay(RecordStream const& stream) {
    auto const& fields = stream.interface->request->fields;
    return std::any_of(fields.begin(), fields.end(), [](auto const& field) { return field.wire == "recordCode"; });
}

}  // namespace

Result<std::string> start_time(Setup::Start const& start, Link& link) {
    if (start.from == Setup::Start::From::beginning) return std::string();
    if (start.from == Setup::Start::From::time) return start.time.text();
    LOTBRIDGE_TRY(auto const now, link.time());
    return now.text();
}

Stream::Stream(Mapping const& mapping, RecordStream const& stream, Parameters const& parameters, Link& link)
    : mapping_(mapping), stream_(stream), parameters_(parameters), link_(link), wanted_(columns_of(mapping, stream)) {}

bool Stream::follows(Stream const& other) const {
    return stream_.preceded_by == other.stream_.name || (tells_of_a_stay(stream_) && tells_of_a_stay(other.stream_));
}

Result<Stream::News> Stream::read(StreamBookmark at) {
    proven_ = at.proven == mapping_.fingerprint;
    misfits_.clear();
    News news;
    auto const done = stream_.mode == RecordStream::Mode::snapshot ? read_snapshot(at, news) : read_on(at, news);
    if (!done) return fail(done.error());
    if (proven_) at.proven = mapping_.fingerprint;
    news.at = std::move(at);
    return news;
}

void Stream::look_behind() {
    if (poller_) poller_->sweep_next();
}

Result<> Stream::read_on(StreamBookmark& at, News& news) {
    if (auto const begun = begin(at); !begun) return fail(named(begun.error()));
    if (link_.now() >= next_look_) LOTBRIDGE_CHECK(look_for_new_numbers(at, stream_.cursor.overlap, news));
    if (!poller_) {
        StreamOptions options{.scale = stream_.cursor.scale, .overlap = stream_.cursor.overlap, .start = at.begin};
        options.page = static_cast<std::size_t>(stream_.limit);
        // How a database that is not known tells its time is not known either.
        if (!time_query(link_.connection().dialect).empty()) {
            options.now = [this]() -> Result<std::string> {
                LOTBRIDGE_TRY(auto const time, link_.time());
                return time.text();
            };
        }
        poller_.emplace();
        poller_->add(stream_.name, std::move(options),
                     [this](Position const& after, std::size_t limit) { return page(after, limit); });
    }
    LOTBRIDGE_TRY(auto harvest, poller_->poll(at.poller));  // which names the stream in its errors
    if (harvest.uprooted) {
        LOTBRIDGE_TRY(auto const new_numbers, look_for_new_numbers(at, 0, news));
        if (new_numbers) {
            news.more = true;
            return {};
        }
    }
    for (auto& found : harvest.rows) news.facts.push_back(std::move(found.row.payload));
    for (auto& misfit : misfits_) {  // the database gives them again and again
        if (at.told.insert(misfit.hash).second) news.facts.push_back(std::move(misfit));
    }
    at.poller = std::move(harvest.cursor);
    if (stream_.cursor.highest) at.highest = std::max(at.highest, highest_read_);
    news.more = harvest.more;
    return {};
}

Result<> Stream::read_snapshot(StreamBookmark& at, News& news) {
    auto rows = all();
    if (!rows) return fail(named(rows.error()));
    std::set<std::uint64_t> met;
    for (auto& row : *rows) {
        met.insert(row.hash);
        if (!at.told.contains(row.hash)) news.facts.push_back(std::move(row.payload));
    }
    at.told = std::move(met);
    return {};
}

// A numbered stream begins after the last number that was there before its time.
Result<> Stream::begin(StreamBookmark& at) {
    bool const numbered = stream_.cursor.scale == Scale::number;
    if (!numbered || at.begin.empty() || !at.poller.empty()) return {};
    auto const& query = stream_.cursor.begin;
    if (!query)
        return fail(Errc::rejected,
                    describe(stream_.cursor.place) +
                        ": reading from a time needs \"begin\" in the cursor, a query for the number to "
                        "begin after");
    LOTBRIDGE_TRY(auto const last, last_before(at.begin));
    LOTBRIDGE_CHECK(begins_in_time(at.begin, last));
    at.start = at.begin;
    at.begin = last ? std::to_string(*last + 1) : "";  // the poller wants the first to be read
    return {};
}

Result<std::optional<std::int64_t>> Stream::last_before(std::string const& time) {
    auto const& query = stream_.cursor.begin;
    LOTBRIDGE_TRY(auto* const database, link_.database());
    Values values{{"start", time}};
    for (auto const& [name, value] : parameters_.values) values[name] = value;
    LOTBRIDGE_TRY(auto const answer, run(*database, *query, values));
    auto const last = answer.rows.empty() ? Cell() : answer.rows[0].cells[0];
    auto const number = last ? whole_number(*last) : std::nullopt;
    if (last && !number)
        return fail(Errc::rejected, describe(query->place) + veiled(": \"" + *last + "\" is no whole number"));
    return number;
}

Result<std::optional<std::int64_t>> Stream::highest_number() {
    LOTBRIDGE_TRY(auto* const database, link_.database());
    Values values;
    for (auto const& [name, value] : parameters_.values) values[name] = value;
    LOTBRIDGE_TRY(auto const answer, run(*database, *stream_.cursor.highest, values));
    auto const cell = answer.rows.empty() ? Cell() : answer.rows[0].cells[0];
    return cell ? whole_number(*cell) : std::nullopt;
}

// An upgrade that makes a table again starts its numbers anew, below what was read already. So do the newest rows when
// somebody deletes them, which is no upgrade: as long as some of what was read last is still there, the numbers must
// end so far below that reading on would not find what comes next.
Result<bool> Stream::look_for_new_numbers(StreamBookmark& at, std::int64_t tolerance, News& news) {
    constexpr auto look_every = std::chrono::seconds(30);  // an upgrade takes longer
    if (!stream_.cursor.highest) return false;
    auto const there = highest_number();
    if (!there) return fail(named(there.error()));
    next_look_ = link_.now() + look_every;
    auto const before = std::max(at.highest, highest_read_);
    at.highest = there->value_or(0);
    if (at.highest >= before - tolerance) return false;
    news.warning = "stream " + stream_.name + ": the highest number was " + std::to_string(before) + " and is " +
                   std::to_string(at.highest) +
                   ": the table was made again, as an upgrade does; it is read once more, and rows that were not read "
                   "before are gone";
    at.poller.clear();
    at.begin = at.start;
    poller_.reset();
    highest_read_ = 0;
    return true;
}

// Rows without a place in the order make room for those behind them: the poller takes a short page for the last one.
Result<Stream::Rows> Stream::page(Position const& after, std::size_t limit) {
    Rows rows;
    auto at = after;
    for (bool full = true; full && rows.size() < limit;) {
        LOTBRIDGE_TRY(auto table, ask(at, limit));
        full = table.rows.size() >= limit;
        LOTBRIDGE_TRY(auto sorted, sort(std::move(table)));
        if (!proven_) {
            auto const doubt = doubt_of(sorted, full);
            if (!doubt.empty()) return fail(Errc::rejected, doubt);
        }
        if (full && sorted.rows.empty()) return fail(Errc::rejected, no_place + sorted.why);
        if (!sorted.rows.empty()) at = {sorted.rows.back().value, sorted.rows.back().key};
        highest_read_ = std::max(highest_read_, whole_number(at.value).value_or(0));
        LOTBRIDGE_CHECK(make_young_ones_wait(sorted.rows));
        std::move(sorted.rows.begin(), sorted.rows.end(), std::back_inserter(rows));
        std::move(sorted.misfits.begin(), sorted.misfits.end(), std::back_inserter(misfits_));
    }
    if (rows.size() > limit) rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(limit), rows.end());
    return rows;
}

Result<Stream::Rows> Stream::all() {
    auto const limit = static_cast<std::size_t>(stream_.limit);
    LOTBRIDGE_TRY(auto table, ask({}, limit + 1));
    if (table.rows.size() > limit)
        return fail(Errc::rejected, describe(stream_.place) + ": the snapshot has more than " + std::to_string(limit) +
                                        " rows; narrow its query or raise \"limit\"");
    Sorted sorted;
    for (auto& row : table.rows) {
        auto const* key = row.find(stream_.key);
        auto id = key ? key->value_or("") : std::string();
        auto fact = make_fact(mapping_, stream_, parameters_, std::move(row));
        auto const hash = content_hash(id, fact.hash);
        sorted.rows.push_back({"", std::move(id), hash, std::move(fact)});
    }
    auto const doubt = proven_ ? std::string() : doubt_of(sorted, false);
    if (!doubt.empty()) return fail(Errc::rejected, doubt);
    return std::move(sorted.rows);
}

Result<std::vector<Fact>> Stream::between(LocalTime from, LocalTime until) {
    constexpr std::size_t at_once = 5000;  // many: each page may walk a table without an index
    auto const end = until.text();
    std::vector<Fact> facts;
    Position after{from.text(), {}};
    for (bool more = true; more;) {
        auto table = ask(after, at_once);
        if (!table) return fail(named(table.error()));
        more = table->rows.size() >= at_once;
        auto sorted = sort(std::move(*table));
        if (!sorted) return fail(named(sorted.error()));
        if (more && sorted->rows.empty()) return fail(named({Errc::rejected, no_place + sorted->why}));
        for (auto& row : sorted->rows) {
            if (row.value >= end) return facts;
            after = {row.value, row.key};
            facts.push_back(std::move(row.payload));
        }
    }
    return facts;
}

Result<std::string> Stream::plan() {
    LOTBRIDGE_TRY(auto* const database, link_.database(true));
    Position newest{std::to_string(std::numeric_limits<std::int32_t>::max()), {}};
    if (stream_.cursor.scale == Scale::time) {
        LOTBRIDGE_TRY(auto const now, link_.time());
        newest.value = now.text();
    }
    auto const limit = static_cast<std::size_t>(stream_.limit);
    return database->plan(stream_.query.statement, page_values(stream_, parameters_, newest, limit));
}

Result<Table> Stream::ask(Position const& after, std::size_t limit) {
    LOTBRIDGE_TRY(auto* const database, link_.database());
    LOTBRIDGE_TRY(auto table, run(*database, stream_.query, page_values(stream_, parameters_, after, limit)));
    if (*table.columns != fitting_) {
        LOTBRIDGE_CHECK(check_columns(wanted_, *table.columns, parameters_));
        fitting_ = *table.columns;
    }
    return table;
}

Result<Stream::Sorted> Stream::sort(Table table) const {
    Sorted sorted;
    for (auto& row : table.rows) {
        auto position = position_of(row);
        auto fact = make_fact(mapping_, stream_, parameters_, std::move(row));
        auto const hash = fact.hash;
        if (position) {
            sorted.rows.push_back({std::move(position->value), std::move(position->key), hash, std::move(fact)});
            continue;
        }
        if (sorted.why.empty()) sorted.why = describe(stream_.cursor.place) + ": " + veiled(position.error().message);
        sorted.misfits.push_back(std::move(fact));
    }
    LOTBRIDGE_CHECK(check_once(sorted.rows));
    return sorted;
}

// The poller would notice and say less.
Result<> Stream::check_once(Rows const& rows) const {
    auto const same = [](auto const& a, auto const& b) { return a.value == b.value && a.key == b.key; };
    auto const twice = std::adjacent_find(rows.begin(), rows.end(), same);
    if (twice == rows.end()) return {};
    return fail(Errc::rejected, describe(stream_.query.place) + ": gives the row of " + stream_.key + " " +
                                    (stream_.key_is_text ? veiled("\"" + twice->key + "\"") : twice->key) + ", " +
                                    stream_.cursor.column + " " + twice->value +
                                    " more than once: does a join multiply it?");
}

Result<> Stream::make_young_ones_wait(Rows& rows) {
    auto const& wait = stream_.wait;
    if (!wait || rows.empty()) return {};
    LOTBRIDGE_TRY(auto const now, link_.time());
    for (auto& row : rows) {
        Scope const scope{&row.payload.row, nullptr, &parameters_, mapping_.encoding};
        auto const written = wait->written.apply(scope);
        auto const time = written && *written ? DateFormat().read(**written) : LocalTime();
        if (row.payload.messages.empty() || !time || time->empty()) continue;
        // One that is dated far ahead has no age to go by.
        bool const young = std::chrono::abs(now.at() - time->at()) < wait->limit;
        row.waits = young && !wait->until.holds(scope).value_or(true);
    }
    return {};
}

Result<Position> Stream::position_of(Row const& row) const {
    LOTBRIDGE_TRY(auto value, value_of(row));
    // The cursor is kept as UTF-8, and so a key that is text goes back to the database.
    LOTBRIDGE_TRY(auto key, column({&row, nullptr, &parameters_, mapping_.encoding}, stream_.key, mapping_.encoding));
    if (!key || key->empty()) return fail(Errc::rejected, "column " + stream_.key + " is NULL");
    if (!stream_.key_is_text && !whole_number(*key))
        return fail(Errc::rejected, "column " + stream_.key + ": \"" + *key +
                                        "\" is no whole number, as a key is unless its type is text");
    return Position{std::move(value), std::move(*key)};
}

Result<std::string> Stream::value_of(Row const& row) const {
    auto const& column = stream_.cursor.column;
    auto const* cell = row.find(column);
    if (!cell || !*cell) return fail(Errc::rejected, "column " + column + " is NULL");
    auto const& text = **cell;
    if (stream_.cursor.scale == Scale::number) {
        if (auto const number = whole_number(text)) return std::to_string(*number);
        return fail(Errc::rejected, "column " + column + ": \"" + text + "\" is no whole number");
    }
    auto const time = stream_.cursor.format.read(text);
    if (!time) {
        auto const way_out = stream_.cursor.format.is_sql() ? "; a text of another form is no cursor, unless it sorts "
                                                              "and the cursor has its format: take a growing number"
                                                            : "";
        return fail(Errc::rejected, "column " + column + ": " + time.error().message + way_out);
    }
    constexpr std::size_t to_the_second = 19;
    if (time->empty() || (stream_.cursor.format.is_sql() && text.size() < to_the_second))
        return fail(Errc::rejected,
                    "column " + column + ": \"" + text + "\" is no time to the second; its format must be given");
    return stream_.cursor.format.is_sql() ? text : time->text();
}

// Why the mapping seems not to fit at all; empty when a row fits it, which is remembered, or when none says anything. A
// few that do not fit among many that say nothing are no reason to stop.
std::string Stream::doubt_of(Sorted const& sorted, bool more_to_come) {
    constexpr std::size_t enough = 10;
    std::size_t unfit = 0;
    std::string why;
    for (auto const& row : sorted.rows) {
        if (row.payload.messages.empty()) continue;
        auto const& body = row.payload.messages.back().body;
        auto const problems = schema::check(*stream_.interface->request, body);
        if (problems.empty()) {
            proven_ = true;
            return {};
        }
        if (unfit++ == 0) why = words_of(problems.front());
    }
    if (sorted.rows.empty()) why = sorted.why;
    if (why.empty() || (more_to_come && unfit < enough)) return {};
    return "no row fits the mapping: " + why;
}

std::string Stream::words_of(schema::Problem const& problem) const {
    auto const wire = part(problem.path, "/", 1);
    auto const field = std::find_if(stream_.fields.begin(), stream_.fields.end(),
                                    [&](Field const& candidate) { return candidate.info->wire == wire; });
    auto const text_date = problem.words.ends_with("is no time of the form yyyy-MM-dd HH:mm:ss");
    return describe(field == stream_.fields.end() ? stream_.place : field->place) + ": " + problem.path + " " +
           veiled(problem.words) + (text_date ? R"(; a text of another form needs "transform": {"date": ...})" : "");
}

Error Stream::named(Error error) const {
    error.message = "stream " + stream_.name + ": " + error.message;
    return error;
}

}  // namespace lotbridge::sql
