// What the running host tells of itself, as one JSON document: for `lotbridge status`, watchdogs and the demo.
#pragma once

#include "app/adapters.hpp"
#include "base/tally.hpp"
#include "base/time.hpp"
#include "relay/asking.hpp"
#include "relay/composite.hpp"
#include "relay/downlink.hpp"
#include "relay/uplink.hpp"

#include <optional>
#include <string>
#include <vector>

namespace lotbridge::app {

struct LotStatus {
    std::string name;
    bool reachable = false, downlink = false;
    std::string link_words, downlink_words;
    std::string fees;  // native, derived, unsupported; starting while an adapter has not told yet
    relay::UplinkFigures uplink;
    relay::DownlinkFigures requests;
    std::size_t in_flight = 0, owed_payments = 0;
    relay::QuestionFigures questions;
    std::size_t questions_in_doubt = 0;
    base::Tally answer_departures, request_departures;  // from the standard, and did no harm (E8)
    std::optional<WallTime> last_heartbeat;
    std::optional<std::chrono::milliseconds> clock_offset;
    std::vector<AdapterStatus> adapters;
    std::optional<relay::CompositeFigures> composite;  // of a lot that is one
    std::vector<std::string> problems;
};

// A lot that does not run: its name, or its file where that cannot be read.
struct BrokenLot {
    std::string lot, words;
};

struct HostStatus {
    std::string version;
    std::int64_t process = 0;
    WallTime started{}, now{};
    bool accepting = true;  // false: the disk is full or failing, intake waits
    std::vector<LotStatus> lots;
    std::vector<BrokenLot> broken_lots;
};

std::string to_json(HostStatus const& status);

}  // namespace lotbridge::app
