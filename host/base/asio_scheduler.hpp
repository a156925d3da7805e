// The real scheduler: timers of an io_context, counted on the machine's steady clock.
#pragma once

#include "base/scheduler.hpp"

#include <boost/asio/io_context.hpp>
#include <memory>

namespace lotbridge::base {

class AsioScheduler final : public Scheduler {
public:
    // start: the host time that now() begins with; the store knows where the last run stopped.
    AsioScheduler(boost::asio::io_context& io, HostTime start);
    // Timers that have not fired never will.
    ~AsioScheduler() override;
    AsioScheduler(AsioScheduler const&) = delete;
    AsioScheduler& operator=(AsioScheduler const&) = delete;

    HostTime now() const override;
    WallTime wall() const override;
    TimerId at(HostTime time, std::function<void()> callback) override;
    void cancel(TimerId id) override;
    void post(std::function<void()> callback) override;

    // wall() is off by this much from now on, as if somebody had set the computer's clock.
    void step_wall(std::chrono::milliseconds by) { step_ = by; }

private:
    struct Timers;
    boost::asio::io_context& io_;
    HostTime start_;
    std::chrono::milliseconds step_{0};
    std::chrono::steady_clock::time_point steady_start_;
    std::shared_ptr<Timers> timers_;  // shared with handlers that may outlive the scheduler inside the io_context
};

}  // namespace lotbridge::base
