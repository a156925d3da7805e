// A Donglu lot with its database, and a host that reads it by the mapping. The same tests run on an SQLite copy and on
// MariaDB: each program links the database of its own.
#pragma once

#include "adapter.hpp"
#include "temp_dir.hpp"

#include <lotbridge/testing/fake_host.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace lotbridge::sql {

class DongluDatabase {
public:
    // Empty, with the tables of the folder "schema". A file of it, if it has one, is in `dir`.
    DongluDatabase(std::filesystem::path const& schema, TempDir const& dir);
    ~DongluDatabase();

    // One statement, or several that end in ';'. How many rows were changed.
    int exec(std::string const& statements);
    std::string one(std::string const& query);
    // Another connection, as a second program of the lot has it.
    std::unique_ptr<DongluDatabase> again() const;
    // Members of the settings' connection.
    std::string connection() const;

    // Whether the fee of any length of stay can be asked for: SQLite has a view in the place of the procedure.
    static bool const has_procedures;

private:
    struct Parts;
    explicit DongluDatabase(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

class DongluLot {
public:
    explicit DongluLot(std::string mapping = "donglu.json") : mapping_(std::move(mapping)) {
        started_ = host.start(settings()).has_value();
    }

    std::string settings(std::string const& more = "") const {
        return R"({"start": "beginning", "connection": {)" + database.connection() + R"(}, "mapping": )" +
               quoted(folder() / mapping_) + more + "}";
    }
    void exec(std::string const& statements) { database.exec(statements); }
    std::string one(std::string const& query) { return database.one(query); }

    // As the booth's client writes it.
    void enter(int id, std::string const& plate, std::string const& at, std::string const& change = "NULL") {
        exec(
            "INSERT INTO SingleCarparkInOutHistory (id, plateNo, inPlateNO, carType, fixCarInType, inTime, inDevice, "
            "operaName, carparkId)"
            " VALUES (" +
            std::to_string(id) + ", '" + plate + "', '" + plate + "', '临时车', 0, '" + at +
            "', '东门入口', '收费员1', 1)");
        note(id, "新添加", at, change);
    }
    // The product's change queue. `change`: its number there, if not the next one.
    void note(int id, std::string const& state, std::string const& at, std::string const& change = "NULL") {
        exec(
            "INSERT INTO CarparkRecordHistory (id, hid, plateNo, inPlateNO, outPlateNO, carType, inTime, outTime, "
            "inDevice, "
            "outDevice, shouldMoney, factMoney, freeMoney, operaName, updateState, updateTime)"
            " SELECT " +
            change +
            ", id, plateNo, inPlateNO, outPlateNO, carType, inTime, outTime, inDevice, outDevice, shouldMoney, "
            "factMoney, "
            "freeMoney, operaName, '" +
            state + "', '" + at + "' FROM SingleCarparkInOutHistory WHERE id = " + std::to_string(id));
    }
    void leave(int id, std::string const& at) {
        exec("UPDATE SingleCarparkInOutHistory SET outTime = '" + at +
             "', outDevice = '东门出口', outPlateNO = plateNo WHERE id = " + std::to_string(id));
        note(id, "被修改", at);
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
    DongluDatabase database{folder() / "schema", dir};
    testing::FakeHost<SqlAdapter> host;

private:
    static std::filesystem::path folder() { return std::filesystem::path(LOTBRIDGE_SOURCE_DIR) / "adapters/donglu"; }

    std::string mapping_;
    bool started_ = false;
};

}  // namespace lotbridge::sql
