// From a row (or a request) to a message's JSON body, by the mapping's fields.
#pragma once

#include "mapping.hpp"
#include "scope.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace lotbridge::sql {

struct Body {
    std::string json;
    // Values that could not be made, in words ("carNum: column plateNo: ..."). Each stands in the body as
    // {"unreadable": words}: the host's check then quarantines this one message with its reason, and nothing else
    // waits.
    std::vector<std::string> problems;
};

Body make_body(FieldList const& fields, Scope const& scope);

// Members of a message as parameters of a statement; NULL for those that are absent.
void add_members(Values& values, schema::Shape const& shape, Fields const& fields);

// A request's members as text. Lists and objects stay JSON text; absent and null are nothing.
Result<Fields> read_request(std::string_view json);

}  // namespace lotbridge::sql
