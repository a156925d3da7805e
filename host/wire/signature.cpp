#include "wire/signature.hpp"

#include "wire/json_text.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <array>
#include <memory>
#include <stdexcept>

namespace lotbridge::wire {
namespace {

using HexDigest = std::array<char, 32>;

// Looking MD5 up and making a context cost more than hashing one message, so each thread keeps its own of both.
class Md5 {
public:
    HexDigest operator()(std::string_view data, std::string_view key) {
        std::array<unsigned char, 16> digest;
        if (!algorithm_ || !context_ || EVP_DigestInit_ex2(context_.get(), algorithm_.get(), nullptr) != 1 ||
            EVP_DigestUpdate(context_.get(), data.data(), data.size()) != 1 ||
            EVP_DigestUpdate(context_.get(), key.data(), key.size()) != 1 ||
            EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr) != 1)
            throw std::runtime_error("OpenSSL offers no MD5, which the standard's signature needs (B.2.6)");
        HexDigest text;
        for (std::size_t i = 0; i < digest.size(); ++i) {
            text[2 * i] = "0123456789ABCDEF"[digest[i] >> 4];
            text[2 * i + 1] = "0123456789ABCDEF"[digest[i] & 15];
        }
        return text;
    }

private:
    struct Free {
        void operator()(EVP_MD* algorithm) const { EVP_MD_free(algorithm); }
        void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    };
    std::unique_ptr<EVP_MD, Free> algorithm_{EVP_MD_fetch(nullptr, "MD5", nullptr)};
    std::unique_ptr<EVP_MD_CTX, Free> context_{EVP_MD_CTX_new()};
};

HexDigest md5(std::string_view data, std::string_view key) {
    thread_local Md5 hash;
    return hash(data, key);
}

std::string_view text_of(HexDigest const& digest) { return {digest.data(), digest.size()}; }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::string md5_hex(std::string_view bytes) { return std::string(text_of(md5(bytes, {}))); }

Signer::Signer(std::vector<std::string> keys, SignatureForm form) : keys_(std::move(keys)), form_(form) {}

std::string Signer::sign(std::string_view data, std::size_t key_index) const {
    if (keys_.empty()) return {};
    std::string text(text_of(md5(data, keys_[key_index])));
    if (form_ == SignatureForm::replace_last_two) text.resize(text.size() - 2);
    text += static_cast<char>('0' + key_index / 10);
    text += static_cast<char>('0' + key_index % 10);
    return text;
}

Signer::Verdict Signer::verify(std::string_view data, std::string_view signature) const {
    if (signature.empty()) return Verdict::absent;
    std::size_t const length = form_ == SignatureForm::append ? 34 : 32;
    if (signature.size() != length || !is_digit(signature[length - 2]) || !is_digit(signature[length - 1]))
        return Verdict::wrong;
    auto const key_index = static_cast<std::size_t>(signature[length - 2] - '0') * 10 +
                           static_cast<std::size_t>(signature[length - 1] - '0');
    if (key_index >= keys_.size()) return Verdict::unknown_key;

    auto const matches = [&](std::string_view slice) {
        return CRYPTO_memcmp(sign(slice, key_index).data(), signature.data(), length) == 0;
    };
    return matches(data) || matches(minified(data)) ? Verdict::good : Verdict::wrong;
}

}  // namespace lotbridge::wire
