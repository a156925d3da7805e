// What stays were said to cost, kept for the payments that follow.
#pragma once

#include "store/database.hpp"
#include "store/store.hpp"

namespace lotbridge::store {

class Quotes {
public:
    explicit Quotes(SQLite::Database& database);

    void keep(Quote const& quote);
    std::vector<Quote> of_record(LotId lot, std::string const& record);

private:
    SQLite::Statement keep_, of_record_;
};

}  // namespace lotbridge::store
