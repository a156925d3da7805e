// What the relay keeps for later beside its letters: opaque texts by name, each with a picture if it needs one.
#pragma once

#include "store/database.hpp"
#include "store/store.hpp"

namespace lotbridge::store {

class Notes {
public:
    explicit Notes(SQLite::Database& database);

    void keep(LotId lot, Note const& note);
    void forget(LotId lot, std::string const& name);
    std::vector<Note> of_lot(LotId lot);

private:
    SQLite::Statement keep_, forget_, of_lot_;
};

}  // namespace lotbridge::store
