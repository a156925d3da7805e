#include <lotbridge/crypto/digest.hpp>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <array>
#include <memory>

namespace lotbridge::crypto {
namespace {

template <auto Free>
struct FreeWith {
    void operator()(auto* thing) const { Free(thing); }
};
using Bio = std::unique_ptr<BIO, FreeWith<BIO_free_all>>;
using Key = std::unique_ptr<EVP_PKEY, FreeWith<EVP_PKEY_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, FreeWith<EVP_MD_CTX_free>>;

EVP_MD const* algorithm(Digest kind) {
    switch (kind) {
        case Digest::md5:
            return EVP_md5();
        case Digest::sha1:
            return EVP_sha1();
        case Digest::sha256:
            break;
    }
    return EVP_sha256();
}

unsigned char const* bytes_of(std::string_view text) { return reinterpret_cast<unsigned char const*>(text.data()); }
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

// An empty passphrase, so that a key that wants one is refused instead of asked for on the terminal.
int no_passphrase(char*, int, int, void*) { return 0; }

Bio open(std::string_view pem) { return Bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))); }

Key read_public_key(std::string_view pem) {
    if (Key key(PEM_read_bio_PUBKEY(open(pem).get(), nullptr, no_passphrase, nullptr)); key) return key;
    std::unique_ptr<X509, FreeWith<X509_free>> const certificate(
        PEM_read_bio_X509(open(pem).get(), nullptr, no_passphrase, nullptr));
    return Key(certificate ? X509_get_pubkey(certificate.get()) : nullptr);
}

// Nothing of a key may linger in OpenSSL's queue of errors; the words say it.
tl::unexpected<Error> refuse(char const* words) {
    ERR_clear_error();
    return fail(Errc::rejected, words);
}

}  // namespace

std::string digest(Digest kind, std::string_view text) {
    std::string out(EVP_MAX_MD_SIZE, '\0');
    unsigned size = 0;
    if (EVP_Digest(text.data(), text.size(), bytes_of(out), &size, algorithm(kind), nullptr) != 1) size = 0;
    out.resize(size);
    return out;
}

std::string hmac(Digest kind, std::string_view key, std::string_view text) {
    std::string out(EVP_MAX_MD_SIZE, '\0');
    unsigned size = 0;
    if (!HMAC(algorithm(kind), key.data(), static_cast<int>(key.size()), bytes_of(text), text.size(), bytes_of(out),
              &size))
        size = 0;
    out.resize(size);
    return out;
}

Result<std::string> rsa_sign(Digest kind, std::string_view private_key_pem, std::string_view text) {
    Key const key(PEM_read_bio_PrivateKey(open(private_key_pem).get(), nullptr, no_passphrase, nullptr));
    if (!key || EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_RSA)
        return refuse("signing: the private key is no RSA key in PEM form");
    DigestContext const context(EVP_MD_CTX_new());
    std::size_t size = 0;
    if (!context || EVP_DigestSignInit(context.get(), nullptr, algorithm(kind), nullptr, key.get()) != 1 ||
        EVP_DigestSign(context.get(), nullptr, &size, bytes_of(text), text.size()) != 1)
        return refuse("signing with the RSA key failed");
    std::string signature(size, '\0');
    if (EVP_DigestSign(context.get(), bytes_of(signature), &size, bytes_of(text), text.size()) != 1)
        return refuse("signing with the RSA key failed");
    signature.resize(size);
    return signature;
}

Result<bool> rsa_verify(Digest kind, std::string_view public_key_pem, std::string_view text,
                        std::string_view signature) {
    auto const key = read_public_key(public_key_pem);
    if (!key || EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_RSA)
        return refuse("checking a signature: the public key is no RSA key in PEM form");
    DigestContext const context(EVP_MD_CTX_new());
    if (!context || EVP_DigestVerifyInit(context.get(), nullptr, algorithm(kind), nullptr, key.get()) != 1)
        return refuse("checking a signature with the RSA key failed");
    bool const fits =
        EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(text), text.size()) == 1;
    ERR_clear_error();
    return fits;
}

}  // namespace lotbridge::crypto
