// Looks whether the database is the one that the mapping was made for, before anything is read from it.
#pragma once

#include "database.hpp"
#include "mapping.hpp"

#include <map>
#include <string>
#include <vector>

namespace lotbridge::sql {

// The columns (with their declared types) of the tables that the mapping names: two databases with the same schema have
// the same picture.
using SchemaPicture = std::map<std::string, std::vector<std::string>>;

// Errc::retry with every missing table and column, each with its place in the mapping: a product that is just being
// upgraded may come back, and nothing is read meanwhile.
Result<SchemaPicture> probe(Database& database, Mapping const& mapping, Dialect dialect);

// "table A: column b is new; table C is gone": what an upgrade changed.
std::string differences(SchemaPicture const& before, SchemaPicture const& now);

}  // namespace lotbridge::sql
