#include "base/asio_scheduler.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <unordered_map>

namespace lotbridge::base {

namespace {

// HostTime::max() means "never"; in the steady clock's nanoseconds it would overflow.
constexpr auto farthest = std::chrono::hours{24 * 3650};

}  // namespace

struct AsioScheduler::Timers {
    struct Timer {
        boost::asio::steady_timer clock;
        std::function<void()> callback;
    };
    std::unordered_map<TimerId, Timer> waiting;
    TimerId last = 0;

    void fire(TimerId id) {
        auto const found = waiting.extract(id);
        if (found) found.mapped().callback();
    }
};

AsioScheduler::AsioScheduler(boost::asio::io_context& io, HostTime start)
    : io_(io), start_(start), steady_start_(std::chrono::steady_clock::now()), timers_(std::make_shared<Timers>()) {}

AsioScheduler::~AsioScheduler() = default;

HostTime AsioScheduler::now() const {
    return start_ + std::chrono::floor<HostClock::duration>(std::chrono::steady_clock::now() - steady_start_);
}

WallTime AsioScheduler::wall() const {
    return std::chrono::floor<WallTime::duration>(std::chrono::system_clock::now()) + step_;
}

Scheduler::TimerId AsioScheduler::at(HostTime time, std::function<void()> callback) {
    auto const id = ++timers_->last;
    auto const latest = now() + farthest;
    boost::asio::steady_timer clock(io_, steady_start_ + (std::min(time, latest) - start_));
    auto& timer = timers_->waiting.emplace(id, Timers::Timer{std::move(clock), std::move(callback)}).first->second;
    // A timer that has expired can no longer be cancelled; the id decides, not the error code.
    timer.clock.async_wait([id, timers = std::weak_ptr(timers_)](boost::system::error_code) {
        if (auto const alive = timers.lock()) alive->fire(id);
    });
    return id;
}

void AsioScheduler::cancel(TimerId id) { timers_->waiting.erase(id); }

void AsioScheduler::post(std::function<void()> callback) { boost::asio::post(io_, std::move(callback)); }

}  // namespace lotbridge::base
