#pragma once

#include <lotbridge/schema/field.hpp>

namespace lotbridge::vo {

// How many spaces the lot has; on change.
struct TotalSpaces {
    std::int64_t total_num = 0;

    bool operator==(TotalSpaces const&) const = default;
};

struct TotalSpacesReply {
    bool operator==(TotalSpacesReply const&) const = default;
};

consteval auto describe(TotalSpacesReply const*) {
    using namespace schema;
    return shape("total_spaces_reply", "C.2.6");
}

consteval auto describe(TotalSpaces const*) {
    using namespace schema;
    using M = TotalSpaces;
    return message<TotalSpacesReply>(
        {6, "total_spaces", "总车位数上传", "Total spaces upload", "C.2.6", "5.1.6", Direction::up, Queueing::newest},
        field("totalNum", &M::total_num, "总车位数", {.required = true}));
}

}  // namespace lotbridge::vo
