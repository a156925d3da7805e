#include "lot_at_door.hpp"

#include "fakes/database_server.hpp"
#if defined(_WIN32)
#include <windows.h>
#else
#include "fakes/firebird_server.hpp"
#include "fakes/mariadb_server.hpp"
#include "fakes/postgresql_server.hpp"
#endif

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <array>
#include <stdexcept>

namespace lotbridge::sql {
namespace {

constexpr std::array<Words, 4> words{{
    {.datetime = "DATETIME",
     .with_fraction = "DATETIME(3)",
     .float_number = "DOUBLE",
     .text = "TEXT",
     .bytes = "BLOB",
     .now = "datetime('now', 'localtime')",
     .bytes_begin = "x'",
     .bytes_end = "'",
     .lock = "BEGIN EXCLUSIVE",
     .forever = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT count(*) AS n FROM c",
     .rename = "RENAME COLUMN",
     .end_others = ""},
    {.datetime = "DATETIME",
     .with_fraction = "DATETIME(3)",
     .float_number = "DOUBLE",
     .text = "TEXT",
     .bytes = "LONGBLOB",
     .now = "NOW()",
     .bytes_begin = "x'",
     .bytes_end = "'",
     .lock = "LOCK TABLES stay WRITE",
     .forever = "SELECT count(*) AS n FROM seq_1_to_1000000 a JOIN seq_1_to_1000000 b",
     .rename = "RENAME COLUMN",
     .end_others = "SELECT group_concat('KILL ', id SEPARATOR ';') FROM information_schema.processlist"
                   " WHERE db = 'carpark' AND id <> connection_id()"},
    {.datetime = "TIMESTAMP",
     .with_fraction = "TIMESTAMP(3)",
     .float_number = "DOUBLE PRECISION",
     .text = "TEXT",
     .bytes = "BYTEA",
     .now = "localtimestamp",
     .bytes_begin = "decode('",
     .bytes_end = "', 'hex')",
     .lock = "LOCK TABLE stay",
     .forever = "SELECT count(pg_sleep(60)) AS n",
     .rename = "RENAME COLUMN",
     .end_others = "SELECT string_agg('SELECT pg_terminate_backend(' || pid || ')', ';') FROM pg_stat_activity"
                   " WHERE datname = 'carpark' AND pid <> pg_backend_pid()"},
    {.datetime = "TIMESTAMP",
     .with_fraction = "TIMESTAMP",
     .float_number = "DOUBLE PRECISION",
     .text = "BLOB SUB_TYPE TEXT",
     .bytes = "BLOB",
     .now = "CURRENT_TIMESTAMP",
     .bytes_begin = "x'",
     .bytes_end = "'",
     .lock = "UPDATE stay SET remark = 'held'",
     .forever = "SELECT count(*) AS n FROM rdb$fields a, rdb$fields b, rdb$fields c, rdb$fields d",
     .rename = "ALTER COLUMN",
     .end_others = "SELECT 'DELETE FROM mon$attachments WHERE mon$attachment_id <> current_connection'"
                   " FROM rdb$database"},
}};

#if defined(_WIN32)

// The doors there are SQLite's: what starts the servers is not made for Windows.
void renew_database(Engine) {}
std::string settings_of_server(Door const& door) {
    throw std::logic_error(std::string(door.name) + ": no server here");
}

// Under wine a driver is one of the machine's, and knows its paths only.
std::string for_driver(std::filesystem::path const& path) {
    using Convert = char*(CDECL*)(wchar_t const*);
    auto const convert = reinterpret_cast<Convert>(
        reinterpret_cast<void*>(GetProcAddress(GetModuleHandleW(L"kernel32"), "wine_get_unix_file_name")));
    auto* found = convert ? convert(path.c_str()) : nullptr;
    if (!found) return quoted(path);
    std::string const text = found;
    HeapFree(GetProcessHeap(), 0, found);
    return '"' + text + '"';
}

#else

// One server for all tests of the program; what a test leaves is taken away by the next.
template <class S>
S& the() {
    static S server;
    return server;
}

void renew_database(Engine engine) {
    if (engine == Engine::firebird) the<fakes::FirebirdServer>().renew_database();
}

std::string settings_of_server(Door const& door) {
    if (door.engine == Engine::mariadb)
        return (door.odbc ? R"("backend": "odbc", "dialect": "mysql", "Driver": "MariaDB Unicode", "SOCKET": ")"
                          : R"("backend": "mysql", "socket": ")") +
               the<fakes::MariaDbServer>().socket() + R"(", "database": "carpark", "user": "root")";
    if (door.engine == Engine::postgresql)
        return (door.odbc ? R"("backend": "odbc", "dialect": "postgresql", "Driver": "PostgreSQL ANSI", "host": ")"
                          : R"("backend": "postgresql", "socket": ")") +
               the<fakes::PostgreSqlServer>().socket() + R"(", "database": "carpark", "user": "lot")";
    using fakes::FirebirdServer;
    auto const& server = the<FirebirdServer>();
    return R"("backend": "firebird", "host": "127.0.0.1", "port": )" + std::to_string(server.port()) +
           R"(, "database": ")" + server.database() + R"(", "user": ")" + FirebirdServer::user + R"(", "password": ")" +
           FirebirdServer::password + "\"";
}

