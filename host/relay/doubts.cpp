#include "relay/doubts.hpp"

#include "relay/attempts.hpp"
#include "relay/deduction.hpp"
#include "relay/hop.hpp"
#include "relay/letters.hpp"

#include <algorithm>

namespace lotbridge::relay {

using namespace std::chrono_literals;

namespace {

using Kind = cloud::Outcome::Kind;

constexpr std::chrono::milliseconds first_pause = 5s, longest_pause = 5min;

}  // namespace

Doubts::Doubts(AskingParts parts, Answered answered) : parts_(std::move(parts)), answered_(std::move(answered)) {}

void Doubts::watch(store::Question question) {
    auto const id = question.id;
    auto const& times = parts_.settings.cloud.profile.times;
    // The last request was lost, whatever became of the host since.
    auto const due = question.requests.empty()
                         ? parts_.scheduler.now()
                         : next_request(Kind::lost, question.requests, question.requests.back(), times);
    doubts_.insert_or_assign(id, Doubt{std::move(question), due, first_pause});
    arm();
}

void Doubts::stop() {
    stopping_ = true;
    parts_.scheduler.cancel(timer_);
}

void Doubts::arm() {
    auto next = HostTime::max();
    for (auto const& [id, doubt] : doubts_)
        if (!doubt.busy) next = std::min(next, doubt.due);
    if (stopping_ || next >= armed_) return;
    parts_.scheduler.cancel(timer_);
    armed_ = next;
    timer_ = parts_.scheduler.at(next, [weak = weak_from_this()] {
        if (auto const self = weak.lock()) self->look();
    });
}

void Doubts::look() {
    armed_ = HostTime::max();
    auto const now = parts_.scheduler.now();
    std::vector<std::int64_t> due;
    for (auto const& [id, doubt] : doubts_)
        if (!doubt.busy && doubt.due <= now) due.push_back(id);
    for (auto const id : due) look_at(id);
    arm();
}

void Doubts::look_at(std::int64_t id) {
    auto& doubt = doubts_.at(id);
    if (parts_.scheduler.wall() - doubt.question.asked > parts_.settings.cloud.profile.times.letter_retention)
        return abandon(id, "it could not be found out for so long that it is given up");
    if (!parts_.gateway.reachable()) return again(id, parts_.scheduler.now() + first_pause);
    doubt.busy = true;
    parts_.store.history(
        doubt.question.lot, doubt.question.key,
        hop<std::vector<store::Letter>>(parts_.scheduler, weak_from_this(),
                                        [id](Doubts& self, Result<std::vector<store::Letter>> letters) {
                                            if (letters && stay_is_over(*letters)) return self.repeat(id);
                                            self.still_open(id);
                                        }));
}

void Doubts::still_open(std::int64_t id) {
    auto& doubt = doubts_.at(id);
    again(id, parts_.scheduler.now() + doubt.pause);
    doubt.pause = std::min(doubt.pause * 2, longest_pause);
}

// The request is written down before it is sent, so that five in an hour stay five across crashes.
void Doubts::repeat(std::int64_t id) {
    auto& question = doubts_.at(id).question;
    auto const& times = parts_.settings.cloud.profile.times;
    question.requests.push_back(parts_.scheduler.now());
    forget_old(question.requests, parts_.scheduler.now(), times);
    parts_.store.settle_question({id, store::QuestionState::doubted, "", question.words, question.requests},
                                 hop<void>(parts_.scheduler, weak_from_this(), [id](Doubts& self, Result<> kept) {
                                     if (!kept || self.stopping_)
                                         return self.again(id, self.parts_.scheduler.now() + first_pause);
                                     auto const& asked = self.doubts_.at(id).question;
                                     self.parts_.gateway.exchange(
                                         {.topic = asked.topic, .opr_num = asked.opr_num, .data = asked.body},
                                         [weak = self.weak_from_this(), id](cloud::Outcome outcome) {
                                             if (auto const again = weak.lock())
                                                 again->answered(id, std::move(outcome));
                                         });
                                 }));
}

void Doubts::answered(std::int64_t id, cloud::Outcome outcome) {
    auto& question = doubts_.at(id).question;
    auto const now = parts_.scheduler.now();
    switch (outcome.kind) {
        case Kind::accepted: {
            auto settled = std::move(doubts_.extract(id).mapped().question);
            return answered_(std::move(settled), std::move(outcome));
        }
        case Kind::permanent:
            return abandon(id, "the cloud refuses to say what became of it: " + outcome.code + " " + outcome.words);
        case Kind::unsent:
            question.requests.pop_back();
            return again(id, now + first_pause);
        default:
            again(id, next_request(outcome.kind, question.requests, now, parts_.settings.cloud.profile.times));
    }
}

void Doubts::again(std::int64_t id, HostTime due) {
    auto& doubt = doubts_.at(id);
    doubt.busy = false;
    doubt.due = due;
    arm();
}

void Doubts::abandon(std::int64_t id, std::string words) {
    auto const question = std::move(doubts_.extract(id).mapped().question);
    parts_.log.error(question.topic + " remains in doubt, and the platform's operator has to be asked: " +
                         loggable(question.topic, question.body, words),
                     {{"id", question.opr_num}});
    parts_.store.settle_question({id, store::QuestionState::abandoned, "", std::move(words), question.requests},
                                 [](Result<>) {});  // not written: it is watched again after the next start
}

}  // namespace lotbridge::relay
