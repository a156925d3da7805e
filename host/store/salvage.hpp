// Saves what can be read of a damaged database, row by row, into a new one, and says what that was.
#pragma once

#include "store/database.hpp"

#include <map>
#include <string>

namespace lotbridge::store {

struct Saved {
    std::map<std::string, std::size_t> rows;  // by table
    std::size_t unreadable = 0;               // rows that were met and could not be read or were nonsense
    std::size_t gaps = 0;                     // places where whole stretches could not be read
    // After the rows were held against each other:
    std::size_t lost = 0;      // letters that waited and whose content is gone
    std::size_t doubtful = 0;  // letters whose fate is gone: they are sent (again)
    std::string words() const;
};

// Both have the newest schema; `fresh` is empty. A database that cannot be read at all gives nothing.
Saved salvage(SQLite::Database& damaged, SQLite::Database& fresh);

// Makes salvaged rows agree with each other again (mend.cpp).
void mend(SQLite::Database& database, Saved& saved);

}  // namespace lotbridge::store
