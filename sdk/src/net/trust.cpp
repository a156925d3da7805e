#include <lotbridge/net/trust.hpp>

#ifdef _WIN32
#include <windows.h>
#include <memory>
// after windows.h
#include <wincrypt.h>
#undef X509_NAME  // wincrypt.h has macros of these names, which OpenSSL means as types
#undef X509_EXTENSIONS
#endif
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

namespace lotbridge::net {

#ifdef _WIN32

// OpenSSL does not look into the Windows certificate store, so its root certificates are copied.
Result<> trust_system(ssl_ctx_st& context) {
    auto const system = CertOpenSystemStoreW(0, L"ROOT");
    if (!system) return fail(Errc::rejected, "the certificate store of Windows cannot be opened; name a CA file");
    auto* const trusted = SSL_CTX_get_cert_store(&context);
    PCCERT_CONTEXT certificate = nullptr;
    while ((certificate = CertEnumCertificatesInStore(system, certificate))) {
        auto const* bytes = certificate->pbCertEncoded;
        std::unique_ptr<X509, decltype(&X509_free)> const parsed(
            d2i_X509(nullptr, &bytes, static_cast<long>(certificate->cbCertEncoded)), X509_free);
        if (parsed) X509_STORE_add_cert(trusted, parsed.get());
    }
    CertCloseStore(system, 0);
    return {};
}

#else

Result<> trust_system(ssl_ctx_st& context) {
    if (SSL_CTX_set_default_verify_paths(&context) == 1) return {};
    ERR_clear_error();
    return fail(Errc::rejected, "the system's certificate authorities cannot be read; name a CA file");
}

#endif

Result<> expect_host(ssl_st& session, std::string const& host) {
    if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(&session), host.c_str()) == 1) return {};
    ERR_clear_error();
    if (SSL_set_tlsext_host_name(&session, host.c_str()) == 1 && SSL_set1_host(&session, host.c_str()) == 1) return {};
    ERR_clear_error();
    return fail(Errc::rejected, "TLS: the host name " + host + " cannot be checked");
}

}  // namespace lotbridge::net
