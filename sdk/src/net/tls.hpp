// Private to the library: TLS contexts from files.
#pragma once

#include <lotbridge/result.hpp>

#include <boost/asio/ssl/context.hpp>
#include <filesystem>

namespace lotbridge::net {

// Trusts the authorities of the file, or those of the system when it is empty.
Result<boost::asio::ssl::context> client_tls(std::filesystem::path const& ca_file);
Result<boost::asio::ssl::context> server_tls(std::filesystem::path const& certificate,
                                             std::filesystem::path const& private_key);

}  // namespace lotbridge::net
