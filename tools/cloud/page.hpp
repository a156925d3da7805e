// The web page of the API's port: files that are built in, and who may ask at all.
#pragma once

#include "http_server.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace lotbridge::refcloud {

// "/" and "/page/...": a built-in file; nothing for any other path.
std::optional<HttpReply> page_file(std::string_view path);

// Words why this request is not answered; empty: it is. A page of another site must neither act nor look here with the
// help of somebody's browser: a request has to name this server by an address (or localhost), so that no foreign name
// can be turned to it, and one that a page sends has to come from this server's own page.
std::string why_stranger(HttpRequest const& request);

}  // namespace lotbridge::refcloud
