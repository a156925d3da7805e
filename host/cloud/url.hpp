// The addresses of the cloud: http(s):// for the uplink, tcp:// for the downlink.
#pragma once

#include <lotbridge/net/url.hpp>

namespace lotbridge::cloud {

using net::parse_url;
using net::Url;

}  // namespace lotbridge::cloud
