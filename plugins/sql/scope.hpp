// What the words of a mapping may refer to while one row or one request is handled.
#pragma once

#include "row.hpp"
#include "transforms.hpp"

#include <lotbridge/text/encoding.hpp>

#include <map>
#include <string>
#include <string_view>

namespace lotbridge::sql {

// The settings' "params": what differs from site to site though the mapping is the same. Texts and numbers are for
// statements (:lot) and recipes, objects are tables ("lookup").
struct Parameters {
    std::map<std::string, std::string, std::less<>> values;
    std::map<std::string, ValueTable, std::less<>> tables;
};

using Fields = std::map<std::string, Cell, std::less<>>;  // a request's members under their wire names

struct Scope {
    Row const* row = nullptr;        // of a stream's or a reply's query
    Fields const* fields = nullptr;  // of a command's request
    Parameters const* parameters = nullptr;
    Encoding encoding = Encoding::utf8;  // of the row's text
};

// Converted to UTF-8. Errors say which column and what stood there.
Result<Cell> column(Scope const& scope, std::string_view name, Encoding encoding);
Result<Cell> field(Scope const& scope, std::string_view name);
Result<Cell> parameter(Scope const& scope, std::string_view name);

}  // namespace lotbridge::sql
