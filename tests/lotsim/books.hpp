// The ledger folded to one line a row, and the same lines read from the database: equal, or the difference is printed.
#pragma once

#include "lotsim/database.hpp"

#include <fmt/format.h>
#include <rapidjson/document.h>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

namespace lotbridge::lotsim {

using Books = std::map<long long, std::string>;  // row id → plate, entry, exit, money

namespace books {
struct Row {
    std::string plate = "-", in = "-", out = "-";
    long long due = 0, received = 0, waived = 0;
    std::string text() const {
        return fmt::format("{} in {} out {} due {} received {} waived {}", plate, in, out, due, received, waived);
    }
};
inline std::string text(rapidjson::Value const& value) { return value.IsString() ? value.GetString() : "-"; }
inline void fold(rapidjson::Document const& line, Row& row) {
    std::string const what = line["what"].GetString();
    if (what != "tidy_up") row.plate = text(line["plate"]);
    if (what == "entry") row.in = text(line["in"]);
    if (what == "exit" || what == "tidy_up") row.out = text(line["out"]);
    if (what != "exit") return;
    row.due = line["due"].GetInt64();
    row.received = line["received"].GetInt64();
    row.waived = line["waived"].GetInt64();
}
inline bool about_a_stay(std::string const& what) {
    return what == "entry" || what == "correction" || what == "exit" || what == "tidy_up";
}
}  // namespace books

inline Books books_of_ledger(std::filesystem::path const& ledger) {
    std::map<long long, books::Row> rows;
    std::ifstream file(ledger);
    for (std::string text; std::getline(file, text);) {
        rapidjson::Document line;
        line.Parse(text.c_str());
        if (books::about_a_stay(line["what"].GetString())) books::fold(line, rows[line["id"].GetInt64()]);
    }
    Books books;
    for (auto const& [id, row] : rows) books[id] = row.text();
    return books;
}

inline Books books_of_database(Database& database) {
    Books books;
    long long id = 0;
    books::Row row;
    double due = 0, received = 0, waived = 0;
    soci::statement rows =
        (database.sql().prepare << "SELECT id, coalesce(plateNo, '-'), coalesce(inTime, '-'), coalesce(outTime, '-'),"
                                   " shouldMoney, factMoney, freeMoney FROM SingleCarparkInOutHistory",
         soci::into(id), soci::into(row.plate), soci::into(row.in), soci::into(row.out), soci::into(due),
         soci::into(received), soci::into(waived));
    rows.execute();
    while (rows.fetch()) {
        row.due = std::llround(due * 100);
        row.received = std::llround(received * 100);
        row.waived = std::llround(waived * 100);
        books[id] = row.text();
    }
    return books;
}

}  // namespace lotbridge::lotsim
