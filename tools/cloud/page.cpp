#include "page.hpp"

#include "refcloud/page_data.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/ip/address.hpp>

namespace lotbridge::refcloud {
namespace {

struct File {
    std::string_view path, type, text;
};
constexpr std::string_view html = "text/html; charset=utf-8", style = "text/css; charset=utf-8",
                           script = "text/javascript; charset=utf-8", icon = "image/svg+xml";
std::array const files{File{"/", html, page_index},
                       File{"/page/style.css", style, page_style},
                       File{"/page/icon.svg", icon, page_icon},
                       File{"/page/main.js", script, page_main},
                       File{"/page/api.js", script, page_api},
                       File{"/page/dom.js", script, page_dom},
                       File{"/page/words.js", script, page_words},
                       File{"/page/driver.js", script, page_driver},
                       File{"/page/operator.js", script, page_operator},
                       File{"/page/live.js", script, page_live}};

std::string_view field(HttpRequest const& request, std::string_view name) {
    auto const value = request[boost::beast::string_view(name.data(), name.size())];
    return {value.data(), value.size()};
}

// "127.0.0.1:8081" without its port, "[::1]" without its brackets.
std::string host_of(std::string_view authority) {
    if (authority.starts_with('[')) return std::string(authority.substr(1, authority.find(']') - 1));
    return std::string(authority.substr(0, authority.find(':')));
}

bool is_address(std::string const& host) {
    boost::system::error_code error;
    boost::asio::ip::make_address(host, error);
    return !error || host == "localhost";
}

}  // namespace

std::optional<HttpReply> page_file(std::string_view path) {
    auto const found = std::ranges::find(files, path, &File::path);
    if (found == files.end()) return std::nullopt;
    HttpReply reply{200, std::string(found->text), std::string(found->type)};
    reply.headers = {{"Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'; base-uri 'none'"},
                     {"Referrer-Policy", "no-referrer"},
                     {"X-Content-Type-Options", "nosniff"},
                     {"Cache-Control", "no-cache"}};
    return reply;
}

std::string why_stranger(HttpRequest const& request) {
    auto const host = field(request, "Host"), origin = field(request, "Origin");
    if (!is_address(host_of(host)))
        return "ask for this API by its address, such as http://127.0.0.1:8081, not by the name \"" +
               std::string(host) + "\"";
    if (!origin.empty() && origin != "http://" + std::string(host)) return "a page of another site may not ask here";
    auto const site = field(request, "Sec-Fetch-Site");
    bool const reads = request.method() == boost::beast::http::verb::get;
    bool const from_elsewhere = site == "cross-site" || site == "same-site";
    if (from_elsewhere && !reads) return "a page of another site may not ask here";
    return "";
}

}  // namespace lotbridge::refcloud
