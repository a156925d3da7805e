// SQL of a mapping, ready for the connection's dialect, and where it stands in the file.
#pragma once

#include "database.hpp"
#include "json_source.hpp"

#include <lotbridge/schema/scalars.hpp>

namespace lotbridge::sql {

struct Query {
    Statement statement;
    Place place;
};

// As Database::run; its words begin with the query's place.
Result<Table> run(Database& database, Query const& query, Values const& values);

// The database's own local time to the second: its clocks decide what is new and what is old.
Result<LocalTime> time_of(Database& database, Dialect dialect);

}  // namespace lotbridge::sql
