// B.2.7: the password of the login request under TripleDES.
#include "wire/base64.hpp"
#include "wire/signature.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <algorithm>
#include <memory>

namespace lotbridge::wire {
namespace {

constexpr std::size_t key_size = 24, block_size = 8;

struct FreeContext {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

enum class Way { decrypt = 0, encrypt = 1 };

Result<std::string> triple_des(std::string_view input, std::string_view key, std::string_view iv, Way way) {
    if (key.size() != key_size)
        return fail(Errc::rejected, "login key: " + std::to_string(key.size()) + " bytes, TripleDES takes 24");
    if (iv.size() != block_size)
        return fail(Errc::rejected, "login iv: " + std::to_string(iv.size()) + " bytes, TripleDES takes 8");

    auto const bytes = [](auto& text) { return reinterpret_cast<unsigned char const*>(text.data()); };
    std::unique_ptr<EVP_CIPHER_CTX, FreeContext> const context(EVP_CIPHER_CTX_new());
    std::string output(input.size() + block_size, '\0');
    auto* const to = reinterpret_cast<unsigned char*>(output.data());
    int head = 0, tail = 0;
    if (!context ||
        EVP_CipherInit_ex(context.get(), EVP_des_ede3_cbc(), nullptr, bytes(key), bytes(iv), static_cast<int>(way)) !=
            1 ||
        EVP_CipherUpdate(context.get(), to, &head, bytes(input), static_cast<int>(input.size())) != 1 ||
        EVP_CipherFinal_ex(context.get(), to + head, &tail) != 1) {
        ERR_clear_error();  // the words below say it; nothing of the password may linger in a queue
        return fail(Errc::rejected, way == Way::encrypt ? "encrypting the login password failed"
                                                        : "decrypting a password: not made with this key and iv");
    }
    output.resize(static_cast<std::size_t>(head + tail));
    return output;
}

Result<std::string> from_base64(std::string_view text) {
    auto const trouble = [] { return fail(Errc::rejected, "decrypting a password: not Base64"); };
    std::size_t const padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
    auto const foreign = [](char c) { return !(std::isalnum(static_cast<unsigned char>(c)) || c == '+' || c == '/'); };
    auto const body = text.substr(0, text.size() - padding);
    if (text.size() % 4 != 0 || std::any_of(body.begin(), body.end(), foreign)) return trouble();

    std::string bytes(text.size() / 4 * 3, '\0');
    auto const length =
        EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                        reinterpret_cast<unsigned char const*>(text.data()), static_cast<int>(text.size()));
    if (length < 0) return trouble();
    bytes.resize(static_cast<std::size_t>(length) - padding);  // EVP_DecodeBlock counts the padding in
    return bytes;
}

std::string to_hex(std::string_view bytes) {
    std::string text;
    text.reserve(2 * bytes.size());
    for (unsigned char const byte : bytes) {
        text += "0123456789ABCDEF"[byte >> 4];
        text += "0123456789ABCDEF"[byte & 15];
    }
    return text;
}

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

Result<std::string> from_hex(std::string_view text) {
    if (text.size() % 2 != 0 || std::any_of(text.begin(), text.end(), [](char c) { return hex_value(c) < 0; }))
        return fail(Errc::rejected, "decrypting a password: not hexadecimal");
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); i += 2)
        bytes += static_cast<char>(hex_value(text[i]) << 4 | hex_value(text[i + 1]));
    return bytes;
}

}  // namespace

Result<std::string> encrypt_password(std::string_view password, std::string_view key, std::string_view iv,
                                     CipherText text) {
    LOTBRIDGE_TRY(auto const bytes, triple_des(password, key, iv, Way::encrypt));
    return text == CipherText::base64 ? to_base64(bytes) : to_hex(bytes);
}

Result<std::string> decrypt_password(std::string_view text, std::string_view key, std::string_view iv,
                                     CipherText form) {
    LOTBRIDGE_TRY(auto const bytes, form == CipherText::base64 ? from_base64(text) : from_hex(text));
    return triple_des(bytes, key, iv, Way::decrypt);
}

}  // namespace lotbridge::wire
