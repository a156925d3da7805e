// Reads what a lot's messages of a time came to.
#pragma once

#include "store/database.hpp"
#include "store/reader.hpp"

namespace lotbridge::store {

// Messages taken in during the span, by topic.
std::vector<Traffic> traffic_of(SQLite::Database& database, std::string const& lot, Span span);
// Audit lines of the span, in order.
std::vector<Audit> audit_of(SQLite::Database& database, std::string const& lot, Span span);

}  // namespace lotbridge::store
