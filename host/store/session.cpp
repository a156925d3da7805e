#include "store/session.hpp"

#include <sqlite3.h>

namespace lotbridge::store {

Session::Session(std::unique_ptr<SQLite::Database> connection) : connection_(std::move(connection)) {
    begin();
    load();
    latest_claim_ = claims.take_over();
    tally.take_over();
    questions.doubt_asked();
    commit();
}

void Session::load() {
    topics.forget();
    claims.load();
    gaps.forget();
    outbox.forget();
    intake.load();
    tally.forget();
    stale_ = false;
}

void Session::begin() {
    run(begin_);
    if (stale_) load();
}

void Session::commit() {
    claims.write();
    tally.write();
    run(commit_);
}

void Session::rollback() noexcept {
    stale_ = true;
    if (sqlite3_get_autocommit(database.getHandle()) != 0) return;  // SQLite rolled back by itself
    try {
        run(rollback_);
    } catch (SQLite::Exception const&) {
        // A ROLLBACK that fails has ended the transaction all the same.
    }
}

void Session::begin_piece() { run(savepoint_); }

void Session::keep_piece() {
    claims.write();
    tally.write();
    run(release_);
}

void Session::undo_piece() {
    run(rollback_to_);
    run(release_);
    load();
}

}  // namespace lotbridge::store
