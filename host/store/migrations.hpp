// The schema's history: numbered steps, embedded from migrations/*.sql, each in its own transaction.
#pragma once

#include "store/database.hpp"

#include <span>
#include <string_view>

namespace lotbridge::store {

struct Migration {
    int number;
    std::string_view name, sql;
};
std::span<Migration const> migrations();

// The number of its schema, perhaps one of a newer program; an error when it is not ours. Changes nothing.
Result<int> schema_of(SQLite::Database& database);
// Refuses a database of a newer program and one that is not ours. Changes nothing.
Result<> check_identity(SQLite::Database& database);
bool is_newest(SQLite::Database& database);
// Brings a database to the newest schema, or as far as `last` says (for tests of the steps between).
void migrate(SQLite::Database& database, int last = migrations().back().number);

}  // namespace lotbridge::store
