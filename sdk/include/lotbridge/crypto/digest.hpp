// Digests and signatures over exactly the bytes given. The results are bytes; crypto/bytes.hpp makes text of them.
#pragma once

#include <lotbridge/result.hpp>

#include <string>
#include <string_view>

namespace lotbridge::crypto {

// MD5 and SHA-1 are here because brands ask for them, not because they protect anything.
enum class Digest { md5, sha1, sha256 };

std::string digest(Digest kind, std::string_view text);
std::string hmac(Digest kind, std::string_view key, std::string_view text);
inline std::string md5(std::string_view text) { return digest(Digest::md5, text); }

// RSA with PKCS #1 v1.5 padding ("SHA1withRSA", "SHA256withRSA"). Keys are PEM texts; a public one may also be a
// certificate.
Result<std::string> rsa_sign(Digest kind, std::string_view private_key_pem, std::string_view text);
// An error is a key that cannot be read; a signature that does not fit is false.
Result<bool> rsa_verify(Digest kind, std::string_view public_key_pem, std::string_view text,
                        std::string_view signature);

}  // namespace lotbridge::crypto
