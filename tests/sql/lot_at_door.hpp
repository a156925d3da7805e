// A lot's database that the tests write as its own software would, and each of the doors through which the adapter can
// read it: natively and by ODBC.
#pragma once

#include "adapter.hpp"
#include "temp_dir.hpp"

#include <lotbridge/testing/fake_host.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <ostream>
#include <string>

namespace soci {
class session;
}

namespace lotbridge::fakes {
class DatabaseServer;
}

namespace lotbridge::sql {

enum class Engine { sqlite, mariadb, postgresql, firebird };
struct Door {
    char const* name;
    Engine engine;
    bool odbc;
};
inline void PrintTo(Door const& door, std::ostream* out) { *out << door.name; }

#if defined(_WIN32)
constexpr Door doors[] = {{"sqlite3", Engine::sqlite, false}, {"sqlite3_by_odbc", Engine::sqlite, true}};
#else
constexpr Door doors[] = {{"sqlite3", Engine::sqlite, false},        {"sqlite3_by_odbc", Engine::sqlite, true},
                          {"mariadb", Engine::mariadb, false},       {"mariadb_by_odbc", Engine::mariadb, true},
                          {"postgresql", Engine::postgresql, false}, {"postgresql_by_odbc", Engine::postgresql, true},
                          {"firebird", Engine::firebird, false}};
#endif

// What the same thing is called on each of them.
struct Words {
    char const *datetime, *with_fraction, *float_number, *text, *bytes;  // types
    char const* now;
    char const *bytes_begin, *bytes_end;  // around hexadecimal digits
    char const* lock;                     // of the table "stay", by somebody else
    char const* forever;                  // a query, giving n
    char const* rename;                   // ALTER TABLE stay ..., from %1 to %2
    char const* end_others;               // connections
};
Words const& words_of(Engine engine);

class LotAtDoor {
public:
    explicit LotAtDoor(Door const& door);
    ~LotAtDoor();

    // As the lot's software does it, on a connection of its own.
    void exec(std::string const& statement);
    std::string one(std::string const& query);
    // What another connection of the lot has begun; until release().
    void hold(std::string const& statement);
    void release();
    void connect();

    // The server; not of SQLite.
    fakes::DatabaseServer& server();

    void write_mapping(std::string const& mapping) { dir.write("mapping.json", mapping); }
    std::string settings() const;
    Result<> start() { return host.start(settings()); }

    TempDir dir;
    testing::FakeHost<SqlAdapter> host;

private:
    std::string connection() const;
    std::unique_ptr<soci::session> open();

    Door door_;
    std::unique_ptr<soci::session> lot_, holder_;
};

}  // namespace lotbridge::sql
