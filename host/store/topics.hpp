// Topics by number: rows hold the number, everybody else the name.
#pragma once

#include "store/database.hpp"

#include <string>
#include <unordered_map>

namespace lotbridge::store {

class Topics {
public:
    explicit Topics(SQLite::Database& database);

    std::int64_t id(std::string const& name);  // existing or new
    std::string const& name(std::int64_t id);  // empty for an unknown number
    // After a rollback: what was remembered may never have been stored.
    void forget();

private:
    SQLite::Statement by_name_, by_id_, insert_, repeat_;
    std::unordered_map<std::string, std::int64_t> ids_;
    std::unordered_map<std::int64_t, std::string> names_;
};

}  // namespace lotbridge::store
