// An SQLite copy of a Donglu lot, and a host that reads it by the mapping.
#pragma once

#include "adapter.hpp"
#include "temp_dir.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <lotbridge/testing/fake_host.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace lotbridge::sql {

class DongluLot {
public:
    explicit DongluLot(std::string mapping = "donglu.json")
        : mapping_(std::move(mapping)),
          database_((dir / "carpark.db").string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE) {
        exec("PRAGMA synchronous = OFF");  // nobody pulls the plug on a test
        exec(*read_text(folder / "schema/sqlite.sql"));
        exec(*read_text(folder / "schema/demo-sqlite.sql"));
        started_ = host.start(settings()).has_value();
    }

    std::string settings(std::string const& more = "") const {
        return R"({"start": "beginning", "connection": {"backend": "sqlite3", "file": )" + quoted(dir / "carpark.db") +
               R"(}, "mapping": )" + quoted(folder / mapping_) + more + "}";
    }
    void exec(std::string const& statement) { database_.exec(statement); }
    std::string one(std::string const& query) { return database_.execAndGet(query).getString(); }

    // As the booth's client writes it.
    void enter(int id, std::string const& plate, std::string const& at) {
        exec(
            "INSERT INTO SingleCarparkInOutHistory (id, plateNo, inPlateNO, carType, fixCarInType, inTime, inDevice, "
            "operaName, carparkId)"
            " VALUES (" +
            std::to_string(id) + ", '" + plate + "', '" + plate + "', '临时车', 0, '" + at +
            "', '东门入口', '收费员1', 1)");
        note(id, "新添加", at);
    }
    // The product's change queue.
    void note(int id, std::string const& state, std::string const& at) {
        exec(
            "INSERT INTO CarparkRecordHistory (hid, plateNo, inPlateNO, carType, inTime, outTime, inDevice, operaName, "
            "updateState, updateTime)"
            " SELECT id, plateNo, inPlateNO, carType, inTime, outTime, inDevice, operaName, '" +
            state + "', '" + at + "' FROM SingleCarparkInOutHistory WHERE id = " + std::to_string(id));
    }

    void poll() {
        ASSERT_TRUE(started_);
        auto const polled = host.poll_all();
        ASSERT_TRUE(polled) << polled.error().message;
    }
    void restart(std::string const& more = "") {
        host.stop();
        started_ = host.start(settings(more)).has_value();
    }
    template <class M>
    std::vector<std::string> stays() const {
        std::vector<std::string> codes;
        for (auto const& message : host.stored<M>()) codes.push_back(message.record_code);
        return codes;
    }

    TempDir dir;
    testing::FakeHost<SqlAdapter> host;

private:
    std::filesystem::path const folder = std::filesystem::path(LOTBRIDGE_SOURCE_DIR) / "adapters/donglu";
    std::string mapping_;
    SQLite::Database database_;
    bool started_ = false;
};

}  // namespace lotbridge::sql
