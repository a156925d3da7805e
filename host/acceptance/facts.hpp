// What is known of a lot and a time, gathered before anything is graded: from the host's store, from the running host,
// and from the reference cloud where there is one. Plain values, so that grading needs neither.
#pragma once

#include "acceptance/item.hpp"
#include "store/figures.hpp"
#include "store/reader.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace lotbridge::acceptance {

// Messages that went up, by interface.
struct Sent : store::Traffic {
    std::int64_t quarantined = 0;
    std::vector<Message> messages;   // the first and the latest that the cloud accepted
    std::optional<Message> trouble;  // the latest that is held or dead
};

// Requests that came down, by interface.
struct Requests {
    std::int64_t arrived = 0, done = 0, failed = 0, unknown = 0;
    std::int64_t owed = 0, refused = 0;  // payments that the lot's system has not taken yet, or will not
    std::vector<Message> messages;       // the first and the latest that were done
    std::optional<Message> trouble;      // the latest that was not
};

// Questions of the lot to the cloud, by interface.
struct Questions {
    std::int64_t answered = 0, in_doubt = 0, abandoned = 0;
    std::vector<Message> messages;
};

// One command to a gate, from the audit log.
struct GateMove {
    std::string request;                               // the audit line's "who": it names the oprNum
    int requested = 0, acknowledged = 0, refused = 0;  // lines
    std::optional<std::chrono::milliseconds> took;     // from the request to what the gate said
};

// The host as it says itself; absent while none runs.
struct Running {
    std::string version;
    std::int64_t process = 0;
    WallTime started{}, now{};
    bool accepting = true, reachable = false, downlink = false;
    std::string link;
    std::optional<WallTime> last_heartbeat;
    std::optional<std::chrono::milliseconds> clock_offset;
    std::string fees;                              // native, derived, unsupported, starting
    std::map<std::string, std::string> abilities;  // by interface: the best of all adapters
    std::vector<std::string> plugins;
    bool all_adapters_run = true;
    std::int64_t asked = 0, answered = 0;  // questions since its start
};

// What the reference cloud, a second opinion, says of the same time.
struct Judgement {
    struct Violation {
        std::string clause, interface, level, words, opr_num;
        WallTime at{};
    };
    std::vector<Violation> violations;            // shall and should
    std::map<std::string, std::int64_t> missing;  // by interface: accepted by it, as the host believes, and not there
    std::map<std::string, std::string> example;   // a record of these
};

struct Facts {
    std::string lot, park_id, park_code, cloud;  // cloud: its address
    std::chrono::minutes utc_offset{};
    store::Span span;
    WallTime now{};
    std::map<std::string, Sent> sent;
    std::map<std::string, Requests> requests;
    std::map<std::string, Questions> questions;
    std::vector<GateMove> gates;
    store::LotFigures figures;
    std::optional<Running> running;
    std::optional<Judgement> judgement;

    // "native", "derived", "unsupported"; empty: nobody says.
    std::string ability(std::string_view interface) const;
};

}  // namespace lotbridge::acceptance
