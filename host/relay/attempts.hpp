// When a letter may be sent again (B.1.2.5, 5.1.2, decisions.md "Retrying"). Pure arithmetic on the host's clock.
#pragma once

#include "cloud/gateway.hpp"
#include "config/settings.hpp"
#include "store/store.hpp"

namespace lotbridge::relay {

using Times = config::PlatformProfile::Times;

// Drops what the window no longer counts.
void forget_old(std::vector<HostTime>& requests, HostTime now, Times const& times);

// The earliest time at which one more request keeps to "no more than 5 in an hour"; now or earlier: it may go at once.
HostTime allowed_from(std::vector<HostTime> const& requests, Times const& times);

// When a message may be sent again whose last request was refused or lost. requests: with that last one.
HostTime next_request(cloud::Outcome::Kind kind, std::vector<HostTime> const& requests, HostTime now,
                      Times const& times);

// What is known of a letter before anything more is said of it.
store::Settlement settlement_of(store::Letter const& letter);

// What becomes of a letter after one exchange. sent: when its request began.
store::Settlement settle(store::Letter const& letter, cloud::Outcome const& outcome, HostTime sent, HostTime now,
                         WallTime wall, Times const& times);

}  // namespace lotbridge::relay
