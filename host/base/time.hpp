// The two clocks of the host. Wall time dates facts; host time measures waiting.
#pragma once

#include <chrono>
#include <cstdint>

namespace lotbridge {

// Milliseconds since 1970 UTC. Only ever data: nothing waits for a wall time, because operators turn clocks back.
using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;

// The host's own steady clock: never goes back, not even across a restart (the store keeps the last reading).
// Retry windows count on it.
struct HostClock {
    using duration = std::chrono::milliseconds;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<HostClock>;
    static constexpr bool is_steady = true;
};
using HostTime = HostClock::time_point;

}  // namespace lotbridge
