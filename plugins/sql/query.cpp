#include "query.hpp"

namespace lotbridge::sql {

Result<Table> run(Database& database, Query const& query, Values const& values) {
    auto table = database.run(query.statement, values);
    if (!table) table.error().message = describe(query.place) + ": " + table.error().message;
    return table;
}

}  // namespace lotbridge::sql
