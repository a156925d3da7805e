// TLS towards the cloud (S6): certificate and host name are always checked.
#pragma once

#include "config/settings.hpp"

#include <lotbridge/result.hpp>

#include <boost/asio/ssl/context.hpp>

namespace lotbridge::cloud {

// With the settings' CA file or else the system's trust, and the client certificate if one is given. A file that cannot
// be used is an error that names it.
Result<boost::asio::ssl::context> make_tls_context(config::TlsSettings const& settings);

}  // namespace lotbridge::cloud
