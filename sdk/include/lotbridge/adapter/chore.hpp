// Something that an adapter does again and again at a pace of its own, within the calls that it gets: a list is read, a
// sign of life is given. After a failure it waits longer and longer, so that a system in trouble is not hammered.
//
//   if (spaces_.due()) {
//       auto const read = read_spaces();
//       read ? spaces_.done() : spaces_.failed(read.error().message);
//   }
#pragma once

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

namespace lotbridge {

// A value; not for two threads at once. now: of the steady clock.
class Chore {
public:
    using Clock = std::chrono::steady_clock;

    // Due at once, and then so long after it was done; 0: always.
    explicit Chore(std::chrono::milliseconds every = {}) : every_(every) {}

    bool due(Clock::time_point now = Clock::now()) const { return now >= next_; }
    void soon() { next_ = {}; }

    // more: there is more of it to do, it is due again at once.
    void done(bool more = false, Clock::time_point now = Clock::now()) {
        pause_ = {};
        trouble_.clear();
        next_ = more ? now : now + every_;
    }
    // Due again after 1 s, 2 s, 4 s ... 60 s. why: for the operator.
    void failed(std::string why, Clock::time_point now = Clock::now()) {
        constexpr std::chrono::seconds first{1}, longest{60};
        pause_ = std::clamp<std::chrono::seconds>(pause_ * 2, first, longest);
        trouble_ = std::move(why);
        next_ = now + pause_;
    }
    // Why it failed the last time; empty when it did not.
    std::string const& trouble() const { return trouble_; }

private:
    std::chrono::milliseconds every_;
    std::chrono::seconds pause_{0};
    Clock::time_point next_{};
    std::string trouble_;
};

}  // namespace lotbridge
