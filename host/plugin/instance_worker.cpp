// The worker: the one thread that carries every call into the adapter.
#include "plugin/instance_body.hpp"

namespace lotbridge::plugin {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

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
    if (outcome.words.empty())
        recovered();
    else
        partly_failed(outcome.words);
    {
        std::lock_guard const lock(mutex_);
        status_.reading = outcome.more;
    }
    due = steady_clock::now() + (outcome.more ? milliseconds(0) : options_.poll);
    return true;
}

bool Instance::Body::carry_out(WaitingCommand command) {
    auto const left = std::chrono::duration_cast<milliseconds>(command.limit - steady_clock::now());
    if (left <= milliseconds(0)) {
        refuse_all({std::move(command)}, "its time had passed before the adapter was free");
        return true;
    }
    auto result = watched(command.name, [&] { return command.call(*adapter_, left); });
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

// What could be read was read: polling goes on at its pace.
void Instance::Body::partly_failed(std::string const& words) {
    polled();
    failed(Health::retrying, words);
}

void Instance::Body::polled() {
    restart_pause_.reset();
    poll_pause_.reset();
    std::lock_guard const lock(mutex_);
    ++status_.polls;
}

void Instance::Body::recovered() {
    polled();
    {
        std::lock_guard const lock(mutex_);
        status_.health = Health::running;
        if (status_.words.empty()) return;
        status_.words.clear();
    }
    log(LB_LOG_INFO, "works again");
}

}  // namespace lotbridge::plugin
