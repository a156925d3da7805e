#pragma once

#include <lotbridge/schema/field.hpp>

namespace lotbridge::vo {

// How long a stay costs nothing.
struct FreeMinutes {
    std::int64_t free_minutes = 0;

    bool operator==(FreeMinutes const&) const = default;
};

struct FreeMinutesReply {
    bool operator==(FreeMinutesReply const&) const = default;
};

consteval auto describe(FreeMinutesReply const*) {
    using namespace schema;
    return shape("free_minutes_reply", "C.3.6");
}

consteval auto describe(FreeMinutes const*) {
    using namespace schema;
    using M = FreeMinutes;
    return message<FreeMinutesReply>(
        {14, "free_minutes", "停车场免费分钟数配置", "Free minutes setting", "C.3.6", "5.2.6", Direction::up},
        field("freeMinutes", &M::free_minutes, "免费分钟时间", {.required = true}));
}

}  // namespace lotbridge::vo
