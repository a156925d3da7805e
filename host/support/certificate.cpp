#include "support/certificate.hpp"

#include <fmt/format.h>
#include <ctime>
#include <memory>

namespace lotbridge::support {

namespace {

std::string name_text(X509_NAME* name) {
    auto const memory = std::unique_ptr<BIO, decltype(&BIO_free)>(BIO_new(BIO_s_mem()), &BIO_free);
    X509_NAME_print_ex(memory.get(), name, 0, XN_FLAG_ONELINE & ~ASN1_STRFLGS_ESC_MSB);
    char* text = nullptr;
    auto const size = BIO_get_mem_data(memory.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

}  // namespace

int days_left(X509 const& certificate) {
    int days = 0, seconds = 0;
    if (ASN1_TIME_diff(&days, &seconds, nullptr, X509_get0_notAfter(&certificate)) != 1) return -1;
    return seconds < 0 ? days - 1 : days;
}

std::string end_text(X509 const& certificate) {
    std::tm end{};
    if (ASN1_TIME_to_tm(X509_get0_notAfter(&certificate), &end) != 1) return "an unreadable day";
    return fmt::format("{:04}-{:02}-{:02}", end.tm_year + 1900, end.tm_mon + 1, end.tm_mday);
}

std::string chain_text(SSL* session) {
    auto* const certificate = SSL_get0_peer_certificate(session);
    if (!certificate) return "no certificate";
    auto const count = sk_X509_num(SSL_get_peer_cert_chain(session));
    return fmt::format("{}, issued by {}; the cloud sends {} certificate{}",
                       name_text(X509_get_subject_name(certificate)), name_text(X509_get_issuer_name(certificate)),
                       count, count == 1 ? "" : "s");
}

std::string advice_on_verdict(long verdict) {
    switch (verdict) {
        case X509_V_OK:
            return "does TLS answer on this port, in version 1.2 or later? A proxy that looks into TLS breaks it too";
        case X509_V_ERR_CERT_HAS_EXPIRED:
        case X509_V_ERR_CERT_NOT_YET_VALID:
            return "is this computer's clock right? If it is, the platform has to renew its certificate";
        case X509_V_ERR_HOSTNAME_MISMATCH:
        case X509_V_ERR_IP_ADDRESS_MISMATCH:
            return "the certificate is of another name: \"url\" in the lot's file must have the name that it was "
                   "issued to";
        default:
            return "its issuer is not trusted here: put the platform's CA certificate in a file and name that in the "
                   "lot's "
                   "file as cloud.tls.ca_file; if a proxy looks into TLS, have it leave the cloud alone";
    }
}

}  // namespace lotbridge::support
