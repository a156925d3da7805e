// Private to the library: TLS contexts from files.
#pragma once

#include <lotbridge/result.hpp>

#include <boost/asio/ssl/context.hpp>
#include <filesystem>
#include <string>

namespace lotbridge::net {

// Trusts the authorities of the file, or those of the system when it is empty.
Result<boost::asio::ssl::context> client_tls(std::filesystem::path const& ca_file);
Result<boost::asio::ssl::context> server_tls(std::filesystem::path const& certificate,
                                             std::filesystem::path const& private_key);
// The certificate must be one of this host, a name or an address. Empty, or what is wrong.
std::string expect_host(SSL* session, std::string const& host);

}  // namespace lotbridge::net
