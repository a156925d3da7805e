// B.2.6 and B.2.7: the signature over data and the encryption of the login password.
#pragma once

#include <lotbridge/result.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lotbridge::wire {

enum class SignatureForm { append, replace_last_two };  // S1

// UPPER(MD5(data ‖ key)) with the two-digit key index appended, or put over the last two digits.
// Copies freely, may be used by any thread. Throws std::runtime_error where OpenSSL offers no MD5 at all (FIPS only).
class Signer {
public:
    Signer(std::vector<std::string> keys, SignatureForm form);

    std::size_t keys() const { return keys_.size(); }
    // key_index < keys(). An empty pool signs with "" (profile without signature).
    std::string sign(std::string_view data, std::size_t key_index) const;

    enum class Verdict { good, absent, wrong, unknown_key };
    // Over the raw slice, and if that fails once more over its minified form (S2).
    Verdict verify(std::string_view data, std::string_view signature) const;

private:
    std::vector<std::string> keys_;
    SignatureForm form_;
};

// B.2.6 and platforms that take the password's digest: capitals.
std::string md5_hex(std::string_view bytes);

enum class CipherText { base64, hex };
// TripleDES CBC, PKCS#7 (S4). key: 24 bytes, iv: 8 bytes.
Result<std::string> encrypt_password(std::string_view password, std::string_view key, std::string_view iv,
                                     CipherText text);
Result<std::string> decrypt_password(std::string_view text, std::string_view key, std::string_view iv, CipherText form);

}  // namespace lotbridge::wire
