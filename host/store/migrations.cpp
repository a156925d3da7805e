#include "store/migrations.hpp"

#include <SQLiteCpp/Transaction.h>

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
    database.exec("PRAGMA application_id = " + std::to_string(application_id));
    transaction.commit();
}

}  // namespace

Result<> check_identity(SQLite::Database& database) {
    auto const version = pragma(database, "user_version");
    auto const id = pragma(database, "application_id");
    auto const tables = database.execAndGet("SELECT count(*) FROM sqlite_schema").getInt();
    if (id != application_id && (id != 0 || tables != 0))
        return fail(Errc::rejected, "it is a database of another program (application_id " + std::to_string(id) + ")");
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
