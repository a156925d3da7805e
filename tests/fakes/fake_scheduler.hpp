// Schedulers whose clock only the test moves. Posted work may come from any thread (the store's, an adapter's).
#pragma once

#include "base/scheduler.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <utility>

namespace lotbridge::fakes {

using namespace std::chrono_literals;

// Timers in order of time, and of setting where times are equal.
class FakeTimers : public base::Scheduler {
public:
    HostTime now() const override { return now_; }
    WallTime wall() const override { return wall_; }
    void set_wall(WallTime wall) { wall_ = wall; }

    TimerId at(HostTime time, std::function<void()> callback) override {
        auto const id = ++last_;
        timers_.emplace(std::pair(std::max(time, now_), id), std::move(callback));
        return id;
    }
    void cancel(TimerId id) override {
        std::erase_if(timers_, [id](auto const& timer) { return timer.first.second == id; });
    }
    std::size_t timers() const { return timers_.size(); }
    HostTime next_timer() const { return timers_.empty() ? HostTime::max() : timers_.begin()->first.first; }

    // Lets time pass: fires what becomes due, in order, each at its own time, and runs what was posted in between.
    void advance(std::chrono::milliseconds time) {
        auto const end = now_ + time;
        run_ready();
        while (!timers_.empty() && timers_.begin()->first.first <= end) {
            auto timer = timers_.extract(timers_.begin());
            move_to(timer.key().first);
            timer.mapped()();
            run_ready();
        }
        move_to(end);
    }
    // Runs what is posted, without waiting.
    virtual void run_ready() = 0;

protected:
    void move_to(HostTime time) {
        wall_ += time - now_;
        now_ = time;
    }

private:
    HostTime now_{1'000'000ms};
    WallTime wall_{1'780'000'000'000ms};  // 2026-05-28 20:26:40 UTC
    std::map<std::pair<HostTime, TimerId>, std::function<void()>> timers_;
    TimerId last_ = 0;
};

class FakeScheduler final : public FakeTimers {
public:
    void post(std::function<void()> callback) override {
        {
            std::lock_guard const lock(mutex_);
            posted_.push_back(std::move(callback));
        }
        arrived_.notify_one();
    }

    void run_ready() override {
        while (auto const callback = take(0ms)) callback();
    }

    // Runs posted work, also what other threads are still going to post, until done() holds. The clock stands still.
    // False: it did not within limit of real time, which is a failure of the test.
    bool run_until(std::function<bool()> const& done, std::chrono::milliseconds limit = 10s) {
        auto const deadline = std::chrono::steady_clock::now() + limit;
        run_ready();
        while (!done()) {
            auto const left = deadline - std::chrono::steady_clock::now();
            auto const callback = take(std::chrono::duration_cast<std::chrono::milliseconds>(left));
            if (!callback) return done();
            callback();
        }
        return true;
    }

private:
    std::function<void()> take(std::chrono::milliseconds wait) {
        std::unique_lock lock(mutex_);
        arrived_.wait_for(lock, wait, [this] { return !posted_.empty(); });
        if (posted_.empty()) return {};
        auto callback = std::move(posted_.front());
        posted_.pop_front();
        return callback;
    }

    std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<std::function<void()>> posted_;
};

// For tests with real sockets: posted work and socket handlers run in the io_context, timers on the fake clock.
class FakeIoScheduler final : public FakeTimers {
public:
    explicit FakeIoScheduler(boost::asio::io_context& io) : io_(io) {}

    void post(std::function<void()> callback) override { boost::asio::post(io_, std::move(callback)); }

    void run_ready() override {
        io_.restart();
        while (io_.poll() > 0) {
        }
    }

    // Runs the io_context until done() holds; the clock stands still. False: it did not within limit of real time.
    bool run_until(std::function<bool()> const& done, std::chrono::milliseconds limit = 10s) {
        auto const deadline = std::chrono::steady_clock::now() + limit;
        while (!done()) {
            if (std::chrono::steady_clock::now() >= deadline) return false;
            io_.restart();
            io_.run_one_for(10ms);  // short, so that done() may also depend on other threads
        }
        return true;
    }

private:
    boost::asio::io_context& io_;
};

}  // namespace lotbridge::fakes
