#include "store/upkeep.hpp"

#include "store/statements.hpp"

namespace lotbridge::store {

namespace {

constexpr int batch = 500;
// The cybersecurity law asks for six months of such records.
constexpr auto keep_audit = std::chrono::hours(24 * 184);
constexpr auto keep_figures = std::chrono::days(400);

}  // namespace

Upkeep::Upkeep(SQLite::Database& database)
    : finished_(database, sql::finished_letters),
      remove_receipt_(database, "DELETE FROM receipt WHERE seq = ?1"),
      remove_letter_(database, "DELETE FROM letter WHERE seq = ?1"),
      image_(database, sql::letter_with_image),
      remove_commands_(database, sql::remove_commands),
      remove_quotes_(database, sql::remove_quotes),
      remove_questions_(database, sql::remove_questions),
      remove_answers_(database, sql::remove_kept_answers),
      remove_audit_(database, sql::remove_audit),
      database_(database) {}

Upkeep::Removed Upkeep::remove_letters(WallTime limit) {
    Removed removed;
    std::vector<std::pair<Seq, std::string>> old;
    int seen = 0;
    for (Rows rows(finished_, looked_at_, batch); rows.next(); ++seen) {
        // What was captured later was finished later too: nothing behind it can be old enough.
        if (rows.wall(2) >= limit) break;
        looked_at_ = rows.integer(0);
        if (rows.wall(1) < limit) old.emplace_back(rows.integer(0), rows.text(3));
    }
    removed.more = seen == batch;
    for (auto& [seq, image] : old) {
        run(remove_receipt_, seq);
        run(remove_letter_, seq);
        if (!image.empty() && !names_image(image)) removed.images.push_back(std::move(image));
    }
    removed.letters = old.size();
    if (!removed.more) looked_at_ = 0;
    return removed;
}

bool Upkeep::remove_commands(WallTime now, WallTime limit) {
    return run(remove_commands_, limit, batch) + run(remove_quotes_, limit, batch) +
               run(remove_questions_, limit, batch) + run(remove_answers_, limit, batch) +
               run(remove_audit_, now - keep_audit, batch) >
           0;
}

void Upkeep::remove_figures(WallTime now) {
    if (now < figures_next_) return;
    figures_next_ = now + std::chrono::days(1);
    auto const limit = now - keep_figures;
    auto const day = std::chrono::floor<std::chrono::days>(limit).time_since_epoch().count();
    for (auto const* const table : {"figures", "report"}) {
        SQLite::Statement old_days(database_, std::string("DELETE FROM ") + table + " WHERE day < ?1");
        run(old_days, day);
    }
    for (auto const* const old : {"DELETE FROM outage WHERE ended < ?1", "DELETE FROM run WHERE seen < ?1",
                                  "DELETE FROM quarantine WHERE dropped IS NOT NULL AND at < ?1"}) {
        SQLite::Statement old_times(database_, old);
        run(old_times, limit);
    }
}

void Upkeep::give_back_pages() { database_.exec("PRAGMA incremental_vacuum(1000)"); }

bool Upkeep::names_image(std::string const& key) { return Rows(image_, key).next(); }

}  // namespace lotbridge::store
