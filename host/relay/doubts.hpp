// Questions that went out and were never answered. While the stay is open they are left alone: to ask again could take
// money for a fee that is being paid in cash. Once the cloud has accepted how the stay ended, each is repeated under
// its own oprNum until it is answered, by the rules of retrying: a cloud that had it gives its first answer, one that
// had not knows that the stay is paid. Network thread only.
#pragma once

#include "relay/asking.hpp"

#include <functional>
#include <map>
#include <memory>

namespace lotbridge::relay {

class Doubts : public std::enable_shared_from_this<Doubts> {
public:
    // Called with what the cloud answered at last. The question is then no longer watched.
    using Answered = std::function<void(store::Question question, cloud::Outcome outcome)>;

    Doubts(AskingParts parts, Answered answered);

    void watch(store::Question question);
    void stop();
    std::size_t size() const { return doubts_.size(); }

private:
    struct Doubt {
        store::Question question;
        HostTime due{};
        std::chrono::milliseconds pause{};  // until it is looked at again whether the stay is over
        bool busy = false;
    };
    void arm();
    void look();
    void look_at(std::int64_t id);
    void repeat(std::int64_t id);
    void answered(std::int64_t id, cloud::Outcome outcome);
    void still_open(std::int64_t id);
    void again(std::int64_t id, HostTime due);
    void abandon(std::int64_t id, std::string words);

    AskingParts parts_;
    Answered answered_;
    std::map<std::int64_t, Doubt> doubts_;  // by question
    base::Scheduler::TimerId timer_ = 0;
    HostTime armed_ = HostTime::max();
    bool stopping_ = false;
};

}  // namespace lotbridge::relay
