// Gathers the facts of a lot and a time. Reads only; beside a running host or on a stopped one.
#pragma once

#include "acceptance/facts.hpp"

#include <lotbridge/result.hpp>

#include <string_view>

namespace lotbridge::acceptance {

struct LotName {
    std::string name, park_id, park_code, cloud;
    std::chrono::minutes utc_offset{};
};

// What the host's control door says of one lot (app/status.hpp); nothing where the host does not run that lot.
std::optional<Running> read_status(std::string_view json, std::string_view lot);

// The span ends at `now` or before. Figures are those of the calendar days that it touches.
Result<Facts> gather(store::Reader const& reader, LotName lot, store::Span span, WallTime now);

// Days of the lot's calendar that the span touches.
int days_of(store::Span span, std::chrono::minutes utc_offset);

}  // namespace lotbridge::acceptance
