// What the host has on disk about one stay, as far as money is concerned: its entry, its payments, and what it was said
// to cost. Pure.
#pragma once

#include "fee/settled.hpp"
#include "store/store.hpp"

#include <lotbridge/vo/vehicle_entry.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace lotbridge::relay {

// The entry as its corrections leave it. An error in words: none is known here, the car has left, nobody saw it enter.
Result<vo::VehicleEntry> open_stay(std::vector<store::Letter> const& history);

// A prepayment that the host has taken over, with the quote that stands in it.
Result<fee::Payment> payment_of(store::Command const& prepayment, std::chrono::minutes utc_offset);

struct Recognised {
    std::string payment;  // the body with the quote that was paid upon, if there is one (PaidQuote)
    std::string words;    // when that had expired; else empty
};
// quotes: newest first, each body a PaidQuote. One that still holds goes before one that does not, the one with the
// paid amount before others.
Recognised recognise(std::string payment, std::vector<store::Quote> const& quotes, LocalTime now);

}  // namespace lotbridge::relay
