// The adapter's cursor: what the poller knows, and which contents were told of rows that have no place in an order:
// those of a snapshot, and those whose cursor column cannot be read.
#pragma once

#include <lotbridge/result.hpp>

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace lotbridge::sql {

struct Bookmark {
    std::string poller;
    std::map<std::string, std::set<std::uint64_t>> told;  // by stream

    std::string text() const;
    static Result<Bookmark> parse(std::string_view text);  // "" is the beginning
};

}  // namespace lotbridge::sql
