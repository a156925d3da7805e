// B.2.6 and B.2.7, read a second time from the standard: the signature over data and the login password.
#pragma once

#include <lotbridge/result.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace lotbridge::refcloud {

enum class SignatureForm { append, replace_last_two };  // S1
enum class Verdict { good, absent, wrong, unknown_key };

class KeyPool {
public:
    KeyPool() = default;
    KeyPool(std::vector<std::string> keys, SignatureForm form) : keys_(std::move(keys)), form_(form) {}

    bool empty() const { return keys_.empty(); }
    std::size_t size() const { return keys_.size(); }
    // "" when the pool is empty: such a lot is not signed to.
    std::string sign(std::string_view data, std::size_t index) const;
    // Over the slice as it came, and if that fails once more without its white space (S2).
    Verdict verify(std::string_view data, std::string_view signature) const;

private:
    std::vector<std::string> keys_;
    SignatureForm form_ = SignatureForm::append;
};

std::string without_white_space(std::string_view json);  // outside strings only

enum class PasswordForm { triple_des_base64, triple_des_hex, md5_upper, md5_lower, plain };  // S4
// The password, or its MD5 in capitals where that is what travels. TripleDES is CBC with PKCS#7; key 24 bytes, iv 8
// bytes.
Result<std::string> open_password(std::string_view text, std::string_view key, std::string_view iv, PasswordForm form);

bool is_base64(std::string_view text);
std::string md5_hex(std::string_view bytes);  // capitals
// What the platform keeps of a password (B.2.7: "encrypted one-way"), and its comparison in constant time.
std::string password_digest(std::string_view password);
bool same_digest(std::string_view a, std::string_view b);

std::string new_uuid();  // 36 characters, random (version 4)

}  // namespace lotbridge::refcloud
