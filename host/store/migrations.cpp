#include "store/migrations.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Transaction.h>
#include <sqlite3.h>
#include <optional>

namespace lotbridge::store {

namespace {

constexpr std::int32_t application_id = 0x4C425354;  // "LBST" in the file's header

std::int64_t pragma(SQLite::Database& database, char const* name) {
    return database.execAndGet(std::string("PRAGMA ") + name).getInt64();
}

void apply(SQLite::Database& database, Migration const& step) {
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    database.exec(std::string(step.sql));
    database.exec("PRAGMA user_version = " + std::to_string(step.number));
    database.exec("INSERT OR REPLACE INTO meta (name, value) VALUES ('schema', " + std::to_string(step.number) + ")");
    database.exec("PRAGMA application_id = " + std::to_string(application_id));
    transaction.commit();
}

// The number stands in the file's header and in a table. A header that says something else than the table is damaged.
std::optional<std::int64_t> noted_number(SQLite::Database& database) try {
    return std::stoll(database.execAndGet("SELECT value FROM meta WHERE name = 'schema'").getString());
} catch (std::exception const&) {
    return std::nullopt;  // no such table or row
}

}  // namespace

Result<int> schema_of(SQLite::Database& database) {
    auto const id = pragma(database, "application_id");
    auto const version = pragma(database, "user_version");
    auto const noted = noted_number(database);
    if (noted && (*noted != version || id != application_id))
        throw SQLite::Exception("the file's header contradicts its content", SQLITE_CORRUPT);
    auto const tables = database.execAndGet("SELECT count(*) FROM sqlite_schema").getInt();
    if (id != application_id && (id != 0 || tables != 0))
        return fail(Errc::rejected, "it is a database of another program (application_id " + std::to_string(id) + ")");
    return static_cast<int>(version);
}

Result<> check_identity(SQLite::Database& database) {
    LOTBRIDGE_TRY(auto const version, schema_of(database));
    if (version > migrations().back().number)
        return fail(Errc::rejected, "its schema has number " + std::to_string(version) + ", this program knows up to " +
                                        std::to_string(migrations().back().number) +
                                        ": it was written by a newer LotBridge, which is needed to open it");
    return {};
}

bool is_newest(SQLite::Database& database) { return pragma(database, "user_version") == migrations().back().number; }

void migrate(SQLite::Database& database, int last) {
    auto const version = pragma(database, "user_version");
    for (auto const& step : migrations())
        if (step.number > version && step.number <= last) apply(database, step);
}

}  // namespace lotbridge::store
