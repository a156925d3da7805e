#include "plugin/instance.hpp"

#include "plugin/instance_body.hpp"

namespace lotbridge::plugin {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

SteadyTime deadline(milliseconds limit) {
    constexpr milliseconds day = std::chrono::hours(24);  // a sum with "for ever" would wrap round
    return steady_clock::now() + std::min(limit, day);
}

CommandResult without_reply(Outcome outcome) {
    return {.status = outcome.status, .reply = {}, .words = std::move(outcome.words)};
}

CommandResult not_carried_out(std::string words) {
    return {.status = LB_RETRY, .reply = {}, .words = std::move(words)};
}

}  // namespace

void refuse_all(std::vector<WaitingCommand> const& commands, std::string const& words) {
    for (auto const& command : commands) command.done(not_carried_out(command.name + ": " + words));
}

std::string seconds(steady_clock::duration duration) {
    return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(duration).count()) + " s";
}

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
    if (refused) command.done(not_carried_out(command.name + ": " + *refused));
}

void Instance::Body::poll_soon() {
    std::lock_guard const lock(mutex_);
    poll_now_ = true;
    worker_wake_.notify_one();
}

void Instance::Body::look_soon() {
    std::lock_guard const lock(mutex_);
    look_now_ = true;
    worker_wake_.notify_one();
}

void Instance::Body::resume() {
    std::lock_guard const lock(mutex_);
    held_ = false;
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

void Instance::command(Request request, milliseconds limit, std::function<void(CommandResult)> done) {
    auto name = "command " + request.name;
    auto call = [request = std::move(request)](Adapter& adapter, milliseconds left) {
        return adapter.command(request, left);
    };
    body_->command({std::move(name), std::move(call), deadline(limit), std::move(done)});
}

void Instance::list_day(std::string day, milliseconds limit, std::function<void(Message)> found,
                        std::function<void(CommandResult)> done) {
    auto call = [day, found = std::move(found)](Adapter& adapter, milliseconds) {
        return without_reply(adapter.list_day(day, found));
    };
    body_->command({"list " + day, std::move(call), deadline(limit), std::move(done)});
}

void Instance::submit_day(std::string day, std::vector<std::string> records, milliseconds limit,
                          std::function<void(CommandResult)> done) {
    auto call = [day, records = std::move(records)](Adapter& adapter, milliseconds) {
        return without_reply(adapter.submit_day(day, records));
    };
    body_->command({"submit " + day, std::move(call), deadline(limit), std::move(done)});
}

void Instance::poll_soon() { body_->poll_soon(); }

void Instance::resume() { body_->resume(); }

Status Instance::status() const { return body_->status(); }

}  // namespace lotbridge::plugin
