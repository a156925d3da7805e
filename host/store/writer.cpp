#include "store/writer.hpp"

#include <sqlite3.h>
#include <algorithm>

namespace lotbridge::store {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t most_pieces = 256, most_weight = 2048, crowd = 50'000;
constexpr std::chrono::milliseconds patience{2};
// Pages of the write-ahead log: when they are copied into the database, and when the log has to become short again.
constexpr int checkpoint_every = 1000, too_long = 16 * 1024;

int count_pages(void* pages, sqlite3*, char const*, int in_wal) {
    *static_cast<int*>(pages) = in_wal;
    return SQLITE_OK;
}

}  // namespace

Writer::Writer(std::unique_ptr<Session> session, Health& health, Heal heal, std::chrono::milliseconds tick)
    : session_(std::move(session)), health_(health), heal_(std::move(heal)), tick_(tick) {
    last_seq_ = session_->intake.last_seq();
    sqlite3_wal_hook(session_->database.getHandle(), count_pages, &wal_pages_);
    thread_ = std::thread([this] { work(); });
}

Writer::~Writer() {
    {
        std::lock_guard const lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

void Writer::post(std::unique_ptr<Piece> piece) {
    {
        std::lock_guard const lock(mutex_);
        waiting_ += piece->nature.weight;
        patient_ += piece->nature.patient;
        queue_.push_back(std::move(piece));
    }
    wake_.notify_one();
}

bool Writer::crowded() const {
    std::lock_guard const lock(mutex_);
    return waiting_ > crowd;
}

void Writer::wish(Wish wish) {
    {
        std::lock_guard const lock(mutex_);
        new_wishes_.push_back(std::move(wish));
    }
    wake_.notify_one();
}

void Writer::keep_host_time(HostTime now, WallTime wall) {
    std::lock_guard const lock(mutex_);
    host_time_ = now;
    host_time_wall_ = wall;
    host_time_kept_ = std::chrono::steady_clock::now();
}

HostTime Writer::host_now() const {
    std::lock_guard const lock(mutex_);
    if (host_time_ == HostTime{}) return host_time_;
    return host_time_ + std::chrono::floor<HostTime::duration>(std::chrono::steady_clock::now() - host_time_kept_);
}

void Writer::work() {
    for (;;) {
        auto batch = next_batch();
        health_.look_at_space();
        bool const wished = std::ranges::any_of(wishes_, [](Wish const& wish) { return !wish.looked; });
        if (batch.empty()) {
            std::lock_guard const lock(mutex_);
            if (stopping_ && queue_.empty()) break;
        }
        if (batch.empty() && !wished) {
            idle();
            continue;
        }
        commit(batch);
        for (auto const& piece : batch) piece->answer();
        answer_wishes();
        checkpoint_if_due();
    }
    stop();
}

Writer::Batch Writer::next_batch() {
    std::unique_lock lock(mutex_);
    auto const hurry = [this] {
        return stopping_ || queue_.size() > patient_ || waiting_ >= most_weight ||
               std::ranges::any_of(new_wishes_, &Wish::hurry);
    };
    auto const anything = [this] { return stopping_ || !queue_.empty() || !new_wishes_.empty(); };
    if (wake_.wait_for(lock, tick_, anything)) wake_.wait_for(lock, patience, hurry);
    take_wishes();
    Batch batch;
    std::size_t weight = 0;
    while (!queue_.empty() && batch.size() < most_pieces && weight < most_weight) {
        weight += queue_.front()->nature.weight;
        patient_ -= queue_.front()->nature.patient;
        batch.push_back(std::move(queue_.front()));
        queue_.pop_front();
    }
    waiting_ -= weight;
    return batch;
}

void Writer::commit(Batch& batch) {
    std::vector<Piece*> all, lasting;
    for (auto const& piece : batch) {
        if (piece->nature.grows && !health_.accepting()) {
            piece->refuse(health_.why_not());
            continue;
        }
        all.push_back(piece.get());
        if (!piece->nature.grows) lasting.push_back(piece.get());
    }
    if (write(all)) return;
    for (auto* const piece : all) piece->refuse(last_failure_);
    // No room, perhaps: deliveries need little of it, so they have one more try without the intake.
    if (lasting.empty() || lasting.size() == all.size() || write(lasting)) return;
    for (auto* const piece : lasting) piece->refuse(last_failure_);
}

bool Writer::write(std::vector<Piece*> const& pieces) {
    auto outcome = session_ || heal() ? write_together(pieces) : Outcome::failed;
    if (outcome == Outcome::damaged && heal()) outcome = write_together(pieces);
    if (outcome == Outcome::refused) outcome = write_apart(pieces);
    if (outcome != Outcome::committed) {
        health_.failed(last_failure_);
        return false;
    }
    health_.written();
    last_seq_ = session_->intake.last_seq();
    return true;
}

Writer::Outcome Writer::write_together(std::vector<Piece*> const& pieces) try {
    session_->begin();
    for (auto* const piece : pieces)
        if (!piece->run(*session_)) {
            session_->rollback();
            return Outcome::refused;
        }
    fulfil_wishes();
    write_host_time();
    session_->commit();
    return Outcome::committed;
} catch (std::exception const& exception) {
    return failure(exception);
}

Writer::Outcome Writer::write_apart(std::vector<Piece*> const& pieces) try {
    session_->begin();
    for (auto* const piece : pieces) run_apart(*piece);
    fulfil_wishes();
    session_->commit();
    return Outcome::committed;
} catch (std::exception const& exception) {
    return failure(exception);
}

void Writer::run_apart(Piece& piece) {
    session_->begin_piece();
    try {
        if (piece.run(*session_)) return session_->keep_piece();
    } catch (SQLite::Exception const& exception) {
        if (fault_of(exception) != Fault::piece) throw;
        piece.refuse(to_error(exception, "storing"));
    }
    session_->undo_piece();
}

Writer::Outcome Writer::failure(std::exception const& exception) {
    session_->rollback();
    disappoint_wishes();
    auto const* const sqlite = dynamic_cast<SQLite::Exception const*>(&exception);
    if (!sqlite) {
        last_failure_ = {Errc::retry, std::string("writing to the store: ") + exception.what()};
        return Outcome::failed;
    }
    last_failure_ = to_error(*sqlite, "writing to the store");
    switch (fault_of(*sqlite)) {
        case Fault::piece:
            return Outcome::refused;
        case Fault::damage:
            return Outcome::damaged;
        default:
            return Outcome::failed;
    }
}

bool Writer::heal() {
    session_.reset();
    auto session = heal_(last_failure_);
    if (!session) {
        last_failure_ = session.error();
        return false;
    }
    session_ = std::move(*session);
    sqlite3_wal_hook(session_->database.getHandle(), count_pages, &wal_pages_);
    return true;
}

void Writer::write_host_time() {
    std::unique_lock lock(mutex_);
    auto const now = host_time_;
    auto const wall = host_time_wall_;
    lock.unlock();
    bool const told = wall != WallTime{};  // not where a store is only looked into, or mended by hand
    if (!told || now < written_host_time_ + 1s) return;
    session_->values.put_fact(fact::host_time, std::to_string(now.time_since_epoch().count()));
    session_->values.put_fact(fact::host_time_wall, std::to_string(wall.time_since_epoch().count()));
    session_->tally.host_runs(wall);
    written_host_time_ = now;
}

// ---- wishes

// Under the lock.
void Writer::take_wishes() {
    for (auto& wish : new_wishes_) {
        auto const before = std::ranges::find(wishes_, wish.lot, &Wish::lot);
        if (before == wishes_.end()) {
            wishes_.push_back(std::move(wish));
            continue;
        }
        replaced_.push_back(std::move(*before));
        *before = std::move(wish);
    }
    new_wishes_.clear();
}

void Writer::fulfil_wishes() {
    for (auto& wish : wishes_) {
        if (!wish.done || (wish.looked && !session_->claims.ready(wish.lot))) continue;
        wish.letters = session_->outbox.claim(wish.lot, wish.limit, wish.live_from, std::max(wish.at, host_now()));
        wish.looked = true;
    }
    session_->claims.forget_ready();
}

// Those that got letters, and those that others took the place of.
void Writer::answer_wishes() {
    for (auto const& wish : std::exchange(replaced_, {}))
        if (wish.done) wish.done({});
    auto const over =
        std::ranges::partition(wishes_, [](Wish const& wish) { return wish.done && wish.letters.empty(); });
    for (auto& wish : over)
        if (wish.done) wish.done(std::move(wish.letters));
    wishes_.erase(over.begin(), over.end());
}

// What was rolled back has not been claimed.
void Writer::disappoint_wishes() {
    for (auto& wish : wishes_) {
        wish.letters.clear();
        wish.looked = false;
    }
}

// Nothing waits: the time for what must not delay anybody.
void Writer::idle() {
    auto const overdue = [this] {
        std::lock_guard const lock(mutex_);
        return host_time_ >= written_host_time_ + 10s;
    }();
    if (health_.failing() || overdue) write({});  // also finds out whether the disk takes writes again
    checkpoint(SQLITE_CHECKPOINT_PASSIVE);
}

void Writer::checkpoint_if_due() {
    if (wal_pages_ >= too_long) return checkpoint(SQLITE_CHECKPOINT_TRUNCATE);
    if (wal_pages_ >= checkpointed_pages_ + checkpoint_every) checkpoint(SQLITE_CHECKPOINT_PASSIVE);
}

// Copies the log's pages into the database. A reader may hold some of them back: then the next one takes them.
void Writer::checkpoint(int mode) {
    if (!session_ || wal_pages_ == checkpointed_pages_) return;
    auto* const handle = session_->database.getHandle();
    sqlite3_busy_timeout(handle, 100);
    int in_log = 0, copied = 0;
    auto const result = sqlite3_wal_checkpoint_v2(handle, "main", mode, &in_log, &copied);
    sqlite3_busy_timeout(handle, 5000);
    checkpointed_pages_ = wal_pages_;
    // Once all is copied the log is written from its beginning again.
    if (result == SQLITE_OK && copied == in_log) wal_pages_ = checkpointed_pages_ = 0;
}

void Writer::stop() {
    if (!session_) return;
    wishes_.clear();  // nobody would get the letters
    struct CleanStop final : Piece {
        bool run(Session& session) override {
            session.values.put_fact(fact::clean_stop, "1");
            session.values.forget_fact(fact::salvage);
            return true;
        }
        void refuse(Error) override {}
        void answer() override {}
    } clean_stop;
    written_host_time_ = HostTime::min();
    if (write({&clean_stop})) leave_one_file(session_->database);
    session_.reset();
}

}  // namespace lotbridge::store
