// SQL of a mapping, ready for the connection's dialect, and where it stands in the file.
#pragma once

#include "database.hpp"
#include "json_source.hpp"

namespace lotbridge::sql {

struct Query {
    Statement statement;
    Place place;
};

// As Database::run; its words begin with the query's place.
Result<Table> run(Database& database, Query const& query, Values const& values);

}  // namespace lotbridge::sql
