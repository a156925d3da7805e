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
    poll_trouble_.clear();
    look_trouble_.clear();
    auto sheet = try_start();
    if (!sheet) {
        failed(Health::retrying, sheet.error().message);
        if (sheet.error().code == Errc::broken) count_fault(sheet.error().message);
        return false;
    }
    if (side_.upward().offers) side_.upward().offers(*sheet);
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

// Until the instance is to stop or the adapter is broken. Commands and questions go ahead: a driver waits at the gate.
// Of polls and looks goes what is due longest, so that neither an adapter that is pushed to without a pause nor looks
// that take longer than their interval keep the other from its turn.
void Instance::Body::serve() {
    for (auto poll_due = steady_clock::now(), look_due = poll_due;;) {
        std::unique_lock lock(mutex_);
        worker_wake_.wait_until(lock, std::min(poll_due, look_due),
                                [this] { return stopping_ || poll_now_ || look_now_ || !queue_.empty(); });
        if (stopping_) return;
        auto const now = steady_clock::now();
        if (std::exchange(poll_now_, false)) poll_due = std::min(poll_due, now);
        if (std::exchange(look_now_, false)) look_due = std::min(look_due, now);
        if (!queue_.empty()) {
            auto next = queue_.pop();
            lock.unlock();
            if (!carry_out(std::move(next))) return;
        } else {
            lock.unlock();
            if (!(look_due <= poll_due ? look(look_due) : poll(poll_due))) return;
        }
    }
}

// False when the adapter is broken. due becomes the time of the next poll.
bool Instance::Body::poll(SteadyTime& due) {
    auto const outcome = watched("poll", [this] { return adapter_->poll(); });
    if (outcome.status == LB_BROKEN) {
        failed(Health::broken, outcome.words);
        count_fault(outcome.words);
        return false;
    }
    if (outcome.ok()) polled(outcome.more);
    poll_trouble_ = outcome.words;
    report(!outcome.words.empty());
    auto const pause = outcome.ok() ? options_.poll : std::max(options_.poll, poll_pause_.next());
    due = steady_clock::now() + (outcome.more ? milliseconds(0) : pause);
    return true;
}

// As poll, for questions that the legacy system has written down. A mapping that is mended may bring some.
bool Instance::Body::look(SteadyTime& due) {
    auto const interval = watched("look_interval", [this] { return adapter_->look_interval(); });
    if (interval == milliseconds(0)) {
        look_trouble_.clear();
        due = steady_clock::now() + options_.poll;
        return true;
    }
    auto const outcome = watched("look", [this] { return adapter_->look(); });
    if (outcome.status == LB_BROKEN) {
        failed(Health::broken, outcome.words);
        count_fault(outcome.words);
        return false;
    }
    bool const failure = !outcome.words.empty();
    if (failure || !look_trouble_.empty()) {
        look_trouble_ = outcome.words;
        report(failure);
    }
    due = steady_clock::now() + (outcome.more ? milliseconds(0) : interval);
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
    if (broken) {
        failed(Health::broken, result.words);
        count_fault(result.words);
    }
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
    if (held_)
        worker_wake_.wait(lock, [this] { return stopping_ || !held_; });
    else
        worker_wake_.wait_for(lock, restart_pause(), [this] { return stopping_; });
}

// Polls that went well in between do not shorten it: what breaks every minute is broken.
milliseconds Instance::Body::restart_pause() {
    auto pause = options_.restart_first;
    for (std::size_t fault = 1; fault < faults_.size(); ++fault) pause = std::min(pause * 2, options_.restart_max);
    return std::max(pause, restart_pause_.next());
}

void Instance::Body::count_fault(std::string const& words) {
    if (options_.most_faults == 0) return;
    auto const now = steady_clock::now();
    faults_.push_back(now);
    while (now - faults_.front() > options_.fault_window) faults_.pop_front();
    if (faults_.size() < options_.most_faults) return;
    faults_.clear();
    auto const minutes = std::chrono::duration_cast<std::chrono::minutes>(options_.fault_window).count();
    hold("held after " + std::to_string(options_.most_faults) + " faults in " + std::to_string(minutes) +
         " minutes; the last: " + words);
}

void Instance::Body::hold(std::string const& words) {
    auto const all = options_.how_to_run.empty() ? words : words + "; " + options_.how_to_run;
    {
        std::lock_guard const lock(mutex_);
        held_ = true;
        status_.health = Health::held;
        status_.words = all;
    }
    log(LB_LOG_ERROR, all);
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
void Instance::Body::polled(bool more) {
    restart_pause_.reset();
    poll_pause_.reset();
    std::lock_guard const lock(mutex_);
    ++status_.polls;
    status_.reading = more;
}

// What polling and looking have to say, as one.
void Instance::Body::report(bool failure) {
    auto const both = !poll_trouble_.empty() && !look_trouble_.empty();
    auto const words = poll_trouble_ + (both ? "; " : "") + look_trouble_;
    if (failure) return failed(Health::retrying, words);
    {
        std::lock_guard const lock(mutex_);
        status_.health = words.empty() ? Health::running : Health::retrying;
        if (status_.words == words) return;
        status_.words = words;
    }
    log(words.empty() ? LB_LOG_INFO : LB_LOG_ERROR, words.empty() ? "works again" : words);
}

}  // namespace lotbridge::plugin
