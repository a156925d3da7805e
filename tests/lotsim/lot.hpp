// An SQLite lot in a folder of its own, furnished, with a booth.
#pragma once

#include "lotsim/booth.hpp"
#include "lotsim/schema.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>
#include <filesystem>
#include <string>

namespace lotbridge::lotsim {

inline LocalTime at(std::string const& time) { return *LocalTime::parse("2025-06-02 " + time); }

struct Lot {
    Lot() {
        EXPECT_TRUE(create_schema(database));
        EXPECT_TRUE(furnish(database, {}, at("06:00:00")));
    }
    ~Lot() { std::filesystem::remove_all(folder); }

    static std::filesystem::path make_folder() {
        static int number = 0;
        auto path = std::filesystem::temp_directory_path() / fmt::format("lotsim-{}-{}", ::getpid(), ++number);
        std::filesystem::create_directories(path);
        return path;
    }

    Passage arriving(std::optional<std::string> plate, std::string const& time) {
        return {.plate = std::move(plate), .car = &visitor, .lane = entry_lanes[0], .at = at(time)};
    }
    Passage leaving(std::optional<std::string> plate, std::string const& time) {
        return {.plate = std::move(plate), .car = &visitor, .lane = exit_lanes[0], .at = at(time)};
    }
    template <class T = long long>
    T one(std::string const& query) {
        T value{};
        database.sql() << query, soci::into(value);
        return value;
    }

    std::filesystem::path folder = make_folder();
    Database database = *Database::open_sqlite((folder / "lot.db").string());
    Booth booth{database};
    Car visitor;
};

}  // namespace lotbridge::lotsim
