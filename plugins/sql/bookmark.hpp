// The adapter's cursor: for each stream where reading goes on.
#pragma once

#include <lotbridge/result.hpp>

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace lotbridge::sql {

struct StreamBookmark {
    // Rows before are never read. The time when the stream was first met, "" for the beginning; of a numbered stream
    // the number that belongs to it, once it has been read.
    std::string begin;
    std::string poller;  // what the poller knows; "" until the first read
    // Contents that were told of rows that have no place in an order: those of a snapshot, and those whose cursor
    // column or key cannot be read.
    std::set<std::uint64_t> told;
    std::uint64_t proven = 0;  // fingerprint of the mapping that a row has fitted
    std::int64_t highest = 0;  // number that there was, where the mapping asks for it
    std::string start;         // of a numbered stream the time that its begin belongs to
};

struct Bookmark {
    std::map<std::string, StreamBookmark> streams;

    std::string text() const;
    static Result<Bookmark> parse(std::string_view text);  // "" is the beginning
};

}  // namespace lotbridge::sql
