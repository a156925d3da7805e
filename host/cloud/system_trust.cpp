#include "cloud/system_trust.hpp"

#ifdef _WIN32
#include <windows.h>
#include <memory>
// after windows.h
#include <wincrypt.h>
#undef X509_NAME  // wincrypt.h has macros of these names, which OpenSSL means as types
#undef X509_EXTENSIONS
#include <openssl/x509.h>
#endif

namespace lotbridge::cloud {

#ifdef _WIN32

// OpenSSL does not look into the Windows certificate store, so its root certificates are copied.
Result<> trust_system(boost::asio::ssl::context& context) {
    auto const system = CertOpenSystemStoreW(0, L"ROOT");
    if (!system) return fail(Errc::rejected, "the certificate store of Windows cannot be opened; name a CA file");
    auto* const trusted = SSL_CTX_get_cert_store(context.native_handle());
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

Result<> trust_system(boost::asio::ssl::context& context) {
    boost::system::error_code error;
    context.set_default_verify_paths(error);
    if (error)
        return fail(Errc::rejected, "the system's certificate authorities: " + error.message() + "; name a CA file");
    return {};
}

#endif

}  // namespace lotbridge::cloud
