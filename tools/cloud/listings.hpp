// The lists that the API shows, one SQL statement each.
#pragma once

#include <string>
#include <string_view>

namespace lotbridge::refcloud {

// Parameters of both statements: 1 where to go on (see the member that "after" names), 2 the list's own filter or "",
// 3 a lot or "", 4 the most rows. Columns named json_... hold JSON.
struct Listing {
    std::string_view name, filter;  // filter: the query parameter that narrows the list
    std::string sql, latest;        // latest: the newest row first
};

Listing const* find_listing(std::string_view name);

// All messages of one parking record. Parameters: 1 recordCode, 2 a lot or "".
extern char const* const messages_of_record;
// Vehicles that are inside. Parameters: 1 the plate, 2 a lot or "".
extern char const* const cars_with_plate;
// Lanes and gates that the lot has told of, or that were named in what passed lately. Parameter: a lot or "".
extern char const* const lanes_of_lot;
extern char const* const gates_of_lot;

}  // namespace lotbridge::refcloud
