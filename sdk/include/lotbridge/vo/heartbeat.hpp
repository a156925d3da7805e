#pragma once

#include <lotbridge/schema/field.hpp>

namespace lotbridge::vo {

// Says that the lot is there; the answer shows the link and the time.
struct Heartbeat {
    bool operator==(Heartbeat const&) const = default;
};

struct HeartbeatReply {
    bool operator==(HeartbeatReply const&) const = default;
};

consteval auto describe(HeartbeatReply const*) {
    using namespace schema;
    return shape("heartbeat_reply", "C.2.8");
}

consteval auto describe(Heartbeat const*) {
    using namespace schema;
    return message<HeartbeatReply>({8, "heartbeat", "心跳保持", "Heartbeat", "C.2.8", "5.1.8", Direction::up});
}

}  // namespace lotbridge::vo
