// Certificates made for one test, so that none is kept in the repository and none ever expires.
#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <memory>
#include <string>

namespace lotbridge::cloud {

struct Certificate {
    std::shared_ptr<X509> x509;
    std::shared_ptr<EVP_PKEY> key;

    std::string pem() const;
    std::string key_pem() const;
};

enum class Validity { now, over };

Certificate make_authority(std::string const& name);
// names: as in subjectAltName, "DNS:localhost,IP:127.0.0.1".
Certificate make_certificate(Certificate const& authority, std::string const& names, Validity validity = Validity::now);

}  // namespace lotbridge::cloud
