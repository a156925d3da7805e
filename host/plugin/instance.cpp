#include "plugin/instance.hpp"

#include "plugin/command_queue.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace lotbridge::plugin {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// Doubles from first to max until something works again.
class GrowingPause {
public:
    GrowingPause(milliseconds first, milliseconds max) : first_(first), max_(max), next_(first) {}

    milliseconds next() { return std::exchange(next_, std::min(next_ * 2, max_)); }
    void reset() { next_ = first_; }

private:
    milliseconds first_, max_, next_;
};

CommandResult not_carried_out(std::string words) {
    return {.status = LB_RETRY, .reply = {}, .words = std::move(words)};
}

void refuse_all(std::vector<WaitingCommand> const& commands, std::string const& words) {
    for (auto const& command : commands) command.done(not_carried_out("command " + command.name + ": " + words));
}

std::string seconds(steady_clock::duration duration) {
    return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(duration).count()) + " s";
}

}  // namespace

// Two threads share it. The worker carries every call into the adapter; the watcher looks at the clock while the worker
// cannot. What both touch is guarded by mutex_; nothing foreign is called while it is held.
class Instance::Body {
public:
    Body(std::shared_ptr<Library const> library, InstanceOptions options, Upward upward)
        : library_(std::move(library)),
          options_(std::move(options)),
          side_(std::move(upward)),
          restart_pause_(options_.restart_first, options_.restart_max),
          poll_pause_(options_.restart_first, options_.restart_max) {}

    void start();
    bool stop(std::optional<milliseconds> wait);
    void command(WaitingCommand command);
    void poll_soon();
    Status status() const;

private:
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
    bool carry_out(WaitingCommand command);
    void take_down();
    void pause();
    void failed(Health health, std::string const& words);
    void recovered();
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
    std::unique_ptr<Adapter> adapter_;  // the worker's, as the pauses are
    GrowingPause restart_pause_, poll_pause_;

    mutable std::mutex mutex_;
    std::condition_variable worker_wake_, watcher_wake_, ended_;
    bool working_ = false, stopping_ = false, pausing_ = false, poll_now_ = false;
    CommandQueue queue_;
    std::optional<Call> call_;
    Status status_;
    std::thread worker_, watcher_;
};

void Instance::Body::start() {
    std::lock_guard const lock(mutex_);
    if (working_) return;
    working_ = true;
    stopping_ = false;
    worker_ = std::thread([this] { work(); });
    watcher_ = std::thread([this] { watch(); });
}

bool Instance::Body::stop(std::optional<milliseconds> wait) {
    {
        std::unique_lock lock(mutex_);
        stopping_ = true;
        worker_wake_.notify_one();
        auto const ended = [this] { return !working_; };
        if (!wait) {
            ended_.wait(lock, ended);
        } else if (!ended_.wait_for(lock, *wait, ended)) {
            return false;
        }
    }
    if (worker_.joinable()) worker_.join();
    if (watcher_.joinable()) watcher_.join();
    return true;
}

void Instance::Body::work() {
    for (;;) {
        if (bring_up()) serve();
        take_down();
        pause();
        std::unique_lock lock(mutex_);
        if (!stopping_) continue;
        auto const waiting = queue_.take_all();
        lock.unlock();
        refuse_all(waiting, "the adapter is being stopped");
        lock.lock();
        working_ = false;
        status_.health = Health::stopped;
        watcher_wake_.notify_one();
        ended_.notify_all();
        return;
    }
}

// Names the call and its limit to the watcher while it lasts.
template <class F>
auto Instance::Body::watched(std::string what, F call) {
    {
        std::lock_guard const lock(mutex_);
        auto const now = steady_clock::now();
        call_ = Call{std::move(what), now, now + options_.call_limit};
        watcher_wake_.notify_one();
    }
    auto result = call();
    std::unique_lock lock(mutex_);
    auto const finished = *std::exchange(call_, std::nullopt);
    lock.unlock();
    if (finished.reported) {
        log(LB_LOG_WARNING, finished.what + " came back after " + seconds(steady_clock::now() - finished.begun));
    }
    return result;
}

bool Instance::Body::bring_up() {
    {
        std::lock_guard const lock(mutex_);
        if (stopping_) return false;
        pausing_ = false;
        status_.health = Health::starting;
    }
    auto sheet = try_start();
    if (!sheet) {
        failed(Health::retrying, sheet.error().message);
        return false;
    }
    std::lock_guard const lock(mutex_);
    status_.capabilities = std::move(*sheet);
    status_.health = Health::running;
    return true;
}

Result<std::map<std::string, std::string>> Instance::Body::try_start() {
    LOTBRIDGE_TRY(adapter_, watched("create", [&] { return Adapter::create(library_, side_); }));
    auto const started = watched("start", [&] { return adapter_->start(options_.settings); });
    if (!started.ok()) return fail(static_cast<Errc>(started.status), started.words);
    LOTBRIDGE_TRY(auto cursor, side_.upward().cursor());
    side_.set_cursor(std::move(cursor));
    return watched("capabilities", [&] { return adapter_->capabilities(); });
}

// Until the instance is to stop or the adapter is broken. Commands go ahead of polls: a driver waits at the gate.
void Instance::Body::serve() {
    for (auto due = steady_clock::now();;) {
        std::unique_lock lock(mutex_);
        worker_wake_.wait_until(lock, due, [this] { return stopping_ || poll_now_ || !queue_.empty(); });
        if (stopping_) return;
        if (!queue_.empty()) {
            auto next = queue_.pop();
            lock.unlock();
            if (!carry_out(std::move(next))) return;
        } else {
            poll_now_ = false;
            lock.unlock();
            if (!poll(due)) return;
        }
    }
}

