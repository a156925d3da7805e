// For those who bring a TLS context or session of OpenSSL's own; http_client.hpp does it by itself.
#pragma once

#include <lotbridge/result.hpp>

#include <string>

struct ssl_ctx_st;  // SSL_CTX
struct ssl_st;      // SSL

namespace lotbridge::net {

// Trusts the certificate authorities that the operating system trusts.
Result<> trust_system(ssl_ctx_st& context);
// Before the handshake: the certificate must be one of this host, a name or an address.
Result<> expect_host(ssl_st& session, std::string const& host);

}  // namespace lotbridge::net
