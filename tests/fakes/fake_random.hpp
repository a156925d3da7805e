// Randomness that a test fixes: plays a script of numbers, then counts up.
#pragma once

#include "base/scheduler.hpp"

#include <deque>

namespace lotbridge::fakes {

class FakeRandom final : public base::Random {
public:
    FakeRandom() = default;
    explicit FakeRandom(std::deque<std::uint64_t> script) : script_(std::move(script)) {}

    std::uint64_t below(std::uint64_t bound) override {
        if (script_.empty()) return next_++ % bound;
        auto const value = script_.front();
        script_.pop_front();
        return value % bound;
    }

private:
    std::deque<std::uint64_t> script_;
    std::uint64_t next_ = 0;
};

}  // namespace lotbridge::fakes
