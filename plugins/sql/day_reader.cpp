#include "day_reader.hpp"

#include "body.hpp"
#include "columns.hpp"

#include <set>

namespace lotbridge::sql {
namespace {

LocalTime beginning_of(LocalDate day, int days_later = 0) {
    return LocalTime(std::chrono::local_seconds(day.day() + std::chrono::days(days_later)));
}

// The messages of a fact belong to one parking record, or to none.
std::string record_of(Fact const& fact) {
    for (auto const& message : fact.messages) {
        auto const fields = read_request(message.body);
        if (!fields) continue;
        auto const record = fields->find("recordCode");
        if (record != fields->end()) return record->second.value_or("");
    }
    return {};
}

}  // namespace

Result<Batch> DayReader::list(LocalDate day) {
    Batch batch;
    LOTBRIDGE_CHECK(add_totals(day, batch));
    LOTBRIDGE_CHECK(visit(day, [&](RecordStream const&, Fact& fact) -> Result<> {
        for (auto& message : fact.messages)
            batch.add_body(std::move(message.name), std::move(message.body), std::move(message.key), message.origin);
        return {};
    }));
    return batch;
}

Result<Batch> DayReader::reread(LocalDate day, std::vector<std::string> const& records) {
    std::set<std::string> const wanted(records.begin(), records.end());
    Batch batch;
    LOTBRIDGE_CHECK(visit(day, [&](RecordStream const& stream, Fact& fact) -> Result<> {
        return wanted.contains(record_of(fact)) ? lot_.add(batch, stream, fact) : Result<>();
    }));
    return batch;
}

Result<Totals const*> DayReader::totals() const {
    if (mapping_.totals) return &*mapping_.totals;
    return fail(Errc::unsupported, "mapping " + mapping_.name + " has no totals of a day");
}

Values DayReader::day_values(LocalDate day) const {
    Values values;
    for (auto const& [name, value] : setup_.parameters.values) values[name] = value;
    values["day"] = mapping_.totals->format.write(beginning_of(day));
    values["next_day"] = mapping_.totals->format.write(beginning_of(day, 1));
    return values;
}

Result<> DayReader::add_totals(LocalDate day, Batch& batch) {
    LOTBRIDGE_TRY(auto const* const totals, this->totals());
    LOTBRIDGE_TRY(auto* const database, lot_.database());
    LOTBRIDGE_TRY(auto const answer, run(*database, totals->query, day_values(day)));
    LOTBRIDGE_CHECK(check_columns(columns_of(totals->fields), *answer.columns, setup_.parameters));
    if (answer.rows.empty())
        return fail(Errc::rejected, describe(totals->query.place) + ": the query gives no row for " + day.text());
    Fields const asked{{"day", day.text()}};
    Scope const scope{&answer.rows.front(), &asked, &setup_.parameters, mapping_.encoding};
    auto body = make_body(totals->fields, scope);
    if (!body.problems.empty())
        return fail(Errc::rejected, describe(totals->query.place) + ": " + body.problems.front());
    batch.add_body("daily_reconciliation", std::move(body.json), day.text());
    return {};
}

Result<> DayReader::visit(LocalDate day, Visit const& visit) {
    LOTBRIDGE_TRY(auto const* const totals, this->totals());
    for (auto const& rows : totals->rows) {
        auto const& stream = *mapping_.find(rows.stream);
        LOTBRIDGE_TRY(auto facts, rows.query
                                      ? ask(day, stream, *rows.query)
                                      : lot_.stream(rows.stream).between(beginning_of(day), beginning_of(day, 1)));
        for (auto& fact : facts) LOTBRIDGE_CHECK(visit(stream, fact));
    }
    return {};
}

Result<std::vector<Fact>> DayReader::ask(LocalDate day, RecordStream const& stream, Query const& query) {
    LOTBRIDGE_TRY(auto* const database, lot_.database());
    LOTBRIDGE_TRY(auto table, run(*database, query, day_values(day)));
    LOTBRIDGE_CHECK(check_columns(columns_of(mapping_, stream), *table.columns, setup_.parameters));
    std::vector<Fact> facts;
    for (auto& row : table.rows) facts.push_back(make_fact(mapping_, stream, setup_.parameters, std::move(row)));
    return facts;
}

}  // namespace lotbridge::sql
