// For those who bring a TLS context of OpenSSL's own; http_client.hpp does it by itself.
#pragma once

#include <lotbridge/result.hpp>

struct ssl_ctx_st;  // SSL_CTX

namespace lotbridge::net {

// Trusts the certificate authorities that the operating system trusts.
Result<> trust_system(ssl_ctx_st& context);

}  // namespace lotbridge::net
