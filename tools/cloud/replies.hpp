// What a lot's reply to a downlink request must say beyond its table: it speaks of what was asked, in time, and its
// sums are right.
#pragma once

#include "envelope.hpp"
#include "json.hpp"

#include <lotbridge/schema/catalogue.hpp>
#include <lotbridge/schema/scalars.hpp>

namespace lotbridge::refcloud {

// asked: the request's VO. An accepting reply's data is judged; of a refusing one only its words.
Findings judge_reply(schema::Interface const& interface, json::Value const& asked, Reply const& reply,
                     json::Value const& data, std::int64_t milliseconds);

// C.3.1: what coupons did to a fee, given the same fee without them. coupons: the list that was sent; now: the lot's
// time.
Findings judge_coupons(json::Value const& coupons, json::Value const& without, json::Value const& with, LocalTime now);

}  // namespace lotbridge::refcloud
