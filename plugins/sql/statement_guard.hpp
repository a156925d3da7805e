// Ends a statement that runs too long. MySQL and PostgreSQL do it themselves when asked; SQLite is stopped from inside,
// Firebird from another thread. ODBC drivers are asked with each statement, see OdbcRows.
#pragma once

#include "firebird.hpp"

#include <chrono>
#include <optional>

namespace soci {
class session;
}

namespace lotbridge::sql {

class StatementGuard {
public:
    StatementGuard(soci::session& session, Dialect dialect, std::chrono::milliseconds limit);
    ~StatementGuard();
    StatementGuard(StatementGuard const&) = delete;
    StatementGuard& operator=(StatementGuard const&) = delete;

private:
    static int late(void* guard);

    std::chrono::steady_clock::time_point deadline_;
    void* sqlite_ = nullptr;
    std::optional<FirebirdDeadline> firebird_;
};

}  // namespace lotbridge::sql
