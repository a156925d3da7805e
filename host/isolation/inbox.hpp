// What arrives through a pipe, read by a thread of its own and cut into messages of the adapter protocol.
#pragma once

#include <lotbridge/remote/framing.hpp>
#include <lotbridge/remote/message.hpp>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <string_view>
#include <thread>

namespace lotbridge::isolation {

class Inbox {
public:
    struct Handlers {
        // Dealt with on the reading thread: true. Else it waits for next().
        std::function<bool(remote::Incoming const&)> aside = [](remote::Incoming const&) { return false; };
        // Nothing more comes. On the reading thread.
        std::function<void()> ended = [] {};
    };
    // As Pipes::read. Whoever destroys this first sees to it that it comes to its end.
    using Read = std::function<std::size_t(std::span<char> into)>;
    Inbox(Read read, remote::Framing framing, Handlers handlers);
    ~Inbox();
    Inbox(Inbox const&) = delete;
    Inbox& operator=(Inbox const&) = delete;

    // Errc::retry: nothing came until the limit. Errc::unsupported: the other side closed its end. Errc::broken: what
    // came is no message.
    Result<remote::Incoming> next(std::chrono::steady_clock::time_point limit);

private:
    void read(Read const& read, remote::Framing framing);
    Result<> take(std::string_view frame);
    struct Waiting {
        remote::Incoming incoming;
        std::size_t size;
    };

    // A process that says more than anybody asked for waits until it is read.
    static constexpr std::size_t most_waiting = 1024;
    static constexpr std::size_t most_bytes = remote::max_message;  // in all, or one message

    Handlers handlers_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Waiting> waiting_;
    std::size_t bytes_ = 0;  // of what waits
    std::optional<Error> end_;
    bool closing_ = false;
    std::thread thread_;
};

}  // namespace lotbridge::isolation
