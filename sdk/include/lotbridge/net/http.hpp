// What HTTP client and listener have in common.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lotbridge::net {

struct Header {
    std::string name, value;
    bool operator==(Header const&) const = default;
};
using Headers = std::vector<Header>;

// The first of that name, whatever its case; "" when there is none.
std::string_view find_header(Headers const& headers, std::string_view name);

struct HttpReply {
    int status = 200;
    Headers headers;
    std::string body;
};

}  // namespace lotbridge::net
