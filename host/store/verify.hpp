// Whether a database is whole: its structure, what its rows say of each other, the pictures they name.
#pragma once

#include "store/database.hpp"
#include "store/images.hpp"

#include <vector>

namespace lotbridge::store {

// SQLite's own look at the structure, indexes included, table by table so that no look is long. Empty: sound.
std::vector<std::string> structure_faults(SQLite::Database& database);
// Everything, one line per finding.
std::vector<std::string> verify(SQLite::Database& database, Images const& images);

}  // namespace lotbridge::store
