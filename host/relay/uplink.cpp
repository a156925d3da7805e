#include "relay/uplink.hpp"

#include "relay/attempts.hpp"
#include "relay/hop.hpp"
#include "relay/letters.hpp"

#include <algorithm>

namespace lotbridge::relay {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t most_ahead = 512, settled_at_once = 64;

}  // namespace

Uplink::Uplink(Parts parts)
    : parts_(std::move(parts)),
      times_(parts_.settings.cloud.profile.times),
      ahead_(least_ahead()),
      preparation_(std::make_shared<Preparation>(parts_.store, parts_.scheduler, parts_.settings, parts_.read_image)) {}

void Uplink::start() {
    if (auto const last = parts_.store.last_seq()) live_from_ = *last;
    release_due();
    pump();
}

void Uplink::stop(std::function<void()> done) {
    stopping_ = true;
    stopped_ = std::move(done);
    parts_.scheduler.cancel(timer_);
    parts_.store.revoke_claim(parts_.lot);
    for (auto const& letter : window_) put_aside({.seq = letter.seq});
    for (auto const& parcel : halves_)
        for (auto const& letter : parcel.letters) put_aside({.seq = letter.seq});
    window_.clear();
    halves_.clear();
    flush();
}

void Uplink::link(bool reachable) {
    if (!reachable) return parts_.store.revoke_claim(parts_.lot);  // nothing is claimed that cannot go
    // What piled up during the outage is backlog; what comes from now on goes first.
    if (auto const last = parts_.store.last_seq()) live_from_ = *last;
    pump();
}

// ---- claiming

void Uplink::pump() {
    if (stopping_ || !parts_.gateway.reachable()) return;
    auto const concurrency = parts_.settings.cloud.profile.concurrency;
    while (in_flight_ < concurrency && !(halves_.empty() && window_.empty())) dispatch(next_parcel());
    if (claiming_) starved_ = starved_ || in_flight_ < concurrency;
    if (window_.size() < ahead_ && !claiming_) claim();
}

void Uplink::claim() {
    claiming_ = true;
    starved_ = false;
    auto const limit = 2 * ahead_ - window_.size();
    parts_.store.claim(
        parts_.lot, limit, live_from_, parts_.scheduler.now(),
        [&scheduler = parts_.scheduler, weak = weak_from_this(), limit](std::vector<store::Letter> letters) {
            scheduler.post([weak, limit, letters = std::move(letters)]() mutable {
                if (auto const self = weak.lock()) self->claimed(std::move(letters), limit);
            });
        },
        window_.empty());
}

void Uplink::claimed(std::vector<store::Letter> letters, std::size_t limit) {
    claiming_ = false;
    look_further(letters.size() == limit);
    std::ranges::move(letters, std::back_inserter(window_));
    if (!stopping_) return pump();
    for (auto const& letter : window_) put_aside({.seq = letter.seq});
    window_.clear();
    flush();
}

// Claims as few letters ahead as keep the connections busy: after a crash each claimed one counts as perhaps sent.
void Uplink::look_further(bool full) {
    auto const least = least_ahead();
    if (starved_ && full) ahead_ = std::min(ahead_ * 2, std::max(least, most_ahead));
    if (!full) ahead_ = std::max(ahead_ / 2, least);
}

std::size_t Uplink::least_ahead() const {
    std::size_t widest = 1;
    for (auto const& [topic, size] : parts_.settings.cloud.profile.batch) widest = std::max<std::size_t>(widest, size);
    return parts_.settings.cloud.profile.concurrency * widest;
}

std::size_t Uplink::batch_of(std::string const& topic) const {
    auto const& batch = parts_.settings.cloud.profile.batch;
    auto const found = batch.find(topic);
    return found == batch.end() ? 1 : std::max(1u, found->second);
}

Uplink::Parcel Uplink::next_parcel() {
    if (!halves_.empty()) {
        auto parcel = std::move(halves_.front());
        halves_.pop_front();
        return parcel;
    }
    Parcel parcel;
    parcel.letters.push_back(std::move(window_.front()));
    window_.pop_front();
    auto const topic = parcel.letters.front().topic;
    auto const size = batch_of(topic);
    if (size == 1 || needs_preparation(parcel.letters.front())) return parcel;
    for (auto it = window_.begin(); it != window_.end() && parcel.letters.size() < size;) {
        if (it->topic == topic && !needs_preparation(*it)) {
            parcel.letters.push_back(std::move(*it));
            it = window_.erase(it);
        } else {
            ++it;
        }
    }
    return parcel;
}

// ---- preparing one message

void Uplink::dispatch(Parcel parcel) {
    ++in_flight_;
    std::erase_if(parcel.letters, [&](store::Letter const& letter) { return hold_back(letter); });
    if (parcel.letters.empty()) return landed();
    if (!needs_preparation(parcel.letters.front())) return send(std::move(parcel));
    prepare(std::move(parcel.letters.front()));
}

