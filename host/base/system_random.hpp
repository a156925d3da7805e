// Randomness of the running host, seeded by the operating system. Not for secrets.
#pragma once

#include "base/scheduler.hpp"

#include <random>

namespace lotbridge::base {

class SystemRandom final : public Random {
public:
    SystemRandom();
    std::uint64_t below(std::uint64_t bound) override;

private:
    std::mt19937_64 engine_;
};

}  // namespace lotbridge::base
