// What a certificate says, for people. Inside this layer only.
#pragma once

#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <string>

namespace lotbridge::support {

int days_left(X509 const& certificate);  // negative: it has ended
std::string end_text(X509 const& certificate);
// "cloud.example.com, issued by Example CA; 2 certificates"
std::string chain_text(SSL* session);
// What to do when a certificate was refused with this result of X509_verify_cert(3).
std::string advice_on_verdict(long verdict);

}  // namespace lotbridge::support
