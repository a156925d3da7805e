#include <lotbridge/net/url.hpp>

#include <algorithm>
#include <charconv>

namespace lotbridge::net {
namespace {

bool visible(char c) { return c > ' ' && c < 0x7F; }
bool in_host(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_';
}
bool in_address(char c) {
    return (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || (c >= '0' && c <= '9') || c == ':' || c == '.';
}

bool valid_port(std::string_view port) {
    unsigned number = 0;
    auto const [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
    return error == std::errc() && end == port.data() + port.size() && number >= 1 && number <= 65535;
}

std::string_view default_port(std::string_view scheme) {
    return scheme == "http" ? "80" : scheme == "https" ? "443" : "";
}

}  // namespace

std::string Url::authority() const { return (host.find(':') == host.npos ? host : '[' + host + ']') + ':' + port; }

Result<Url> parse_url(std::string_view text) {
    auto const trouble = [&](std::string_view words) {
        return fail(Errc::rejected, "address \"" + std::string(text) + "\": " + std::string(words));
    };
    if (!std::all_of(text.begin(), text.end(), visible))
        return fail(Errc::rejected, "an address holds blanks or other than ASCII");
    auto const scheme_end = text.find("://");
    if (scheme_end == text.npos) return trouble("does not begin with http://, https:// or tcp://");
    Url url{.scheme = std::string(text.substr(0, scheme_end)), .host = {}, .port = {}, .path = {}};
    if (url.scheme != "http" && url.scheme != "https" && url.scheme != "tcp")
        return trouble("does not begin with http://, https:// or tcp://");

    auto rest = text.substr(scheme_end + 3);
    auto const path = std::min(rest.find_first_of("/?#"), rest.size());
    url.path = rest.substr(path);
    rest = rest.substr(0, path);
    if (url.path.find('#') != url.path.npos) return trouble("a fragment (#) has no meaning here");
    if (url.scheme == "tcp" && !url.path.empty()) return trouble("a path has no meaning here");
    if (url.scheme != "tcp" && !url.path.starts_with('/')) url.path.insert(0, 1, '/');
    if (rest.find('@') != rest.npos)
        return fail(Errc::rejected, "an address holds user or password; they have settings of their own");

    bool const bracket = rest.starts_with('[');
    auto const host_end = bracket ? rest.find(']') : std::min(rest.find(':'), rest.size());
    if (host_end == rest.npos) return trouble("a bracket is not closed");
    url.host = bracket ? rest.substr(1, host_end - 1) : rest.substr(0, host_end);
    rest = rest.substr(bracket ? host_end + 1 : host_end);
    if (url.host.empty() || !std::all_of(url.host.begin(), url.host.end(), bracket ? in_address : in_host))
        return trouble("the host name is missing or malformed");
    if (!rest.empty() && !rest.starts_with(':')) return trouble("the host name is missing or malformed");
    url.port = rest.empty() ? default_port(url.scheme) : rest.substr(1);
    if (!valid_port(url.port)) return trouble("the port is missing or not between 1 and 65535");
    return url;
}

}  // namespace lotbridge::net
