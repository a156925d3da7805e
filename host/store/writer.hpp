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

    std::size_t weight = 1;  // in letters, roughly
    bool grows = false;      // intake: the first thing to stop when the disk fails
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

class Writer {
public:
    // Makes a new session after the database turned out to be damaged.
    using Heal = std::function<Result<std::unique_ptr<Session>>(Error const& damage)>;

    Writer(std::unique_ptr<Session> session, Health& health, Heal heal, std::chrono::milliseconds tick);
    // Commits and answers what was left, then stops cleanly.
    ~Writer();

    template <class T, class Run>
    void post(Run run, Done<T> done, std::size_t weight = 1, bool grows = false) {
        auto piece = std::make_unique<Work<T, Run>>(std::move(run), std::move(done));
        piece->weight = weight;
        piece->grows = grows;
        post(std::unique_ptr<Piece>(std::move(piece)));
    }

    bool crowded() const;  // more waits than a producer should add to
    Seq last_seq() const { return last_seq_; }
    void on_ready(std::function<void(LotId)> callback);
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
    void after_commit();
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

    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::unique_ptr<Piece>> queue_;
    std::size_t waiting_ = 0;  // weight of the queue
    bool stopping_ = false;
    std::function<void(LotId)> on_ready_;
    HostTime host_time_{};
    WallTime host_time_wall_{};
    std::atomic<Seq> last_seq_ = 0;

    std::thread thread_;
};

}  // namespace lotbridge::store
