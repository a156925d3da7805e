#include "stream_source.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

namespace lotbridge::sql {
namespace {

// Before everything that a lot has recorded; SQL Server's datetime knows no earlier day.
constexpr auto first_day = "1753-01-01 00:00:00";
constexpr auto lowest = std::numeric_limits<std::int64_t>::min();

std::int64_t number(std::string_view text) {
    std::int64_t value = lowest;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

}  // namespace

Values page_values(RecordStream const& stream, Parameters const& parameters, Position const& after, std::size_t limit) {
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

Result<std::string> StreamSource::value_of(Row const& row) const {
    auto const* cell = row.find(stream_.cursor.column);
    if (!cell || !*cell) return fail(Errc::rejected, "column " + stream_.cursor.column + " is NULL");
    if (stream_.cursor.scale == Scale::number) return **cell;
    LOTBRIDGE_TRY(auto const time, stream_.cursor.format.read(**cell));
    constexpr std::size_t to_the_second = 19;
    if (time.empty() || (stream_.cursor.format.is_sql() && (*cell)->size() < to_the_second))
        return fail(Errc::rejected,
                    "column " + stream_.cursor.column + " holds no time to the second; its form must be given");
    return stream_.cursor.format.is_sql() ? **cell : time.text();
}

Result<std::vector<SourceRow<Fact>>> StreamSource::page(Position const& after, std::size_t limit) {
    LOTBRIDGE_TRY(auto* const database, link_.database());
    LOTBRIDGE_TRY(auto table, database->run(stream_.query.statement, page_values(stream_, parameters_, after, limit)));
    std::vector<SourceRow<Fact>> rows;
    Result<std::string> value;
    for (auto& row : table.rows) {
        value = value_of(row);
        auto const* key = row.find(stream_.key);
        auto id = key ? key->value_or("") : std::string();
        auto fact = make_fact(mapping_, stream_, parameters_, std::move(row));
        auto const hash = fact.hash;
        if (value)
            rows.push_back({std::move(*value), std::move(id), hash, std::move(fact)});
        else
            misfits_.push_back(std::move(fact));
    }
    if (rows.empty() && table.rows.size() >= limit)  // there is no way past them
        return fail(Errc::rejected, describe(stream_.place) + ": no row has a usable cursor: " + value.error().message);
    return rows;
}

Result<std::vector<SourceRow<Fact>>> StreamSource::all() const {
    LOTBRIDGE_TRY(auto* const database, link_.database());
    auto const limit = static_cast<std::size_t>(stream_.limit);
    LOTBRIDGE_TRY(auto table, database->run(stream_.query.statement, page_values(stream_, parameters_, {}, limit + 1)));
    if (table.rows.size() > limit)
        return fail(Errc::rejected, describe(stream_.place) + ": the snapshot has more than " + std::to_string(limit) +
                                        " rows; narrow its query or raise \"limit\"");
    std::vector<SourceRow<Fact>> rows;
    for (auto& row : table.rows) {
        auto const* key = row.find(stream_.key);
        auto id = key ? key->value_or("") : std::string();
        auto fact = make_fact(mapping_, stream_, parameters_, std::move(row));
        auto const hash = content_hash(id, fact.hash);
        rows.push_back({"", std::move(id), hash, std::move(fact)});
    }
    return rows;
}

}  // namespace lotbridge::sql
