#include "sqlite_file.hpp"

#include <soci/session.h>

#ifdef LOTBRIDGE_SOCI_SQLITE3
#include <soci/sqlite3/soci-sqlite3.h>
#endif

namespace lotbridge::sql {

bool file_was_replaced(soci::session& session) {
#ifdef LOTBRIDGE_SOCI_SQLITE3
    if (session.get_backend_name() == "sqlite3") {
        auto* const connection = static_cast<soci::sqlite3_session_backend*>(session.get_backend())->conn_;
        int moved = 0;
        auto const answer = sqlite_api::sqlite3_file_control(connection, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
        return answer == SQLITE_OK && moved != 0;
    }
#else
    (void)session;
#endif
    return false;
}

}  // namespace lotbridge::sql