std::string for_driver(std::filesystem::path const& path) { return quoted(path); }

#endif

}  // namespace

Words const& words_of(Engine engine) { return words[static_cast<std::size_t>(engine)]; }

fakes::DatabaseServer& LotAtDoor::server() {
#if !defined(_WIN32)
    if (door_.engine == Engine::firebird) return the<fakes::FirebirdServer>();
    if (door_.engine == Engine::postgresql) return the<fakes::PostgreSqlServer>();
    if (door_.engine == Engine::mariadb) return the<fakes::MariaDbServer>();
#endif
    throw std::logic_error(std::string(door_.name) + ": has no server");
}

LotAtDoor::LotAtDoor(Door const& door) : door_(door) {
    renew_database(door.engine);
    connect();
    switch (door.engine) {
        case Engine::sqlite:
            exec("PRAGMA synchronous = OFF");
            break;
        case Engine::mariadb:
            exec("DROP DATABASE carpark");
            exec("CREATE DATABASE carpark CHARACTER SET utf8mb4");
            exec("USE carpark");
            break;
        case Engine::postgresql:
            exec("DROP SCHEMA public CASCADE");
            exec("CREATE SCHEMA public");
            break;
        case Engine::firebird:
            break;
    }
}

LotAtDoor::~LotAtDoor() = default;

std::unique_ptr<soci::session> LotAtDoor::open() {
    switch (door_.engine) {
        case Engine::sqlite:
            return std::make_unique<soci::session>(soci::sqlite3, "dbname=" + (dir / "lot.db").string());
        case Engine::mariadb:
            return std::make_unique<soci::session>("mysql", server().connection());
        case Engine::postgresql:
            return std::make_unique<soci::session>("postgresql", server().connection());
        case Engine::firebird:
            return std::make_unique<soci::session>("firebird", server().connection());
    }
    return nullptr;
}

void LotAtDoor::connect() { lot_ = open(); }

void LotAtDoor::exec(std::string const& statement) {
    bool const always_in_one = door_.engine == Engine::firebird;
    if (always_in_one) lot_->begin();
    *lot_ << statement;
    if (always_in_one) lot_->commit();
}

std::string LotAtDoor::one(std::string const& query) {
    bool const always_in_one = door_.engine == Engine::firebird;
    if (always_in_one) lot_->begin();
    std::string text;
    *lot_ << query, soci::into(text);
    if (always_in_one) lot_->commit();
    return text;
}

void LotAtDoor::hold(std::string const& statement) {
    holder_ = open();
    bool const begins_itself = door_.engine == Engine::sqlite || door_.engine == Engine::mariadb;
    if (!begins_itself) holder_->begin();
    *holder_ << statement;
}

void LotAtDoor::release() { holder_.reset(); }

std::string LotAtDoor::settings() const {
    return R"({"start": "beginning", "connection": {)" + connection() + R"(, "lock_wait_ms": 1000}, "mapping": )" +
           quoted(dir / "mapping.json") + "}";
}

std::string LotAtDoor::connection() const {
    if (door_.engine != Engine::sqlite) return settings_of_server(door_);
    if (!door_.odbc) return R"("backend": "sqlite3", "file": )" + quoted(dir / "lot.db");
    return R"("backend": "odbc", "dialect": "sqlite3", "Driver": "SQLite3", "Database": )" + for_driver(dir / "lot.db");
}

}  // namespace lotbridge::sql
