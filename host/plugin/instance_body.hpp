// What an instance is made of; only instance.cpp (its doors and its watcher) and instance_worker.cpp include this.
#pragma once

#include "plugin/command_queue.hpp"
#include "plugin/instance.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace lotbridge::plugin {

// Doubles from first to max until something works again.
class GrowingPause {
public:
    using Duration = std::chrono::milliseconds;
    GrowingPause(Duration first, Duration max) : first_(first), max_(max), next_(first) {}

    Duration next() { return std::exchange(next_, std::min(next_ * 2, max_)); }
    void reset() { next_ = first_; }

private:
    Duration first_, max_, next_;
};

// Two threads share it. The worker carries every call into the adapter; the watcher looks at the clock while the worker
// cannot. What both touch is guarded by mutex_; nothing foreign is called while it is held.
class Instance::Body {
public:
    Body(std::shared_ptr<Library const> library, InstanceOptions options, Upward upward)
        : library_(std::move(library)),
          options_(std::move(options)),
          side_(waking(std::move(upward))),
          restart_pause_(options_.restart_first, options_.restart_max),
          poll_pause_(options_.restart_first, options_.restart_max) {}

    void start();
    bool stop(std::optional<std::chrono::milliseconds> wait);
    void command(WaitingCommand command);
    void poll_soon();
    void look_soon();
    void resume();
    Status status() const;

private:
    Upward waking(Upward upward) {
        upward.wake = [this] { look_soon(); };
        return upward;
    }

    struct Call {
        std::string what;
        SteadyTime begun, limit;
        bool reported = false;
    };

    // The worker.
    void work();
    bool bring_up();
    Result<std::map<std::string, std::string>> try_start();
    void serve();
    bool poll(SteadyTime& due);
    bool look(SteadyTime& due);
    bool carry_out(WaitingCommand command);
    void take_down();
    void pause();
    void failed(Health health, std::string const& words);
    void count_fault(std::string const& words);
    void hold(std::string const& words);
    std::chrono::milliseconds restart_pause();
    void polled(bool more);
    void report(bool failure);
    template <class F>
    auto watched(std::string what, F call);

    // The watcher.
    void watch();
    std::string stuck_words() const;
    std::optional<std::string> why_refused() const;
    std::optional<SteadyTime> next_limit() const;

    void log(int level, std::string const& words) const { side_.upward().log(level, words); }

    std::shared_ptr<Library const> library_;
    InstanceOptions options_;
    HostSide side_;
    // The worker's.
    std::unique_ptr<Adapter> adapter_;
    GrowingPause restart_pause_, poll_pause_;
    std::deque<SteadyTime> faults_;            // of the window
    std::string poll_trouble_, look_trouble_;  // of the last ones

    mutable std::mutex mutex_;
    std::condition_variable worker_wake_, watcher_wake_, ended_;
    bool working_ = false, stopping_ = false, pausing_ = false, held_ = false, poll_now_ = false, look_now_ = false;
    CommandQueue queue_;
    std::optional<Call> call_;
    Status status_;
    std::thread worker_, watcher_;
};

// Answers that these were not carried out and never will be.
void refuse_all(std::vector<WaitingCommand> const& commands, std::string const& words);
std::string seconds(std::chrono::steady_clock::duration duration);

}  // namespace lotbridge::plugin
