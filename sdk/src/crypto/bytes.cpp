#include <lotbridge/crypto/bytes.hpp>

#include "../base64.hpp"

#include <openssl/crypto.h>
#include <algorithm>
#include <utility>

namespace lotbridge::crypto {
namespace {

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace

std::string to_hex(std::string_view bytes, Letters letters) {
    auto const* const digits = letters == Letters::upper ? "0123456789ABCDEF" : "0123456789abcdef";
    std::string text;
    text.reserve(2 * bytes.size());
    for (unsigned char const byte : bytes) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

Result<std::string> from_hex(std::string_view text) {
    if (text.size() % 2 != 0 || std::any_of(text.begin(), text.end(), [](char c) { return hex_value(c) < 0; }))
        return fail(Errc::rejected, "not hexadecimal");
    std::string bytes;
    bytes.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2)
        bytes += static_cast<char>(hex_value(text[i]) << 4 | hex_value(text[i + 1]));
    return bytes;
}

std::string to_base64(std::string_view bytes) { return detail::to_base64(bytes); }

Result<std::string> from_base64(std::string_view text) {
    auto bytes = detail::from_base64(text);
    if (!bytes) return fail(Errc::rejected, "not Base64");
    return std::move(*bytes);
}

bool same_bytes(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace lotbridge::crypto