// Too old to be worth sending, or already sent as often as the rule allows within the window.
bool Uplink::hold_back(store::Letter const& letter) {
    auto const since = std::max(letter.captured, letter.revived);
    if (since != WallTime{} && parts_.scheduler.wall() - since > times_.letter_retention) {
        ++figures_.dead;
        parts_.log.warning(letter.topic + " is older than its retention and goes to the dead letters",
                           {{"id", letter.opr_num}});
        auto settlement = settlement_of(letter);
        settlement.verdict = store::Settlement::Verdict::dead;
        settlement.words = "older than its retention; last: " + letter.words;
        settlement.at = parts_.scheduler.wall();
        put_aside(std::move(settlement));
        return true;
    }
    auto requests = letter.requests;
    forget_old(requests, parts_.scheduler.now(), times_);
    auto const from = allowed_from(requests, times_);
    if (from <= parts_.scheduler.now()) return false;
    auto settlement = settlement_of(letter);
    settlement.verdict = store::Settlement::Verdict::held;
    settlement.due = from;
    settlement.requests = std::move(requests);
    put_aside(std::move(settlement));
    return true;
}

void Uplink::prepare(store::Letter letter) {
    preparation_->prepare(std::move(letter), [weak = weak_from_this()](Prepared prepared) {
        auto const self = weak.lock();
        if (!self) return;
        if (prepared.verdict == Prepared::Verdict::waits) return self->wait(prepared.letter, std::move(prepared.words));
        if (prepared.verdict == Prepared::Verdict::too_late)
            return self->lay_aside(prepared.letter, std::move(prepared.words));
        if (prepared.verdict != Prepared::Verdict::sendable)
            return self->give_up(prepared.letter, std::move(prepared.words),
                                 prepared.verdict == Prepared::Verdict::hopeless);
        Parcel parcel;
        parcel.letters.push_back(std::move(prepared.letter));
        parcel.image = std::move(prepared.image);
        self->send(std::move(parcel));
    });
}

// For its record, at most as long as letters are kept. It has not been sent, whatever a crash made us believe.
void Uplink::wait(store::Letter const& letter, std::string words) {
    auto const age = parts_.scheduler.wall() - std::max(letter.captured, letter.revived);
    auto settlement = settlement_of(letter);
    settlement.verdict = store::Settlement::Verdict::held;
    settlement.words = std::move(words);
    settlement.requests.clear();
    settlement.uncertain = settlement.refused = false;
    settlement.due = parts_.scheduler.now() + (times_.letter_retention - age) + 1ms;
    settlement.gives_way = true;
    put_aside(std::move(settlement));
    landed();
}

void Uplink::lay_aside(store::Letter const& letter, std::string words) {
    parts_.log.info(letter.topic + " " + words, {{"id", letter.opr_num}});
    auto settlement = settlement_of(letter);
    settlement.verdict = store::Settlement::Verdict::folded;
    settlement.words = std::move(words);
    settlement.at = parts_.scheduler.wall();
    put_aside(std::move(settlement));
    landed();
}

// The message could not be prepared. For good: a person has to look. Otherwise it stays ready and comes again.
void Uplink::give_up(store::Letter const& letter, std::string words, bool for_good) {
    parts_.log.error(letter.topic + ": " + loggable(letter.topic, letter.body, words), {{"id", letter.opr_num}});
    if (for_good) ++figures_.dead;
    using Verdict = store::Settlement::Verdict;
    auto settlement = settlement_of(letter);
    settlement.verdict = for_good ? Verdict::dead : Verdict::held;
    settlement.words = std::move(words);
    settlement.due = parts_.scheduler.now() + 1s;
    settlement.at = parts_.scheduler.wall();
    put_aside(std::move(settlement));
    landed();
}

// ---- sending and what comes back

void Uplink::send(Parcel parcel) {
    if (stopping_ || !parts_.gateway.reachable()) {
        for (auto const& letter : parcel.letters) put_aside({.seq = letter.seq});
        return landed();
    }
    auto const& first = parcel.letters.front();
    cloud::Exchange exchange{
        .topic = first.topic, .opr_num = first.opr_num, .data = first.body, .image = std::move(parcel.image)};
    if (parcel.letters.size() > 1) {
        exchange.opr_num = parts_.new_opr_num();
        exchange.data = '[';
        for (auto const& letter : parcel.letters) (exchange.data += letter.body) += ',';
        exchange.data.back() = ']';
    }
    parcel.sent = parts_.scheduler.now();
    parts_.gateway.exchange(std::move(exchange),
                            [weak = weak_from_this(), parcel = std::move(parcel)](cloud::Outcome outcome) mutable {
                                if (auto const self = weak.lock())
                                    self->answered(std::move(parcel), std::move(outcome));
                            });
}

