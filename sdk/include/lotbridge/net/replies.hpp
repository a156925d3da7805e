// Requests over a connection whose answers come as messages of their own, told apart by a key (a uuid, a packet
// number). The adapter's thread asks and waits, the network thread hands over what came.
#pragma once

#include <lotbridge/result.hpp>

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace lotbridge::net {

template <class Key, class Reply>
class Replies {
public:
    // Expects the answer before the request is sent, so that none comes too early; send: Result<>().
    // what: for the words of an error, "the camera at gate N1".
    template <class Send>
    Result<Reply> ask(Key const& key, Send send, std::chrono::milliseconds limit, std::string const& what) {
        {
            std::lock_guard const lock(mutex_);
            if (!waiting_.try_emplace(key).second)
                return fail(Errc::retry, what + " has not answered the same request before");
        }
        Result<> const sent = send();
        std::unique_lock lock(mutex_);
        if (sent) came_.wait_for(lock, limit, [&] { return waiting_.at(key).has_value(); });
        auto const done = waiting_.extract(key);
        if (!sent) return fail(sent.error());
        if (auto& reply = done.mapped()) return std::move(*reply);
        return fail(Errc::retry, what + " did not answer within " + std::to_string(limit.count()) + " ms");
    }
    // False when nobody waits for it any more.
    bool arrived(Key const& key, Reply reply) {
        std::lock_guard const lock(mutex_);
        auto const found = waiting_.find(key);
        if (found == waiting_.end() || found->second) return false;
        found->second = std::move(reply);
        came_.notify_all();
        return true;
    }

private:
    std::mutex mutex_;
    std::condition_variable came_;
    std::map<Key, std::optional<Reply>> waiting_;
};

}  // namespace lotbridge::net