// False when the adapter is broken. due becomes the time of the next poll.
bool Instance::Body::poll(SteadyTime& due) {
    auto const outcome = watched("poll", [this] { return adapter_->poll(); });
    if (outcome.status == LB_BROKEN) {
        failed(Health::broken, outcome.words);
        return false;
    }
    if (!outcome.ok()) {
        failed(Health::retrying, outcome.words);
        due = steady_clock::now() + std::max(options_.poll, poll_pause_.next());
        return true;
    }
    recovered();
    due = steady_clock::now() + (outcome.more ? milliseconds(0) : options_.poll);
    return true;
}

bool Instance::Body::carry_out(WaitingCommand command) {
    auto const left = std::chrono::duration_cast<milliseconds>(command.limit - steady_clock::now());
    if (left <= milliseconds(0)) {
        refuse_all({std::move(command)}, "its time had passed before the adapter was free");
        return true;
    }
    auto result =
        watched("command " + command.name, [&] { return adapter_->command(command.name, command.body, left); });
    auto const broken = result.status == LB_BROKEN;
    if (broken) failed(Health::broken, result.words);
    {
        std::lock_guard const lock(mutex_);
        ++status_.commands;
    }
    command.done(std::move(result));
    return !broken;
}

void Instance::Body::take_down() {
    if (!adapter_) return;
    watched("stop", [this] { return adapter_->stop(), true; });
    watched("destroy", [this] { return adapter_.reset(), true; });
}

void Instance::Body::pause() {
    std::unique_lock lock(mutex_);
    if (stopping_) return;
    pausing_ = true;
    auto const waiting = queue_.take_all();
    auto const words = "the adapter does not run: " + status_.words;
    lock.unlock();
    refuse_all(waiting, words);
    lock.lock();
    worker_wake_.wait_for(lock, restart_pause_.next(), [this] { return stopping_; });
}

// One failure, one line: the same words again are only counted.
void Instance::Body::failed(Health health, std::string const& words) {
    {
        std::lock_guard const lock(mutex_);
        ++status_.failures;
        status_.health = health;
        if (status_.words == words) return;
        status_.words = words;
    }
    log(LB_LOG_ERROR, words);
}

void Instance::Body::recovered() {
    restart_pause_.reset();
    poll_pause_.reset();
    {
        std::lock_guard const lock(mutex_);
        ++status_.polls;
        status_.health = Health::running;
        if (status_.words.empty()) return;
        status_.words.clear();
    }
    log(LB_LOG_INFO, "works again");
}

void Instance::Body::watch() {
    std::unique_lock lock(mutex_);
    while (working_) {
        auto const now = steady_clock::now();
        auto const expired = queue_.take_expired(now);
        auto const newly_stuck = call_ && !call_->reported && call_->limit <= now;
        if (newly_stuck) {
            call_->reported = true;
            ++status_.failures;
        }
        auto const words = call_ ? stuck_words() : "the adapter was busy";
        if (!expired.empty() || newly_stuck) {
            lock.unlock();
            if (newly_stuck) log(LB_LOG_ERROR, words);
            refuse_all(expired, "its time passed before the adapter was free; " + words);
            lock.lock();
        } else if (auto const next = next_limit()) {
            watcher_wake_.wait_until(lock, *next);
        } else {
            watcher_wake_.wait(lock);
        }
    }
}

std::optional<SteadyTime> Instance::Body::next_limit() const {
    auto next = queue_.first_limit();
    if (call_ && !call_->reported) next = next ? std::min(*next, call_->limit) : call_->limit;
    return next;
}

std::string Instance::Body::stuck_words() const {
    return call_->what + " has been inside the adapter for " + seconds(steady_clock::now() - call_->begun);
}

std::optional<std::string> Instance::Body::why_refused() const {
    if (!working_ || stopping_) return "the adapter is stopped";
    if (call_ && call_->reported) return "the adapter is stuck: " + stuck_words();
    if (pausing_) return "the adapter does not run: " + status_.words;
    return std::nullopt;
}

void Instance::Body::command(WaitingCommand command) {
    std::optional<std::string> refused;
    {
        std::lock_guard const lock(mutex_);
        refused = why_refused();
        if (!refused && !queue_.push(command)) {
            refused = std::to_string(CommandQueue::most) + " commands wait for the adapter already";
        }
        worker_wake_.notify_one();
        watcher_wake_.notify_one();
    }
    if (refused) command.done(not_carried_out("command " + command.name + ": " + *refused));
}

void Instance::Body::poll_soon() {
    std::lock_guard const lock(mutex_);
    poll_now_ = true;
    worker_wake_.notify_one();
}

Status Instance::Body::status() const {
    std::lock_guard const lock(mutex_);
    auto status = status_;
    status.submitted = side_.submitted();
    if (call_ && call_->limit <= steady_clock::now()) {
        status.health = Health::stuck;
        status.words = stuck_words();
    }
    return status;
}

Instance::Instance(std::shared_ptr<Library const> library, InstanceOptions options, Upward upward)
    : body_(std::make_unique<Body>(std::move(library), std::move(options), std::move(upward))) {}

Instance::~Instance() { body_->stop(std::nullopt); }

void Instance::start() { body_->start(); }

bool Instance::stop(milliseconds wait) { return body_->stop(wait); }

void Instance::command(std::string name, std::string body, milliseconds limit,
                       std::function<void(CommandResult)> done) {
    constexpr milliseconds day = std::chrono::hours(24);  // a sum with "for ever" would wrap round
    body_->command({std::move(name), std::move(body), steady_clock::now() + std::min(limit, day), std::move(done)});
}

void Instance::poll_soon() { body_->poll_soon(); }

Status Instance::status() const { return body_->status(); }

}  // namespace lotbridge::plugin