void Uplink::answered(Parcel parcel, cloud::Outcome outcome) {
    using Kind = cloud::Outcome::Kind;
    bool const failed = outcome.kind == Kind::refused || outcome.kind == Kind::permanent;
    parcel.packets += outcome.kind != Kind::unsent;
    parcel.malformed += failed && blames_the_packet(outcome);
    if (failed && parcel.letters.size() > 1 && stopping_) {
        for (auto const& letter : parcel.letters) put_aside({.seq = letter.seq});  // whose refusal it was is not known
        return landed();
    }
    if (failed && parcel.letters.size() > 1) {
        // One bad VO never holds others back: halve until it is alone (E11). Only that last refusal is its own.
        auto const middle = parcel.letters.begin() + static_cast<std::ptrdiff_t>(parcel.letters.size() / 2);
        Parcel rest;
        rest.letters.assign(std::make_move_iterator(middle), std::make_move_iterator(parcel.letters.end()));
        parcel.letters.erase(middle, parcel.letters.end());  // and with the first half goes what was counted
        halves_.push_back(std::move(parcel));
        halves_.push_back(std::move(rest));
        return landed();
    }
    for (auto const& letter : parcel.letters) {
        auto settlement = settle(letter, outcome, parcel.sent, parts_.scheduler.now(), parts_.scheduler.wall(), times_);
        report(letter, outcome, settlement);
        settlement.packets = std::exchange(parcel.packets, 0);
        settlement.malformed = std::exchange(parcel.malformed, 0);
        put_aside(std::move(settlement));
    }
    landed();
}

// 6.1.4. The standard has one code for every failure, so each counts against us, save those that the profile knows to
// be the cloud's own passing trouble.
bool Uplink::blames_the_packet(cloud::Outcome const& outcome) const {
    auto const& passing = parts_.settings.cloud.profile.retry_codes;
    return std::ranges::find(passing, outcome.code) == passing.end();
}

void Uplink::report(store::Letter const& letter, cloud::Outcome const& outcome, store::Settlement const& settlement) {
    using Kind = cloud::Outcome::Kind;
    switch (outcome.kind) {
        case Kind::accepted:
            ++figures_.accepted;
            return;
        case Kind::unsent:
            return;  // the gateway tells of the link, once
        case Kind::refused:
            ++figures_.refused;
            break;
        case Kind::lost:
            ++figures_.lost;
            break;
        case Kind::permanent:
            ++figures_.dead;
            break;
    }
    auto words = letter.topic +
                 (outcome.kind == Kind::lost ? " was sent and not answered: " : " was refused by the cloud: ") +
                 loggable(letter.topic, letter.body, settlement.words);
    if (settlement.verdict == store::Settlement::Verdict::dead)
        words += "; it is now a dead letter";
    else
        words += "; again in " + std::to_string((settlement.due - parts_.scheduler.now()) / 1s) + " s";
    parts_.log.warning(std::move(words), {{"id", letter.opr_num}});
}

void Uplink::landed() {
    --in_flight_;
    if (stopping_) return flush();
    pump();
}

// ---- settling

void Uplink::put_aside(store::Settlement settlement) {
    if (settlement.verdict == store::Settlement::Verdict::held) arm(settlement.due);
    settlements_.push_back(std::move(settlement));
    // Nobody waits for what is delivered: answers are settled together, so that a commit serves many of them.
    if (settlements_.size() >= settled_at_once) return flush();
    if (std::exchange(flushing_, true)) return;
    parts_.scheduler.after(parts_.settle_pause, [weak = weak_from_this()] {
        if (auto const self = weak.lock()) {
            self->flushing_ = false;
            self->flush();
        }
    });
}

void Uplink::flush() {
    if (!settlements_.empty()) {
        auto batch = std::make_shared<std::vector<store::Settlement>>(std::exchange(settlements_, {}));
        ++settling_;
        parts_.store.settle(*batch,
                            hop<void>(parts_.scheduler, weak_from_this(), [batch](Uplink& self, Result<> result) {
                                --self.settling_;
                                if (!result) {
                                    self.parts_.log.error("writing down what was delivered: " + result.error().message);
                                    std::ranges::move(*batch, std::back_inserter(self.settlements_));
                                    self.parts_.scheduler.after(1s, [weak = self.weak_from_this()] {
                                        if (auto const again = weak.lock()) again->flush();
                                    });
                                    return;
                                }
                                self.stopping_ ? self.flush() : self.pump();
                            }));
        return;
    }
    if (stopping_ && in_flight_ + settling_ == 0 && !claiming_ && stopped_) std::exchange(stopped_, nullptr)();
}

void Uplink::arm(HostTime due) {
    if (due >= armed_ || due == HostTime::max()) return;
    parts_.scheduler.cancel(timer_);
    armed_ = due;
    timer_ = parts_.scheduler.at(due, [weak = weak_from_this()] {
        if (auto const self = weak.lock()) self->release_due();
    });
}

void Uplink::release_due() {
    armed_ = HostTime::max();
    parts_.store.release_due(parts_.lot, parts_.scheduler.now(),
                             hop<std::optional<HostTime>>(parts_.scheduler, weak_from_this(),
                                                          [](Uplink& self, Result<std::optional<HostTime>> next) {
                                                              if (!next)
                                                                  return self.arm(self.parts_.scheduler.now() + 1s);
                                                              if (*next && !self.stopping_) self.arm(**next);
                                                          }));
}

}  // namespace lotbridge::relay
