#include "relay/inquiry.hpp"

#include <memory>
#include <utility>

namespace lotbridge::relay {
namespace {

using Kind = cloud::Outcome::Kind;
using Fate = Inquired::Fate;

constexpr std::size_t most_requests = 3;  // within the deadline; the rule of five an hour leaves two for later

class Call : public std::enable_shared_from_this<Call> {
public:
    Call(Inquiry inquiry, std::function<void(Inquired)> done) : inquiry_(std::move(inquiry)), done_(std::move(done)) {}

    void send() {
        auto const now = inquiry_.scheduler.now();
        if (now >= inquiry_.deadline) return give_up("its time was over");
        inquiry_.gateway.exchange(
            {.topic = inquiry_.topic,
             .opr_num = inquiry_.opr_num,
             .data = inquiry_.body,
             .send_within = inquiry_.deadline - now,
             .urgent = true},
            [self = shared_from_this(), now](cloud::Outcome outcome) { self->answered(now, std::move(outcome)); });
    }

private:
    void answered(HostTime sent, cloud::Outcome outcome) {
        if (outcome.kind == Kind::unsent) return give_up(std::move(outcome.words));
        bool const first = requests_.empty();
        outcome_ = std::move(outcome);
        requests_.push_back(sent);
        if (outcome_.kind == Kind::accepted) return finish(Fate::answered);
        if (outcome_.kind == Kind::lost) return repeat();
        // A refusal says nothing of the request before it that was lost.
        finish(first ? Fate::refused : Fate::doubtful);
    }

    void repeat() {
        auto const now = inquiry_.scheduler.now();
        if (now >= inquiry_.deadline || requests_.size() >= most_requests) return finish(Fate::doubtful);
        if (!inquiry_.before_repeat) return send();
        auto requests = requests_;
        requests.push_back(now);
        inquiry_.before_repeat(std::move(requests), [self = shared_from_this()](bool go) {
            go ? self->send() : self->finish(Fate::doubtful);
        });
    }

    // Nothing more goes out; what went out before still counts.
    void give_up(std::string words) {
        if (!requests_.empty()) return finish(Fate::doubtful);
        outcome_.words = std::move(words);
        finish(Fate::unsent);
    }

    void finish(Fate fate) { std::exchange(done_, nullptr)({fate, std::move(outcome_), std::move(requests_)}); }

    Inquiry inquiry_;
    std::function<void(Inquired)> done_;
    cloud::Outcome outcome_;
    std::vector<HostTime> requests_;
};

}  // namespace

void inquire(Inquiry inquiry, std::function<void(Inquired)> done) {
    std::make_shared<Call>(std::move(inquiry), std::move(done))->send();
}

}  // namespace lotbridge::relay
