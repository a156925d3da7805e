// How much of what an adapter's process says gets through to the log: lines at a rate that a disk and a reader can
// bear.
#pragma once

#include <chrono>
#include <cstdint>
#include <utility>

namespace lotbridge::isolation {

class Trickle {
public:
    using Time = std::chrono::steady_clock::time_point;

    // Whether a line of now may pass. A hundred may come at once, twenty a second in the long run.
    bool pass(Time now);
    // How many did not since the last call.
    std::uint64_t left_out() { return std::exchange(left_out_, 0); }

private:
    double room_ = 100;
    Time last_{};
    std::uint64_t left_out_ = 0;
};

}  // namespace lotbridge::isolation
