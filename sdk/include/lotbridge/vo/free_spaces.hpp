#pragma once

#include <lotbridge/schema/field.hpp>

namespace lotbridge::vo {

// How many spaces are free; on change and every minute. Only the newest is worth sending.
struct FreeSpaces {
    std::int64_t empty_num = 0;

    bool operator==(FreeSpaces const&) const = default;
};

struct FreeSpacesReply {
    bool operator==(FreeSpacesReply const&) const = default;
};

consteval auto describe(FreeSpacesReply const*) {
    using namespace schema;
    return shape("free_spaces_reply", "C.2.7");
}

consteval auto describe(FreeSpaces const*) {
    using namespace schema;
    using M = FreeSpaces;
    return message<FreeSpacesReply>(
        {7, "free_spaces", "剩余车位数上传", "Free spaces upload", "C.2.7", "5.1.7", Direction::up, Queueing::newest},
        field("emptyNum", &M::empty_num, "剩余车位数", {.required = true}));
}

}  // namespace lotbridge::vo
