// From the network thread to the adapter's. What came is kept here until poll() or look() takes it out, and is answered
// when the host has it on disk:
//
//   network thread:  inbox.put({request, answer})   or, when it is full: answer "come again"
//   look():          for (auto& item : inbox.take(100)) ...add to a batch
//                    host().submit(batch) → answer each item; else answer nothing, and it comes again
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <vector>

namespace lotbridge::net {

template <class Item>
class Inbox {
public:
    explicit Inbox(std::size_t room = 1000) : room_(room) {}

    // False, and nothing is kept, when it is full.
    bool put(Item item) {
        std::lock_guard const lock(mutex_);
        if (items_.size() >= room_) return false;
        items_.push_back(std::move(item));
        arrived_.notify_one();
        return true;
    }
    // At most so many, the oldest first.
    std::vector<Item> take(std::size_t most) {
        std::lock_guard const lock(mutex_);
        std::vector<Item> taken;
        for (; !items_.empty() && taken.size() < most; items_.pop_front()) taken.push_back(std::move(items_.front()));
        return taken;
    }
    // Returns when there is something to take, or when time is up: false.
    template <class Duration>
    bool wait(Duration limit) {
        std::unique_lock lock(mutex_);
        return arrived_.wait_for(lock, limit, [this] { return !items_.empty(); });
    }
    std::size_t size() const {
        std::lock_guard const lock(mutex_);
        return items_.size();
    }
    void clear() {
        std::lock_guard const lock(mutex_);
        items_.clear();
    }

private:
    std::size_t const room_;
    mutable std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<Item> items_;
};

}  // namespace lotbridge::net
