// What keeps the file from growing for ever: old letters leave in small batches, freed pages go back to the system.
#pragma once

#include "store/database.hpp"
#include "store/store.hpp"

namespace lotbridge::store {

class Upkeep {
public:
    explicit Upkeep(SQLite::Database& database);

    struct Removed {
        std::size_t letters = 0;
        std::vector<std::string> images;  // that no letter names any more
        bool more = false;
    };
    // Letters that were finished before `limit`, at most 500 looked at; begins where the last call ended.
    Removed remove_letters(WallTime limit);
    // Finished commands, quotes, questions and kept answers older than `limit`, audit lines older than half a year;
    // true: there are more.
    bool remove_commands(WallTime now, WallTime limit);
    // Figures and reports of days more than a year past, and what was dropped from quarantine then; looks once a day.
    void remove_figures(WallTime now);
    void give_back_pages();
    bool names_image(std::string const& key);

private:
    Seq looked_at_ = 0;
    WallTime figures_next_{};
    SQLite::Statement finished_, remove_receipt_, remove_letter_, image_, remove_commands_, remove_quotes_,
        remove_questions_, remove_answers_, remove_audit_;
    SQLite::Database& database_;
};

}  // namespace lotbridge::store
