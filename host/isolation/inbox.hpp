// What arrives through a pipe, read by a thread of its own and cut into messages of the adapter protocol.
#pragma once

#include "base/child.hpp"

#include <lotbridge/remote/framing.hpp>
#include <lotbridge/remote/message.hpp>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
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
    // pipes outlive this; whoever destroys it first sees to it that the other side closes its end.
    Inbox(base::Pipes& pipes, remote::Framing framing, Handlers handlers);
    ~Inbox();
    Inbox(Inbox const&) = delete;
    Inbox& operator=(Inbox const&) = delete;

    // Errc::retry: nothing came until the limit. Errc::unsupported: the other side closed its end. Errc::broken: what
    // came is no message.
    Result<remote::Incoming> next(std::chrono::steady_clock::time_point limit);

private:
    void read(base::Pipes& pipes, remote::Framing framing);
    Result<> take(std::string_view frame);

    // A process that says more than anybody asked for waits until it is read.
    static constexpr std::size_t most_waiting = 1024;

    Handlers handlers_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<remote::Incoming> waiting_;
    std::optional<Error> end_;
    bool closing_ = false;
    std::thread thread_;
};

}  // namespace lotbridge::isolation
