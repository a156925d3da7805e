#include "store/database.hpp"

#include "base/file.hpp"
#include "base/text.hpp"
#include "store/migrations.hpp"

#include <SQLiteCpp/Column.h>
#include <sqlite3.h>
#include <array>
#include <fstream>
#include <mutex>

namespace lotbridge::store {

namespace {

// No message of the standard comes near; what does is a bug and must not fill the disk.
constexpr int largest_value = 16 << 20;

struct Setting {
    char const *pragma, *value, *read_back;
};

// The order matters: auto_vacuum only counts before the first table is written, and so before WAL.
constexpr std::array settings{
    Setting{"auto_vacuum", "INCREMENTAL", "2"},
    Setting{"journal_mode", "WAL", "wal"},
    Setting{"synchronous", "FULL", "2"},
    Setting{"mmap_size", "0", "0"},  // a write through a stray pointer must not reach the file
    Setting{"journal_size_limit", "67108864", "67108864"},
    Setting{"wal_autocheckpoint", "0", "0"},  // the writer decides when
    Setting{"temp_store", "MEMORY", "2"},
    Setting{"secure_delete", "OFF", "0"},
    Setting{"cache_size", "-4096", "-4096"},  // KiB
    Setting{"trusted_schema", "OFF", "0"},
};

std::string answer(SQLite::Database& database, std::string const& pragma) {
    SQLite::Statement question(database, pragma);
    // A build without memory mapping answers the question for it with no row at all.
    return question.executeStep() ? question.getColumn(0).getString() : std::string("0");
}

Result<> apply(SQLite::Database& database, Setting const& setting) {
    auto const name = std::string("PRAGMA ") + setting.pragma;
    // What is right already is left alone: setting it may write to a file that is not known to be sound yet.
    if (answer(database, name) == setting.read_back) return {};
    SQLite::Statement(database, name + " = " + setting.value).executeStep();
    auto const now = answer(database, name);
    if (now == setting.read_back) return {};
    return fail(Errc::rejected, name + " was set to " + setting.value + " and reads back as " + now +
                                    "; without it nothing that is stored would be safe");
}

// SQLite counts every allocation under one lock of the whole process unless it is told not to, before its first use.
// Should another library have been first, everything works the same, a tenth slower.
void without_memory_statistics() {
    static std::once_flag once;
    std::call_once(once, [] { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); });
}

}  // namespace

Fault fault_of(SQLite::Exception const& exception) {
    switch (exception.getErrorCode() & 0xff) {  // without the extended part
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return Fault::damage;
        case SQLITE_CONSTRAINT:
        case SQLITE_MISMATCH:
        case SQLITE_TOOBIG:
        case SQLITE_RANGE:
        case SQLITE_ERROR:
            return Fault::piece;
        default:
            return Fault::storage;
    }
}

Error to_error(SQLite::Exception const& exception, std::string const& attempted) {
    auto const code = fault_of(exception) == Fault::piece ? Errc::rejected : Errc::retry;
    return {code,
            attempted + ": " + exception.what() + " (SQLite " + std::to_string(exception.getExtendedErrorCode()) + ")"};
}

Result<std::unique_ptr<SQLite::Database>> open_for_writing(std::filesystem::path const& file, std::string const& vfs) {
    without_memory_statistics();
    // Made before SQLite opens it: the write-ahead log gets the rights that the database has.
    if (!std::filesystem::exists(file)) std::ofstream(file, std::ios::app).close();
    base::keep_to_owner(file);
    constexpr int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    auto database = std::make_unique<SQLite::Database>(base::to_text(file), flags, 5000, vfs);
    sqlite3_extended_result_codes(database->getHandle(), 1);
    sqlite3_limit(database->getHandle(), SQLITE_LIMIT_LENGTH, largest_value);
    // Closing must not touch what may turn out to be damaged: leave_one_file() says when it may.
    sqlite3_db_config(database->getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    // 250 tries instead of 10 against virus scanners that hold the file for a moment; other systems ignore it.
    std::array<int, 2> patience{250, 10};
    sqlite3_file_control(database->getHandle(), "main", SQLITE_FCNTL_WIN32_AV_RETRY, patience.data());
    LOTBRIDGE_CHECK(check_identity(*database));
    for (auto const& setting : settings) LOTBRIDGE_CHECK(apply(*database, setting));
    return database;
}

void leave_one_file(SQLite::Database& database) {
    database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    sqlite3_db_config(database.getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, nullptr);
}

Result<std::unique_ptr<SQLite::Database>> open_for_reading(std::filesystem::path const& file) {
    constexpr int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX;
    auto database = std::make_unique<SQLite::Database>(base::to_text(file), flags, 5000);
    sqlite3_extended_result_codes(database->getHandle(), 1);
    sqlite3_db_config(database->getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    database->exec("PRAGMA query_only = ON; PRAGMA mmap_size = 0; PRAGMA trusted_schema = OFF");
    return database;
}

}  // namespace lotbridge::store
