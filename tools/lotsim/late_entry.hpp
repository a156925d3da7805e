// An entry whose transaction stays open for seconds: its row gets a low number and appears after rows with higher ones.
// On MySQL that is a real transaction on a connection of its own. SQLite has one writer at a time, so there the row
// numbers are taken at once and the row is written with them later, which looks the same to everybody else.
#pragma once

#include "lotsim/stays.hpp"

#include <optional>

namespace lotbridge::lotsim {

class LateEntry {
public:
    explicit LateEntry(Database& database) : database_(database) {}

    // One at a time. The id is known before anybody can see the row.
    Result<long long> begin(Passage passage);
    bool open() const { return passage_.has_value(); }
    Passage const& passage() const { return *passage_; }
    Result<long long> commit(LocalTime now);

private:
    RowIds reserve();

    Database& database_;
    std::optional<Database> own_;             // MySQL: the connection with the open transaction
    std::optional<Transaction> transaction_;  // and the transaction
    std::optional<Passage> passage_;
    RowIds ids_;
};

}  // namespace lotbridge::lotsim
