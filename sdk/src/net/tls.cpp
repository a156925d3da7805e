#include "tls.hpp"

#include <lotbridge/net/trust.hpp>

#include <fstream>
#include <sstream>

namespace lotbridge::net {
namespace {

namespace ssl = boost::asio::ssl;
using boost::system::error_code;

std::string utf8_of(std::filesystem::path const& path) {
    auto const text = path.u8string();
    return {text.begin(), text.end()};
}

// Read here and not by OpenSSL, which takes file names in the system's own encoding.
Result<> use_file(std::filesystem::path const& path, std::string const& what, auto use) {
    std::ifstream file(path, std::ios::binary);
    std::stringstream text;
    if (!file || !(text << file.rdbuf())) return fail(Errc::rejected, what + " " + utf8_of(path) + " cannot be read");
    auto const pem = text.str();
    error_code error;
    use(boost::asio::buffer(pem), error);
    if (error) return fail(Errc::rejected, what + " " + utf8_of(path) + ": " + error.message());
    return {};
}

ssl::context make_context(ssl::context::method method) {
    ssl::context context(method);
    SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
    return context;
}

}  // namespace

Result<ssl::context> client_tls(std::filesystem::path const& ca_file) {
    auto context = make_context(ssl::context::tls_client);
    context.set_verify_mode(ssl::verify_peer);
    if (ca_file.empty()) {
        LOTBRIDGE_CHECK(trust_system(*context.native_handle()));
    } else {
        LOTBRIDGE_CHECK(use_file(ca_file, "CA file",
                                 [&](auto pem, auto& error) { context.add_certificate_authority(pem, error); }));
    }
    return context;
}

Result<ssl::context> server_tls(std::filesystem::path const& certificate, std::filesystem::path const& private_key) {
    auto context = make_context(ssl::context::tls_server);
    LOTBRIDGE_CHECK(use_file(certificate, "certificate",
                             [&](auto pem, auto& error) { context.use_certificate_chain(pem, error); }));
    LOTBRIDGE_CHECK(use_file(private_key, "private key",
                             [&](auto pem, auto& error) { context.use_private_key(pem, ssl::context::pem, error); }));
    if (SSL_CTX_check_private_key(context.native_handle()) != 1)
        return fail(Errc::rejected,
                    "certificate " + utf8_of(certificate) + ": its key is not in " + utf8_of(private_key));
    return context;
}

}  // namespace lotbridge::net
