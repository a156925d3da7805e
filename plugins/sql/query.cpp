#include "query.hpp"

namespace lotbridge::sql {

Result<Table> run(Database& database, Query const& query, Values const& values) {
    auto table = database.run(query.statement, values);
    if (!table) table.error().message = describe(query.place) + ": " + table.error().message;
    return table;
}

Result<LocalTime> time_of(Database& database, Dialect dialect) {
    LOTBRIDGE_TRY(auto const query, Statement::parse("SELECT ${now}", dialect));
    LOTBRIDGE_TRY(auto const answer, database.run(query));
    auto const text = answer.rows.empty() ? std::string() : answer.rows[0].cells[0].value_or("");
    auto const time = LocalTime::parse(std::string_view(text).substr(0, 19));
    if (time && !time->empty()) return *time;
    return fail(Errc::retry, "the database's time is \"" + text + "\", which is no time");
}

}  // namespace lotbridge::sql
