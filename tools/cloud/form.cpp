#include "form.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace lotbridge::refcloud {
namespace {

std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

Result<Form> read_urlencoded(std::string_view body) {
    while (!body.empty()) {
        auto const pair = body.substr(0, body.find('&'));
        body.remove_prefix(std::min(pair.size() + 1, body.size()));
        if (!pair.starts_with("param=")) continue;
        LOTBRIDGE_TRY(auto envelope, percent_decoded(pair.substr(6)));
        return Form{std::move(envelope), {}};
    }
    return fail(Errc::rejected, "the body has no param= (B.1)");
}

// The value of key="value" in a header line.
std::string attribute(std::string_view line, std::string_view key) {
    auto const at = line.find(std::string(key) + "=\"");
    if (at == std::string_view::npos) return {};
    auto const value = line.substr(at + key.size() + 2);
    return std::string(value.substr(0, value.find('"')));
}

Result<Form> read_multipart(std::string_view content_type, std::string_view body) {
    auto const at = lower(content_type).find("boundary=");
    if (at == std::string::npos) return fail(Errc::rejected, "multipart/form-data without a boundary");
    auto boundary = content_type.substr(at + 9);
    boundary = boundary.substr(0, boundary.find(';'));
    if (boundary.starts_with('"')) boundary = boundary.substr(1, boundary.find('"', 1) - 1);
    auto const delimiter = "\r\n--" + std::string(boundary);
    Form form;
    auto rest = body;
    if (!rest.starts_with(std::string_view(delimiter).substr(2)))
        return fail(Errc::rejected, "no part begins the body");
    rest.remove_prefix(delimiter.size() - 2);
    while (rest.starts_with("\r\n")) {
        auto const end = rest.find(delimiter), head_end = rest.find("\r\n\r\n");
        if (end == std::string_view::npos || head_end > end) return fail(Errc::rejected, "a part without an end");
        auto const name = attribute(rest.substr(0, head_end), " name");
        std::string bytes(rest.substr(head_end + 4, end - head_end - 4));
        if (name == "param") {
            form.envelope = std::move(bytes);
        } else {
            form.files.push_back({name, std::move(bytes)});
        }
        rest.remove_prefix(end + delimiter.size());
    }
    if (form.envelope.empty()) return fail(Errc::rejected, "no part is named param (E10)");
    return form;
}

}  // namespace

Result<std::string> percent_decoded(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i] == '+' ? ' ' : text[i];
            continue;
        }
        unsigned byte = 0;
        auto const* const digits = text.data() + i + 1;
        if (i + 2 >= text.size() || std::from_chars(digits, digits + 2, byte, 16).ptr != digits + 2)
            return fail(Errc::rejected, "param is not percent-encoded: a '%' without two hex digits");
        out += static_cast<char>(byte);
        i += 2;
    }
    return out;
}

Result<Form> read_form(std::string_view content_type, std::string_view body, Findings& findings) {
    auto const type = lower(content_type);
    if (type.starts_with("multipart/form-data")) return read_multipart(content_type, body);
    if (!type.starts_with("application/x-www-form-urlencoded"))
        findings.push_back({Level::shall, "B.1", "the content type is not application/x-www-form-urlencoded (E9)"});
    else if (type.find("charset=utf-8") == std::string::npos)
        findings.push_back({Level::should, "B.1", "the content type does not say charset=UTF-8 (E9)"});
    return read_urlencoded(body);
}

}  // namespace lotbridge::refcloud
