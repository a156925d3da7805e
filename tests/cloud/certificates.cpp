#include "certificates.hpp"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace lotbridge::cloud {
namespace {

constexpr long day = 24 * 60 * 60;

std::string text_of(BIO* memory) {
    char* bytes = nullptr;
    auto const length = BIO_get_mem_data(memory, &bytes);
    return {bytes, static_cast<std::size_t>(length)};
}

Certificate blank(std::string const& name) {
    static long serial = 0;
    Certificate made{{X509_new(), X509_free}, {EVP_EC_gen("P-256"), EVP_PKEY_free}};
    X509_set_version(made.x509.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(made.x509.get()), ++serial);
    X509_gmtime_adj(X509_getm_notBefore(made.x509.get()), -2 * day);
    X509_gmtime_adj(X509_getm_notAfter(made.x509.get()), day);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(made.x509.get()), "CN", MBSTRING_UTF8,
                               reinterpret_cast<unsigned char const*>(name.c_str()), -1, -1, 0);
    X509_set_pubkey(made.x509.get(), made.key.get());
    return made;
}

void extend(Certificate const& certificate, int what, std::string const& value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate.x509.get(), certificate.x509.get(), nullptr, nullptr, 0);
    auto* const extension = X509V3_EXT_conf_nid(nullptr, &context, what, value.c_str());
    X509_add_ext(certificate.x509.get(), extension, -1);
    X509_EXTENSION_free(extension);
}

void sign(Certificate const& certificate, Certificate const& authority) {
    X509_set_issuer_name(certificate.x509.get(), X509_get_subject_name(authority.x509.get()));
    X509_sign(certificate.x509.get(), authority.key.get(), EVP_sha256());
}

}  // namespace

std::string Certificate::pem() const {
    std::unique_ptr<BIO, decltype(&BIO_free)> const memory(BIO_new(BIO_s_mem()), BIO_free);
    PEM_write_bio_X509(memory.get(), x509.get());
    return text_of(memory.get());
}

std::string Certificate::key_pem() const {
    std::unique_ptr<BIO, decltype(&BIO_free)> const memory(BIO_new(BIO_s_mem()), BIO_free);
    PEM_write_bio_PrivateKey(memory.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    return text_of(memory.get());
}

Certificate make_authority(std::string const& name) {
    auto authority = blank(name);
    extend(authority, NID_basic_constraints, "critical,CA:TRUE");
    sign(authority, authority);
    return authority;
}

Certificate make_certificate(Certificate const& authority, std::string const& names, Validity validity) {
    auto certificate = blank("made for a test");
    if (validity == Validity::over) X509_gmtime_adj(X509_getm_notAfter(certificate.x509.get()), -day);
    extend(certificate, NID_subject_alt_name, names);
    sign(certificate, authority);
    return certificate;
}

}  // namespace lotbridge::cloud
