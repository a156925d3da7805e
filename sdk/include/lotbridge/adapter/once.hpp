// What is worth a word the first time, and comes with every message from then on.
#pragma once

#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <string_view>

namespace lotbridge {

// Not for two threads at once.
class Once {
public:
    // most: of different texts; they may be another system's, and must not fill the memory.
    explicit Once(std::size_t most = 100) : most_(most) {}

    // True for a text that was not there before; false for every one once there have been so many.
    bool first(std::string_view text) { return known_.size() < most_ && known_.emplace(text).second; }

private:
    std::size_t most_;
    std::set<std::string, std::less<>> known_;
};

}  // namespace lotbridge
