// Time as a dependency: what waits, waits here, so that a test can advance the clock instead of sleeping.
#pragma once

#include "base/time.hpp"

#include <cstdint>
#include <functional>

namespace lotbridge::base {

// Belongs to the network thread: every function is called there and every callback runs there.
class Scheduler {
public:
    using TimerId = std::uint64_t;

    virtual ~Scheduler() = default;

    virtual HostTime now() const = 0;
    virtual WallTime wall() const = 0;
    // Runs callback once at or soon after the time. 0 is never a valid id.
    virtual TimerId at(HostTime time, std::function<void()> callback) = 0;
    virtual void cancel(TimerId id) = 0;
    // Runs callback on the network thread as soon as it is free. The only function that any thread may call.
    virtual void post(std::function<void()> callback) = 0;

    TimerId after(std::chrono::milliseconds delay, std::function<void()> callback) {
        return at(now() + delay, std::move(callback));
    }
};

// Jitter, key choice and identifiers come from here, so that a test can fix them. Network thread only.
class Random {
public:
    virtual ~Random() = default;
    // Evenly distributed in [0, bound); bound > 0.
    virtual std::uint64_t below(std::uint64_t bound) = 0;
};

}  // namespace lotbridge::base
