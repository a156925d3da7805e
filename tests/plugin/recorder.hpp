// The host above an instance, for tests: keeps what comes up, and lets a test wait for it.
#pragma once

#include "plugin/host_side.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

namespace lotbridge::plugin {

class Recorder {
public:
    Upward upward() {
        return {.submit = [this](std::vector<Message> messages, std::string cursor) -> Result<> {
                    std::lock_guard const lock(mutex_);
                    if (!refuse_submit.empty()) return fail(Errc::retry, refuse_submit);
                    for (auto& message : messages) messages_.push_back(std::move(message));
                    cursors_.push_back(std::move(cursor));
                    changed_.notify_all();
                    return {};
                },
                .put_image = [this](std::string_view type, std::string_view bytes) -> Result<std::string> {
                    note("image " + std::string(type) + " " + std::string(bytes));
                    return "image-key";
                },
                .log = [this](int, std::string_view line) { note("log " + std::string(line)); },
                .cursor = [this]() -> Result<std::string> { return resume_at; },
                .ask = [this](Message question, std::chrono::milliseconds limit) -> Result<Answer> {
                    note("ask " + question.name + " " + question.body + " " + std::to_string(limit.count()));
                    return answer;
                },
                .dealt_with =
                    [this](std::vector<std::int64_t> receipts, bool well) {
                        for (auto const receipt : receipts)
                            note("receipt " + std::to_string(receipt) + (well ? " well" : " not well"));
                    },
                .wake = [this] { note("wake"); }};
    }

    // One thing that happened, in order. Any thread.
    void note(std::string what) {
        std::lock_guard const lock(mutex_);
        notes_.push_back(std::move(what));
        changed_.notify_all();
    }

    // Waits until something happened that makes it true. The limit only ends a test that has failed.
    template <class Condition>
    bool eventually(Condition condition) {
        std::unique_lock lock(mutex_);
        auto const seen = [&] {
            lock.unlock();
            auto const yes = condition();
            lock.lock();
            return yes;
        };
        for (auto const limit = std::chrono::steady_clock::now() + std::chrono::seconds(30);;) {
            auto const before = notes_.size() + cursors_.size();
            if (seen()) return true;
            auto const more = [&] { return notes_.size() + cursors_.size() != before; };
            // Not all that is waited for comes with a note.
            changed_.wait_for(lock, std::chrono::milliseconds(20), more);
            if (std::chrono::steady_clock::now() >= limit) return seen();
        }
    }
    bool eventually_noted(std::string const& what) {
        return eventually([&] { return noted(what) > 0; });
    }

    std::size_t noted(std::string const& what) const {
        std::lock_guard const lock(mutex_);
        return static_cast<std::size_t>(std::count(notes_.begin(), notes_.end(), what));
    }
    std::vector<std::string> notes() const { return copy(notes_); }
    std::vector<std::string> cursors() const { return copy(cursors_); }
    std::vector<Message> messages() const { return copy(messages_); }

    std::string resume_at, refuse_submit;  // set before the instance starts
    Result<Answer> answer = Answer{};

private:
    template <class T>
    T copy(T const& value) const {
        std::lock_guard const lock(mutex_);
        return value;
    }

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::string> notes_, cursors_;
    std::vector<Message> messages_;
};

// Closed until a test opens it; whoever waits goes on then.
class Gate {
public:
    void open() {
        std::lock_guard const lock(mutex_);
        is_open_ = true;
        opened_.notify_all();
    }
    void wait() {
        std::unique_lock lock(mutex_);
        opened_.wait(lock, [this] { return is_open_; });
    }

private:
    std::mutex mutex_;
    std::condition_variable opened_;
    bool is_open_ = false;
};

}  // namespace lotbridge::plugin
