// The time between attempts at something that fails: a legacy database is not hammered.
#pragma once

#include <algorithm>
#include <chrono>

namespace lotbridge::sql {

class Pause {
public:
    using Clock = std::chrono::steady_clock;

    bool over(Clock::time_point now) const { return now >= next_; }
    // One more failure: 1 s, doubling to 30 s.
    void lengthen(Clock::time_point now) {
        using namespace std::chrono_literals;
        length_ = std::clamp<std::chrono::milliseconds>(length_ * 2, 1s, 30s);
        next_ = now + length_;
    }

private:
    std::chrono::milliseconds length_{0};
    Clock::time_point next_{};
};

}  // namespace lotbridge::sql
