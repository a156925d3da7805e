#include <lotbridge/net/url.hpp>

#include "targets.hpp"

namespace lotbridge::fuzz {

void url(std::string_view input) {
    auto const url = net::parse_url(input);
    if (!url) return;
    auto const again = net::parse_url(url->text());
    must(again && again->text() == url->text(), "what was read can be written and read again");
    must(again->host == url->host && again->port == url->port && again->path == url->path, "every part comes back");
    must(url->text().find_first_of(" \r\n") == std::string::npos, "nothing that would end a header line");
}

}  // namespace lotbridge::fuzz
