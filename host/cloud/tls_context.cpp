#include "cloud/tls_context.hpp"

#include "base/text.hpp"

#include <lotbridge/net/trust.hpp>

#include <fstream>
#include <sstream>

namespace lotbridge::cloud {
namespace {

namespace ssl = boost::asio::ssl;
using boost::asio::buffer;
using boost::system::error_code;

// Read here and not by OpenSSL, which takes file names in the system's own encoding.
Result<std::string> read_file(std::filesystem::path const& path, std::string_view what) {
    std::ifstream file(path, std::ios::binary);
    std::stringstream text;
    if (!file || !(text << file.rdbuf()))
        return fail(Errc::rejected, std::string(what) + " " + base::to_text(path) + " cannot be read");
    return text.str();
}

Result<> add_file(std::filesystem::path const& path, std::string_view what, auto use) {
    LOTBRIDGE_TRY(auto const text, read_file(path, what));
    error_code error;
    use(buffer(text), error);
    if (error) return fail(Errc::rejected, std::string(what) + " " + base::to_text(path) + ": " + error.message());
    return {};
}

Result<> add_client_certificate(ssl::context& context, config::TlsSettings const& settings) {
    if (settings.certificate_file.empty()) return {};
    LOTBRIDGE_CHECK(add_file(settings.certificate_file, "client certificate",
                             [&](auto pem, auto& error) { context.use_certificate_chain(pem, error); }));
    auto const& key = settings.key_file.empty() ? settings.certificate_file : settings.key_file;
    LOTBRIDGE_CHECK(add_file(key, "key of the client certificate",
                             [&](auto pem, auto& error) { context.use_private_key(pem, ssl::context::pem, error); }));
    if (SSL_CTX_check_private_key(context.native_handle()) != 1)
        return fail(Errc::rejected, "client certificate " + base::to_text(settings.certificate_file) +
                                        ": its key is not in " + base::to_text(key));
    return {};
}

}  // namespace

Result<ssl::context> make_tls_context(config::TlsSettings const& settings) {
    ssl::context context(ssl::context::tls_client);
    SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
    context.set_verify_mode(ssl::verify_peer);
    if (settings.ca_file.empty()) {
        LOTBRIDGE_CHECK(net::trust_system(*context.native_handle()));
    } else {
        LOTBRIDGE_CHECK(add_file(settings.ca_file, "CA file",
                                 [&](auto pem, auto& error) { context.add_certificate_authority(pem, error); }));
    }
    LOTBRIDGE_CHECK(add_client_certificate(context, settings));
    return context;
}

}  // namespace lotbridge::cloud
