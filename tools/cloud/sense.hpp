// Whether the members of one VO agree with each other: what the tables mean beyond types and limits. Nothing here
// depends on what was told before; see rules.hpp for that.
#pragma once

#include "envelope.hpp"
#include "json.hpp"

#include <lotbridge/schema/catalogue.hpp>
#include <lotbridge/schema/scalars.hpp>

namespace lotbridge::refcloud {

// Times that run backwards, amounts below zero, totals that are not the sums of their parts. A message with such
// findings is kept all the same: the standard names no refusal for it, and the lot's books may be wrong in earnest.
Findings judge_sense(schema::Interface const& interface, json::Value const& vo);

Money money(json::Value const& object, std::string_view name);  // 0 if there is none
LocalTime local_time(json::Value const& object, std::string_view name);

}  // namespace lotbridge::refcloud
