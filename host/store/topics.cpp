#include "store/topics.hpp"

namespace lotbridge::store {

Topics::Topics(SQLite::Database& database)
    : by_name_(database, "SELECT id FROM topic WHERE name = ?1"),
      by_id_(database, "SELECT name FROM topic WHERE id = ?1"),
      insert_(database, "INSERT INTO topic (name) VALUES (?1) ON CONFLICT DO NOTHING"),
      // Said twice, in another place of the file: letters whose topic had lost its name could not be sent.
      repeat_(database,
              "INSERT OR REPLACE INTO meta (name, value) SELECT 'topic/' || id, name FROM topic WHERE name = ?1") {}

std::int64_t Topics::id(std::string const& name) {
    if (auto const known = ids_.find(name); known != ids_.end()) return known->second;
    if (run(insert_, name) > 0) run(repeat_, name);
    Rows rows(by_name_, name);
    rows.next();
    return ids_[name] = rows.integer(0);
}

std::string const& Topics::name(std::int64_t id) {
    if (auto const known = names_.find(id); known != names_.end()) return known->second;
    Rows rows(by_id_, id);
    return names_[id] = rows.next() ? rows.text(0) : std::string();
}

void Topics::forget() {
    ids_.clear();
    names_.clear();
}

}  // namespace lotbridge::store
