#include "statement_guard.hpp"

#include "text_query.hpp"

#include <soci/error.h>
#include <soci/session.h>

#include <algorithm>

#ifdef LOTBRIDGE_SOCI_SQLITE3
#include <soci/sqlite3/soci-sqlite3.h>
#endif

namespace lotbridge::sql {
namespace {

// MariaDB counts seconds in one variable, MySQL milliseconds (of SELECT only) in another.
void limit_mysql(soci::session& session, std::chrono::milliseconds limit) {
    auto const ms = std::max<std::int64_t>(limit.count(), 1);  // 0 would be no limit
    auto const thousandths = std::to_string(1000 + ms % 1000).substr(1);
    try {
        run_text_query(session, "SET SESSION max_statement_time = " + std::to_string(ms / 1000) + "." + thousandths,
                       {});
    } catch (soci::soci_error const&) {
        run_text_query(session, "SET SESSION max_execution_time = " + std::to_string(ms), {});
    }
}

}  // namespace

StatementGuard::StatementGuard(soci::session& session, Dialect dialect, std::chrono::milliseconds limit)
    : deadline_(std::chrono::steady_clock::now() + limit) {
    if (dialect == Dialect::mysql) limit_mysql(session, limit);
    if (dialect == Dialect::postgresql)
        run_text_query(session, "SET statement_timeout = " + std::to_string(limit.count()), {});
    if (session.get_backend_name() == "firebird") firebird_.emplace(session, deadline_);
#ifdef LOTBRIDGE_SOCI_SQLITE3
    if (session.get_backend_name() == "sqlite3") {
        auto* const connection = static_cast<soci::sqlite3_session_backend*>(session.get_backend())->conn_;
        constexpr int steps = 10000;  // of SQLite's machine: some tens of microseconds
        sqlite_api::sqlite3_progress_handler(connection, steps, &StatementGuard::late, this);
        sqlite_ = connection;
    }
#endif
}

StatementGuard::~StatementGuard() {
#ifdef LOTBRIDGE_SOCI_SQLITE3
    if (sqlite_) sqlite_api::sqlite3_progress_handler(static_cast<sqlite_api::sqlite3*>(sqlite_), 0, nullptr, nullptr);
#endif
}

int StatementGuard::late(void* guard) {
    return std::chrono::steady_clock::now() >= static_cast<StatementGuard*>(guard)->deadline_ ? 1 : 0;
}

}  // namespace lotbridge::sql
