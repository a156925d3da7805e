// The addresses that an operator writes: http(s)://host[:port][/path], tcp://host:port.
#pragma once

#include <lotbridge/result.hpp>

#include <string>
#include <string_view>

namespace lotbridge::net {

struct Url {
    std::string scheme, host, port, path;  // host: name or address, an IPv6 one without its brackets

    bool tls() const { return scheme == "https"; }
    std::string authority() const;  // host:port, an IPv6 address in brackets
    std::string text() const { return scheme + "://" + authority() + path; }
};

// The port may be left out where the scheme has one. The words of an error name the part that is wrong.
Result<Url> parse_url(std::string_view text);

}  // namespace lotbridge::net
