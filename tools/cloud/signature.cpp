#include "signature.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <array>
#include <charconv>
#include <memory>

namespace lotbridge::refcloud {
namespace {

constexpr std::size_t md5_digits = 32;

std::string hex(unsigned char const* bytes, std::size_t size, std::string_view digits) {
    std::string out;
    out.reserve(2 * size);
    for (std::size_t i = 0; i < size; ++i) {
        out += digits[bytes[i] >> 4];
        out += digits[bytes[i] & 15];
    }
    return out;
}

std::string digest(EVP_MD const* method, std::string_view bytes, std::string_view digits) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> out;
    unsigned size = 0;
    EVP_Digest(bytes.data(), bytes.size(), out.data(), &size, method, nullptr);
    return hex(out.data(), size, digits);
}

std::string two_digits(std::size_t index) {
    return {static_cast<char>('0' + index / 10 % 10), static_cast<char>('0' + index % 10)};
}

Result<std::string> from_hex(std::string_view text) {
    std::string out;
    if (text.size() % 2 != 0) return fail(Errc::rejected, "an odd number of hex digits");
    for (std::size_t i = 0; i < text.size(); i += 2) {
        unsigned byte = 0;
        auto const [end, error] = std::from_chars(text.data() + i, text.data() + i + 2, byte, 16);
        if (error != std::errc{} || end != text.data() + i + 2) return fail(Errc::rejected, "not hex");
        out += static_cast<char>(byte);
    }
    return out;
}

Result<std::string> from_base64(std::string_view text) {
    if (text.empty() || text.size() % 4 != 0) return fail(Errc::rejected, "not Base64: its length is no multiple of 4");
    std::string out(text.size() / 4 * 3, '\0');
    auto const size =
        EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                        reinterpret_cast<unsigned char const*>(text.data()), static_cast<int>(text.size()));
    if (size < 0) return fail(Errc::rejected, "not Base64");
    auto const padding = text.ends_with("==") ? 2u : text.ends_with("=") ? 1u : 0u;
    out.resize(static_cast<std::size_t>(size) - padding);
    return out;
}

}  // namespace

std::string md5_hex(std::string_view bytes) { return digest(EVP_md5(), bytes, "0123456789ABCDEF"); }

std::string KeyPool::sign(std::string_view data, std::size_t index) const {
    if (keys_.empty()) return {};
    index %= keys_.size();
    auto text = md5_hex(std::string(data) + keys_[index]);
    if (form_ == SignatureForm::replace_last_two) text.resize(md5_digits - 2);
    return text + two_digits(index);
}

Verdict KeyPool::verify(std::string_view data, std::string_view signature) const {
    if (signature.empty()) return Verdict::absent;
    auto const expected_size = form_ == SignatureForm::append ? md5_digits + 2 : md5_digits;
    if (signature.size() != expected_size) return Verdict::wrong;
    auto const tail = signature.substr(signature.size() - 2);
    std::size_t index = 0;
    auto const [end, error] = std::from_chars(tail.data(), tail.data() + 2, index);
    if (error != std::errc{} || end != tail.data() + 2) return Verdict::wrong;
    if (index >= keys_.size()) return Verdict::unknown_key;
    if (sign(data, index) == signature || sign(without_white_space(data), index) == signature) return Verdict::good;
    return Verdict::wrong;
}

std::string without_white_space(std::string_view json) {
    std::string out;
    bool in_string = false, escaped = false;
    for (char const c : json) {
        if (!in_string && (c == ' ' || c == '\t' || c == '\n' || c == '\r')) continue;
        out += c;
        if (c == '"' && !escaped) in_string = !in_string;
        escaped = in_string && c == '\\' && !escaped;
    }
    return out;
}

bool is_base64(std::string_view text) { return from_base64(text).has_value(); }

namespace {

Result<std::string> in_capitals(std::string_view digits) {
    std::string out;
    for (char const c : digits) {
        if (c >= 'A' && c <= 'F') return fail(Errc::rejected, "a capital in a digest of small letters");
        out += c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return out;
}

}  // namespace

Result<std::string> open_password(std::string_view text, std::string_view key, std::string_view iv, PasswordForm form) {
    if (form == PasswordForm::md5_lower) return in_capitals(text);
    if (form == PasswordForm::md5_upper || form == PasswordForm::plain) return std::string(text);
    LOTBRIDGE_TRY(auto sealed, form == PasswordForm::triple_des_base64 ? from_base64(text) : from_hex(text));
    std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
    std::string out(sealed.size() + 8, '\0');
    auto* const plain = reinterpret_cast<unsigned char*>(out.data());
    int size = 0, rest = 0;
    bool const opened =
        EVP_DecryptInit_ex(context.get(), EVP_des_ede3_cbc(), nullptr,
                           reinterpret_cast<unsigned char const*>(key.data()),
                           reinterpret_cast<unsigned char const*>(iv.data())) == 1 &&
        EVP_DecryptUpdate(context.get(), plain, &size, reinterpret_cast<unsigned char const*>(sealed.data()),
                          static_cast<int>(sealed.size())) == 1 &&
        EVP_DecryptFinal_ex(context.get(), plain + size, &rest) == 1;
    if (!opened) return fail(Errc::rejected, "does not open with the account's 3DES key and iv");
    out.resize(static_cast<std::size_t>(size + rest));
    return out;
}

std::string password_digest(std::string_view password) { return digest(EVP_sha256(), password, "0123456789abcdef"); }

bool same_digest(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string new_uuid() {
    std::array<unsigned char, 16> bytes;
    RAND_bytes(bytes.data(), static_cast<int>(bytes.size()));
    bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0f) | 0x40);
    bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3f) | 0x80);
    auto text = hex(bytes.data(), bytes.size(), "0123456789abcdef");
    for (auto const at : {8u, 13u, 18u, 23u}) text.insert(at, 1, '-');
    return text;
}

}  // namespace lotbridge::refcloud
