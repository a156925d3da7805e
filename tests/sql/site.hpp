// A small lot in an SQLite file, its mapping, and a host that reads it through the adapter's C border.
#pragma once

#include "adapter.hpp"
#include "temp_dir.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <lotbridge/testing/fake_host.hpp>

#include <map>
#include <memory>
#include <string>

namespace lotbridge::sql {

class Site {
public:
    explicit Site(std::string const& mapping, std::string const& tables = stays_table)
        : database(std::make_unique<SQLite::Database>((dir / "lot.db").string(),
                                                      SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)) {
        dir.write("mapping.json", mapping);
        database->exec("PRAGMA synchronous = OFF");  // nobody pulls the plug on a test
        database->exec(tables);
    }

    std::string settings(std::string const& more = R"("start": "beginning")") const {
        return R"({"connection": {"backend": "sqlite3", "file": )" + quoted(dir / "lot.db") +
               R"(, "lock_wait_ms": 50}, "mapping": )" + quoted(dir / "mapping.json") +
               (more.empty() ? "" : ", " + more) + "}";
    }
    void exec(std::string const& statement) { database->exec(statement); }
    std::string one(std::string const& query) { return database->execAndGet(query).getString(); }

    static constexpr auto stays_table =
        "CREATE TABLE stay (id INTEGER PRIMARY KEY, plate TEXT, in_time TEXT, out_time TEXT, fee REAL, state TEXT)";

    TempDir dir;
    std::unique_ptr<SQLite::Database> database;
    testing::FakeHost<SqlAdapter> host;
};

// One stream of entries, and whatever else a test wants in the file.
inline std::string entries_mapping(std::string const& more = "", std::string const& head = "") {
    return R"({
  "format": 1, "name": "test", )" +
           head + R"(
  "probe": {"tables": {"stay": ["id", "plate", "in_time"]}},
  "records": [{
    "message": "vehicle_entry",
    "query": "SELECT id, plate, in_time, state FROM stay WHERE in_time > :since OR (in_time = :since AND id > :since_key) ORDER BY in_time, id ${limit}",
    "cursor": {"column": "in_time", "overlap": 60},
    "key": "id",
    "fields": {
      "recordCode": {"template": "R{id}"},
      "carNum": {"column": "plate", "transform": ["plate"]},
      "inTime": "in_time"
    }
  }])" + more +
           "}";
}

}  // namespace lotbridge::sql
