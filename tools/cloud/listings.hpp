// The lists that the API shows, one SQL statement each.
#pragma once

#include <string_view>

namespace lotbridge::refcloud {

// Parameters of every statement: 1 where to go on (see the member that "after" names), 2 the list's own filter or "",
// 3 a lot or "", 4 the most rows. Columns named json_... hold JSON.
struct Listing {
    std::string_view name, filter;  // filter: the query parameter that narrows the list
    char const* sql;
};

Listing const* find_listing(std::string_view name);
// All messages of one parking record. Parameters: 1 recordCode, 2 a lot or "".
extern char const* const messages_of_record;

}  // namespace lotbridge::refcloud
