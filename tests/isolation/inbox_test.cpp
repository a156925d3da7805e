#include "isolation/inbox.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace lotbridge::isolation {
namespace {

using namespace std::chrono_literals;

// A process that says the same again and again, and never waits.
class Talker {
public:
    explicit Talker(std::string line) : line_(std::move(line)) {}

    std::size_t read(std::span<char> into) {
        std::lock_guard const lock(mutex_);
        if (ended_) return 0;
        auto const count = std::min(into.size(), line_.size() - at_);
        std::copy_n(line_.begin() + static_cast<std::ptrdiff_t>(at_), count, into.begin());
        at_ += count;
        if (at_ == line_.size()) ++said_, at_ = 0;
        changed_.notify_all();
        return count;
    }
    void end() {
        std::lock_guard const lock(mutex_);
        ended_ = true;
    }
    bool has_said(std::size_t lines, std::chrono::milliseconds limit) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, limit, [&] { return said_ >= lines; });
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::string line_;
    std::size_t at_ = 0, said_ = 0;
    bool ended_ = false;
};

TEST(Inbox, LetsAProcessWaitThatSaysMoreThanTheHostCanKeep) {
    Talker talker(R"({"method":"found","params":{"x":")" + std::string(8u << 20, 'x') + "\"}}\n");
    Inbox inbox([&](std::span<char> into) { return talker.read(into); }, remote::Framing::lines, {});

    EXPECT_TRUE(talker.has_said(8, 30s)) << "seven are kept, one is in the reader's hand";
    EXPECT_FALSE(talker.has_said(9, 100ms)) << "and no more, or a hundred would fill the memory";
    EXPECT_TRUE(inbox.next(std::chrono::steady_clock::now() + 30s));
    EXPECT_TRUE(talker.has_said(9, 30s));

    talker.end();
}

}  // namespace
}  // namespace lotbridge::isolation
