#include "isolation/inbox.hpp"

#include <utility>

namespace lotbridge::isolation {

Inbox::Inbox(Read read, remote::Framing framing, Handlers handlers)
    : handlers_(std::move(handlers)), thread_([this, read = std::move(read), framing] { this->read(read, framing); }) {}

Inbox::~Inbox() {
    {
        std::lock_guard const lock(mutex_);
        closing_ = true;
        changed_.notify_all();
    }
    thread_.join();
}

Result<remote::Incoming> Inbox::next(std::chrono::steady_clock::time_point limit) {
    std::unique_lock lock(mutex_);
    changed_.wait_until(lock, limit, [this] { return !waiting_.empty() || end_; });
    Error const late{Errc::retry, "nothing came in time"};
    if (waiting_.empty()) return fail(end_.value_or(late));
    // Who never stops talking has not answered either.
    if (std::chrono::steady_clock::now() > limit) return fail(late);
    auto [incoming, size] = std::move(waiting_.front());
    waiting_.pop_front();
    bytes_ -= size;
    changed_.notify_all();
    return std::move(incoming);
}

void Inbox::read(Read const& read, remote::Framing framing) {
    remote::FrameReader frames(framing);
    Error end{Errc::unsupported, "the connection was closed"};
    std::vector<char> bytes(64 * 1024);
    for (bool good = true; good;) {
        auto const count = read(bytes);
        if (count == 0) break;
        frames.feed({bytes.data(), count});
        for (;;) {
            auto frame = frames.next();
            if (frame && !*frame) break;
            auto const taken = frame ? take(**frame) : Result<>(fail(frame.error()));
            if (taken) continue;
            end = taken.error();
            good = false;
            break;
        }
    }
    {
        std::lock_guard const lock(mutex_);
        end_ = std::move(end);
        changed_.notify_all();
    }
    handlers_.ended();
}

Result<> Inbox::take(std::string_view frame) {
    LOTBRIDGE_TRY(auto incoming, remote::Incoming::parse(frame));
    if (handlers_.aside(incoming)) return {};
    std::unique_lock lock(mutex_);
    auto const room = [&] { return waiting_.size() < most_waiting && bytes_ + frame.size() <= most_bytes; };
    changed_.wait(lock, [&] { return waiting_.empty() || room() || closing_; });
    bytes_ += frame.size();
    waiting_.push_back({std::move(incoming), frame.size()});
    changed_.notify_all();
    return {};
}

}  // namespace lotbridge::isolation
