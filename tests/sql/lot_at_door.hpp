// A lot's database that the tests write as its own software would, and each of the doors through which the adapter can
// read it: natively and by ODBC.
#pragma once

#include "adapter.hpp"
#include "fakes/mariadb_server.hpp"
#include "temp_dir.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <soci/soci.h>
#include <lotbridge/testing/fake_host.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <ostream>
#include <string>

namespace lotbridge::sql {

enum class Engine { sqlite, mariadb };
struct Door {
    char const* name;
    Engine engine;
    bool odbc;
};
inline void PrintTo(Door const& door, std::ostream* out) { *out << door.name; }

constexpr Door doors[] = {{"sqlite3", Engine::sqlite, false},
                          {"sqlite3_by_odbc", Engine::sqlite, true},
                          {"mariadb", Engine::mariadb, false},
                          {"mariadb_by_odbc", Engine::mariadb, true}};

// One server for all tests of the program, each with a database of its own.
inline fakes::MariaDbServer& mariadb() {
    static fakes::MariaDbServer server;
    return server;
}

class LotAtDoor {
public:
    explicit LotAtDoor(Door const& door) : door_(door) {
        if (door.engine == Engine::sqlite) {
            sqlite_ = std::make_unique<SQLite::Database>((dir / "lot.db").string(),
                                                         SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
            exec("PRAGMA synchronous = OFF");
            return;
        }
        connect();
        exec("DROP DATABASE carpark");
        exec("CREATE DATABASE carpark CHARACTER SET utf8mb4");
        exec("USE carpark");
    }

    // As the lot's software does it, on a connection of its own.
    void exec(std::string const& statement) {
        if (sqlite_)
            sqlite_->exec(statement);
        else
            *mysql_ << statement;
    }
    std::string one(std::string const& query) {
        if (sqlite_) return sqlite_->execAndGet(query).getString();
        std::string text;
        *mysql_ << query, soci::into(text);
        return text;
    }
    void connect() { mysql_ = std::make_unique<soci::session>("mysql", mariadb().connection()); }

    void write_mapping(std::string const& mapping) { dir.write("mapping.json", mapping); }
    std::string settings() const {
        return R"({"start": "beginning", "connection": {)" + connection() + R"(, "lock_wait_ms": 1000}, "mapping": )" +
               quoted(dir / "mapping.json") + "}";
    }
    Result<> start() { return host.start(settings()); }

    TempDir dir;
    testing::FakeHost<SqlAdapter> host;

private:
    std::string connection() const {
        if (door_.engine == Engine::sqlite)
            return (door_.odbc ? R"("backend": "odbc", "dialect": "sqlite3", "Driver": "SQLite3", "Database": )"
                               : R"("backend": "sqlite3", "file": )") +
                   quoted(dir / "lot.db");
        return (door_.odbc ? R"("backend": "odbc", "dialect": "mysql", "Driver": "MariaDB Unicode", "SOCKET": ")"
                           : R"("backend": "mysql", "socket": ")") +
               mariadb().socket() + R"(", "database": "carpark", "user": "root")";
    }

    Door door_;
    std::unique_ptr<SQLite::Database> sqlite_;
    std::unique_ptr<soci::session> mysql_;
};

}  // namespace lotbridge::sql
