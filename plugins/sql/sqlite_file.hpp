// The file behind an SQLite connection.
#pragma once

namespace soci {
class session;
}

namespace lotbridge::sql {

// It is no longer the one of its name: moved, removed or replaced. An open connection goes on reading the old one.
// False for other databases, and on Windows, where an open file stays.
bool file_was_replaced(soci::session& session);

}  // namespace lotbridge::sql
