// A pause that doubles from try to try.
#pragma once

#include "base/scheduler.hpp"

#include <algorithm>
#include <utility>

namespace lotbridge::cloud {

class Backoff {
public:
    using Pause = std::chrono::milliseconds;

    Backoff(Pause first, Pause longest) : first_(first), longest_(longest), next_(first) {}

    Pause next() { return std::exchange(next_, std::min(2 * next_, longest_)); }
    void reset() { next_ = first_; }

private:
    Pause first_, longest_, next_;
};

// The pause, up to a quarter shorter or longer, so that lots which lost one cloud do not come back as one.
inline Backoff::Pause jittered(Backoff::Pause pause, base::Random& random) {
    auto const spread = static_cast<std::uint64_t>(pause.count() / 2 + 1);
    return pause - pause / 4 + Backoff::Pause(random.below(spread));
}

}  // namespace lotbridge::cloud
