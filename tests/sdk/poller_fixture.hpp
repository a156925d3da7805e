// A poller of one stream of the legacy table, with a clock that the test moves.
#pragma once

#include "sdk/legacy_table.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace lotbridge::test {

class PollerTest : public ::testing::Test {
protected:
    PollerTest() {
        options_.scale = Scale::number;
        options_.overlap = 10;
        options_.page = 3;
        options_.batch = 4;
    }

    Poller<std::string> poller() {
        Poller<std::string> poller([this] { return now_; });
        poller.add("rows", options_, table_.source(options_.scale));
        return poller;
    }
    void poll_and_store(Poller<std::string>& poller) {
        for (bool more = true; more;) {
            auto const harvest = poller.poll(disk_.cursor());
            ASSERT_TRUE(harvest) << harvest.error().message;
            disk_.store(*harvest);
            more = harvest->more;
        }
    }
    void next_sweep() { now_ += options_.sweep_every; }

    StreamOptions options_;
    std::chrono::steady_clock::time_point now_{};
    LegacyTable table_;
    Disk disk_;
};

}  // namespace lotbridge::test
