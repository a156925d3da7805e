// The writer thread and its group commit. Producers leave pieces of work; the writer puts whatever waits into one
// transaction, and answers each piece after the COMMIT. Under load the time of the sync is the time of collection.
//
// Pieces run bare, one after the other. Only when one of them fails is the transaction rolled back and the group run
// again with each piece in its savepoint, so that the bad one goes alone: the same promise, without its price on every
// piece.
#pragma once

#include "store/health.hpp"
#include "store/session.hpp"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace lotbridge::store {

class Piece {
public:
    virtual ~Piece() = default;
    virtual bool run(Session& session) = 0;  // false: an error is its answer, and its effects must go
    virtual void refuse(Error error) = 0;
    virtual void answer() = 0;

    struct Nature {
        std::size_t weight = 1;  // in letters, roughly
        bool grows = false;      // intake: the first thing to stop when the disk fails
        bool patient = false;    // nobody waits for its answer: goes along with others, or alone after a moment
    } nature;
};

template <class T, class Run>
class Work final : public Piece {
public:
    Work(Run run, Done<T> done) : run_(std::move(run)), done_(std::move(done)) {}
    bool run(Session& session) override {
        result_ = run_(session);
        return result_.has_value();
    }
    void refuse(Error error) override { result_ = fail(std::move(error)); }
    void answer() override {
        if (done_) done_(std::move(result_));
    }

private:
    Run run_;  // may run twice
    Done<T> done_;
    Result<T> result_ = fail(Errc::broken, "not run");
};

// A claim that waits for letters. It is looked at in every group that made some of its lot ready, before the COMMIT.
struct Wish {
    LotId lot = 0;
    std::size_t limit = 0;
    Seq live_from = 0;
    HostTime at{};
    bool hurry = true;
    Claimed done;
    std::vector<Letter> letters;  // once it is fulfilled
    bool looked = false;          // at the table, since it came or since a rollback
};

class Writer {
public:
    // Makes a new session after the database turned out to be damaged.
    using Heal = std::function<Result<std::unique_ptr<Session>>(Error const& damage)>;

    Writer(std::unique_ptr<Session> session, Health& health, Heal heal, std::chrono::milliseconds tick);
    // Commits and answers what was left, then stops cleanly.
    ~Writer();

    template <class T, class Run>
    void post(Run run, Done<T> done, Piece::Nature nature = {}) {
        auto piece = std::make_unique<Work<T, Run>>(std::move(run), std::move(done));
        piece->nature = nature;
        post(std::unique_ptr<Piece>(std::move(piece)));
    }

    bool crowded() const;  // more waits than a producer should add to
    Seq last_seq() const { return last_seq_; }
    // Takes the place of the lot's wish before it, which is answered as it stands. Without done it only does that.
    void wish(Wish wish);
    void keep_host_time(HostTime now, WallTime wall);

private:
    using Batch = std::vector<std::unique_ptr<Piece>>;
    enum class Outcome { committed, refused, failed, damaged };

    void post(std::unique_ptr<Piece> piece);
    void work();
    Batch next_batch();
    void commit(Batch& batch);
    bool write(std::vector<Piece*> const& pieces);
    Outcome write_together(std::vector<Piece*> const& pieces);
    Outcome write_apart(std::vector<Piece*> const& pieces);
    void run_apart(Piece& piece);
    Outcome failure(std::exception const& exception);
    bool heal();
    void write_host_time();
    HostTime host_now() const;
    void take_wishes();
    void fulfil_wishes();
    void answer_wishes();
    void disappoint_wishes();
    void idle();
    void checkpoint_if_due();
    void checkpoint(int mode);
    void stop();

    std::unique_ptr<Session> session_;
    Health& health_;
    Heal heal_;
    std::chrono::milliseconds tick_;
    Error last_failure_;
    int wal_pages_ = 0, checkpointed_pages_ = 0;
    HostTime written_host_time_{};
    std::vector<Wish> wishes_, replaced_;

    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::unique_ptr<Piece>> queue_;
    std::vector<Wish> new_wishes_;
    std::size_t waiting_ = 0;  // weight of the queue
    std::size_t patient_ = 0;  // pieces of the queue
    bool stopping_ = false;
    HostTime host_time_{};
    WallTime host_time_wall_{};
    std::chrono::steady_clock::time_point host_time_kept_{};
    std::atomic<Seq> last_seq_ = 0;

    std::thread thread_;
};

}  // namespace lotbridge::store
