// What the host sends by the clock: the heartbeat every 5 minutes, which also tells the offset of the clocks (5.1.8),
// and the free spaces at least every minute (5.1.7). Network thread only.
#pragma once

#include "base/log.hpp"
#include "base/scheduler.hpp"
#include "cloud/gateway.hpp"
#include "config/settings.hpp"
#include "relay/intake.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace lotbridge::relay {

class Routine : public std::enable_shared_from_this<Routine> {
public:
    struct Parts {
        cloud::Gateway& gateway;
        base::Scheduler& scheduler;
        config::LotSettings const& settings;
        std::function<std::string()> new_opr_num;
        std::function<void()> repeat_free_spaces;  // puts the last known value into the outbox again, off this thread
        base::Log log;
    };
    explicit Routine(Parts parts);

    void start();
    void stop();

    // How far the platform's clock is ahead of ours, by its last answered heartbeat.
    std::optional<std::chrono::milliseconds> clock_offset() const { return offset_; }
    std::optional<WallTime> last_heartbeat() const { return last_heartbeat_; }

private:
    void heartbeat();
    void heartbeat_answered(WallTime sent, HostTime began, cloud::Outcome const& outcome);
    void free_spaces();

    Parts parts_;
    base::Scheduler::TimerId heartbeat_timer_ = 0, spaces_timer_ = 0;
    std::optional<std::chrono::milliseconds> offset_;
    std::optional<WallTime> last_heartbeat_;
    bool offset_reported_ = false;
};

}  // namespace lotbridge::relay
