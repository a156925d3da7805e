#include "lotsim/late_entry.hpp"

namespace lotbridge::lotsim {
namespace {

using soci::into;
using soci::use;

// Takes the next number of a table out of SQLite's own counter.
long long next_number(soci::session& sql, std::string const& table) {
    long long number = 0;
    sql << "SELECT seq FROM sqlite_sequence WHERE name = :table", use(table), into(number);
    if (!sql.got_data()) sql << "INSERT INTO sqlite_sequence (name, seq) VALUES (:table, 0)", use(table);
    ++number;
    sql << "UPDATE sqlite_sequence SET seq = :seq WHERE name = :table", use(number, "seq"), use(table, "table");
    return number;
}

}  // namespace

Result<long long> LateEntry::begin(Passage passage) {
    if (!database_.is_sqlite() && !own_) {
        LOTBRIDGE_TRY(auto connection, database_.again());
        own_.emplace(std::move(connection));
    }
    return attempt("opening a late entry's transaction", [&] {
        if (database_.is_sqlite()) {
            ids_ = reserve();
        } else {
            transaction_.emplace(*own_);
            ids_.stay = insert_stay(own_->sql(), passage);
            note_change(own_->sql(), *ids_.stay, true, passage.at);
        }
        passage_ = std::move(passage);
        return *ids_.stay;
    });
}

RowIds LateEntry::reserve() {
    Transaction transaction(database_);
    RowIds const ids{next_number(database_.sql(), "SingleCarparkInOutHistory"),
                     next_number(database_.sql(), "CarparkRecordHistory")};
    transaction.commit();
    return ids;
}

Result<long long> LateEntry::commit(LocalTime now) {
    return attempt("committing a late entry", [&] {
        if (transaction_) {
            transaction_->commit();
            transaction_.reset();
        }
        Transaction transaction(database_);
        auto& sql = database_.sql();
        set_clock(sql, now);
        if (database_.is_sqlite()) {
            insert_stay(sql, *passage_, ids_);
            note_change(sql, *ids_.stay, true, passage_->at, ids_.history);
        }
        recount_spaces(sql);
        transaction.commit();
        passage_.reset();
        return *ids_.stay;
    });
}

}  // namespace lotbridge::lotsim
