#include "relay/attempts.hpp"

#include <lotbridge/abi/lotbridge.h>

#include <algorithm>

namespace lotbridge::relay {
namespace {

std::chrono::milliseconds lost_pause(std::size_t requests, Times const& times) {
    auto pause = times.retry_lost_first;
    for (std::size_t i = 1; i < requests && pause < times.retry_lost_max; ++i) pause *= 2;
    return std::min(pause, times.retry_lost_max);
}

std::string words_of(cloud::Outcome const& outcome) {
    return outcome.code.empty() ? outcome.words : outcome.code + " " + outcome.words;
}

}  // namespace

void forget_old(std::vector<HostTime>& requests, HostTime now, Times const& times) {
    std::erase_if(requests, [&](HostTime at) { return at + times.window <= now; });
}

HostTime allowed_from(std::vector<HostTime> const& requests, Times const& times) {
    if (requests.size() < times.requests_per_window) return HostTime::min();
    return requests[requests.size() - times.requests_per_window] + times.window;
}

HostTime next_request(cloud::Outcome::Kind kind, std::vector<HostTime> const& requests, HostTime now,
                      Times const& times) {
    auto const lost = kind == cloud::Outcome::Kind::lost;
    auto const pause = lost ? lost_pause(requests.size(), times) : times.retry_refused;
    return std::max(now + pause, allowed_from(requests, times));
}

store::Settlement settlement_of(store::Letter const& letter) {
    store::Settlement result{.seq = letter.seq, .words = letter.words};
    result.requests = letter.requests;
    result.uncertain = letter.uncertain;
    result.refused = letter.refused;
    result.captured = letter.captured;
    // A time that a tidy-up job made up, or that of a replay, says nothing about how fast we are.
    if (letter.origin == LB_ORIGIN_SEEN) result.happened = letter.occurred;
    return result;
}

store::Settlement settle(store::Letter const& letter, cloud::Outcome const& outcome, HostTime sent, HostTime now,
                         WallTime wall, Times const& times) {
    using Kind = cloud::Outcome::Kind;
    using Verdict = store::Settlement::Verdict;
    auto result = settlement_of(letter);
    result.words = words_of(outcome);
    result.at = wall;
    if (outcome.kind == Kind::accepted) {
        result.verdict = Verdict::delivered;
        return result;
    }
    if (outcome.kind == Kind::unsent) {
        result.verdict = Verdict::released;
        return result;
    }
    result.requests.push_back(sent);
    forget_old(result.requests, now, times);
    result.refused = outcome.kind != Kind::lost;
    result.uncertain = outcome.kind == Kind::lost;
    if (outcome.kind == Kind::permanent) {
        result.verdict = Verdict::dead;
        return result;
    }
    result.verdict = Verdict::held;
    result.due = next_request(outcome.kind, result.requests, now, times);
    return result;
}

}  // namespace lotbridge::relay
