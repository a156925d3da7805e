// What HTTP client and listener have in common.
#pragma once

#include <chrono>
#include <optional>
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

// "Sun, 06 Nov 1994 08:49:37 GMT"; other forms of HTTP dates are not worth reading.
std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view text);

struct HttpReply {
    int status = 200;
    Headers headers;
    std::string body;
};

}  // namespace lotbridge::net
