#include <lotbridge/crypto/cipher.hpp>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <memory>

namespace lotbridge::crypto {
namespace {

struct FreeCipher {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

enum class Way { decrypt = 0, encrypt = 1 };

EVP_CIPHER const* aes(bool cbc, std::size_t key_size) {
    switch (key_size) {
        case 16:
            return cbc ? EVP_aes_128_cbc() : EVP_aes_128_ecb();
        case 24:
            return cbc ? EVP_aes_192_cbc() : EVP_aes_192_ecb();
        case 32:
            return cbc ? EVP_aes_256_cbc() : EVP_aes_256_ecb();
        default:
            return nullptr;
    }
}

EVP_CIPHER const* triple_des(bool cbc, std::size_t key_size) {
    if (key_size != 24) return nullptr;
    return cbc ? EVP_des_ede3_cbc() : EVP_des_ede3_ecb();
}

struct Chosen {
    EVP_CIPHER const* algorithm;
    std::size_t block;
};

Result<Chosen> choose(Cipher cipher, std::size_t key_size, std::size_t iv_size) {
    bool const is_aes = cipher == Cipher::aes_ecb || cipher == Cipher::aes_cbc;
    bool const cbc = cipher == Cipher::aes_cbc || cipher == Cipher::triple_des_cbc;
    std::size_t const block = is_aes ? 16 : 8;
    auto const* const algorithm = is_aes ? aes(cbc, key_size) : triple_des(cbc, key_size);
    if (!algorithm)
        return fail(Errc::rejected, "the key has " + std::to_string(key_size) + " bytes; " +
                                        (is_aes ? "AES takes 16, 24 or 32" : "3DES takes 24"));
    if (auto const wanted = cbc ? block : 0; iv_size != wanted)
        return fail(Errc::rejected,
                    "the iv has " + std::to_string(iv_size) + " bytes; this cipher takes " + std::to_string(wanted));
    return Chosen{algorithm, block};
}

Result<std::string> run(Chosen const& chosen, Padding padding, std::string_view key, std::string_view iv,
                        std::string_view input, Way way) {
    auto const bytes = [](auto& text) { return reinterpret_cast<unsigned char const*>(text.data()); };
    std::unique_ptr<EVP_CIPHER_CTX, FreeCipher> const context(EVP_CIPHER_CTX_new());
    std::string output(input.size() + chosen.block, '\0');
    auto* const to = reinterpret_cast<unsigned char*>(output.data());
    int head = 0, tail = 0;
    if (!context ||
        EVP_CipherInit_ex(context.get(), chosen.algorithm, nullptr, bytes(key), bytes(iv), static_cast<int>(way)) !=
            1 ||
        EVP_CIPHER_CTX_set_padding(context.get(), padding == Padding::pkcs7 ? 1 : 0) != 1 ||
        EVP_CipherUpdate(context.get(), to, &head, bytes(input), static_cast<int>(input.size())) != 1 ||
        EVP_CipherFinal_ex(context.get(), to + head, &tail) != 1) {
        ERR_clear_error();  // nothing of the text may linger in a queue
        return fail(Errc::rejected, way == Way::encrypt ? "encrypting failed" : "decrypting: not made with this key");
    }
    output.resize(static_cast<std::size_t>(head + tail));
    return output;
}

}  // namespace

Result<std::string> encrypt(Cipher cipher, Padding padding, std::string_view key, std::string_view iv,
                            std::string_view plain) {
    LOTBRIDGE_TRY(auto const chosen, choose(cipher, key.size(), iv.size()));
    if (padding == Padding::pkcs7) return run(chosen, padding, key, iv, plain, Way::encrypt);
    std::string filled(plain);
    filled.resize((plain.size() + chosen.block - 1) / chosen.block * chosen.block, '\0');
    return run(chosen, padding, key, iv, filled, Way::encrypt);
}

Result<std::string> decrypt(Cipher cipher, Padding padding, std::string_view key, std::string_view iv,
                            std::string_view bytes) {
    LOTBRIDGE_TRY(auto const chosen, choose(cipher, key.size(), iv.size()));
    LOTBRIDGE_TRY(auto plain, run(chosen, padding, key, iv, bytes, Way::decrypt));
    if (padding == Padding::zeros) plain.resize(plain.find_last_not_of('\0') + 1);
    return plain;
}

}  // namespace lotbridge::crypto
