#include "lotsim/database.hpp"

#include <fmt/format.h>

namespace lotbridge::lotsim {
namespace {

// Somebody else's transaction may hold the file for a while; the booth waits as the product does.
constexpr int busy_seconds = 30;

// Others read while the booth writes, as on the product's own server.
void use_write_ahead_log(soci::session& sql) {
    std::string mode;
    sql << "PRAGMA journal_mode=WAL", soci::into(mode);
    sql << "PRAGMA synchronous=NORMAL";
}

}  // namespace

Result<Database> Database::open(bool sqlite, std::string const& connection) {
    auto const kind = sqlite ? "sqlite3" : "mysql";
    return attempt(fmt::format("opening the lot's {} database", kind), [&] {
        auto session = std::make_unique<soci::session>(kind, connection);
        if (sqlite) use_write_ahead_log(*session);
        return Database(sqlite, connection, std::move(session));
    });
}

Result<Database> Database::open_sqlite(std::string const& file) {
    return open(true, fmt::format("dbname=\"{}\" timeout={}", file, busy_seconds));
}

Result<Database> Database::open_mysql(std::string const& connection) {
    return open(false, connection + " charset=utf8mb4");
}

Result<Database> Database::again() const { return open(sqlite_, connection_); }

Transaction::Transaction(Database& database) : sql_(database.sql()) {
    if (database.is_sqlite())
        sql_ << "BEGIN IMMEDIATE";
    else
        sql_.begin();
}

Transaction::~Transaction() {
    if (!open_) return;
    try {
        sql_ << "ROLLBACK";
    } catch (std::exception const&) {
        // The connection is gone, and with it the transaction; the error that led here is already on its way.
    }
}

void Transaction::commit() {
    sql_ << "COMMIT";
    open_ = false;
}

}  // namespace lotbridge::lotsim
