#include "base/system_random.hpp"

#include <algorithm>
#include <array>

namespace lotbridge::base {

SystemRandom::SystemRandom() {
    std::random_device device;
    std::array<std::uint32_t, 8> words{};
    std::generate(words.begin(), words.end(), [&] { return device(); });
    std::seed_seq seed(words.begin(), words.end());
    engine_.seed(seed);
}

std::uint64_t SystemRandom::below(std::uint64_t bound) {
    return std::uniform_int_distribution<std::uint64_t>{0, bound - 1}(engine_);
}

}  // namespace lotbridge::base
