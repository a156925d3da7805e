// Runs one statement through SOCI's backend interface with every column as text. SOCI's own row type would convert by
// declared column type: it refuses a text date in a date column and loses the fraction of a second.
#pragma once

#include "row.hpp"
#include "statement.hpp"

#include <chrono>
#include <vector>

namespace soci {
class session;
}

namespace lotbridge::sql {

// values: one per parameter, in the statement's order, in the database's encoding. limit is for ODBC; the other
// databases are told by StatementGuard. Throws soci::soci_error.
Table run_text_query(soci::session& session, std::string const& sql, std::vector<Value> const& values,
                     std::chrono::milliseconds limit = std::chrono::seconds(10));

}  // namespace lotbridge::sql
