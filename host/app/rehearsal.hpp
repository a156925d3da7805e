// Troubles that an acceptance on site rehearses inside the running host, because nobody fills a lot's disk or turns its
// clock to see what happens. Each ends by itself, so that a rehearsal that is interrupted leaves nothing behind.
#pragma once

#include "base/asio_scheduler.hpp"
#include "base/log.hpp"
#include "config/settings.hpp"
#include "store/store.hpp"

#include <lotbridge/result.hpp>

#include <string>

namespace lotbridge::app {

// Network thread only.
class Rehearsal {
public:
    // All of them outlive this.
    Rehearsal(base::AsioScheduler& scheduler, store::Store& store, config::HostSettings const& settings, base::Log log);

    // {"what":"disk_full","for_ms":N}: the store behaves as on a disk without room: takes in nothing, delivers.
    // {"what":"clock_step","by_ms":N,"for_ms":N}: the host's clock is off by so much; waiting counts on another one.
    // {"what":"none"}: all is well again. At most ten minutes; one begins when another ends.
    Result<std::string> begin(std::string const& arguments);

private:
    void end();

    base::AsioScheduler& scheduler_;
    store::Store& store_;
    config::HostSettings const& settings_;
    base::Log log_;
    base::Scheduler::TimerId end_ = 0;
};

}  // namespace lotbridge::app
