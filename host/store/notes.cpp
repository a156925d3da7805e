#include "store/notes.hpp"

#include "store/statements.hpp"

namespace lotbridge::store {

Notes::Notes(SQLite::Database& database)
    : keep_(database, sql::keep_note), forget_(database, sql::forget_note), of_lot_(database, sql::notes_of_lot) {}

void Notes::keep(LotId lot, Note const& note) { run(keep_, lot, note.name, note.text, OrNull{note.image}); }

void Notes::forget(LotId lot, std::string const& name) { run(forget_, lot, name); }

std::vector<Note> Notes::of_lot(LotId lot) {
    std::vector<Note> notes;
    for (Rows rows(of_lot_, lot); rows.next();)
        notes.push_back({.name = rows.text(0), .text = rows.text(1), .image = rows.text(2)});
    return notes;
}

}  // namespace lotbridge::store
