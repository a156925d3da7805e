// How often something was said, and when last: for what happens again and again and harms nothing, so that it is
// shown once instead of filling a log. One thread only.
#pragma once

#include "base/time.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <utility>

namespace lotbridge::base {

class Tally {
public:
    struct Count {
        std::uint64_t times = 0;
        WallTime last{};
    };
    // The words may come from elsewhere; whatever is said beyond so many different ones counts under `others`.
    static constexpr std::size_t most = 50;
    static constexpr char const* others = "others";

    void add(std::string words, WallTime at) {
        if (counts_.size() >= most && !counts_.contains(words)) words = others;
        auto& count = counts_[std::move(words)];
        ++count.times;
        count.last = at;
    }
    std::map<std::string, Count> const& counts() const { return counts_; }

private:
    std::map<std::string, Count> counts_;
};

}  // namespace lotbridge::base
