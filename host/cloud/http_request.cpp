#include "cloud/http_request.hpp"

#include "wire/envelope.hpp"

namespace lotbridge::cloud {
namespace {

// A name stands between quotes in the part's header.
std::string quotable(std::string_view name) {
    std::string out;
    for (char const c : name) out += c == '"' || c == '\\' || static_cast<unsigned char>(c) < ' ' ? '_' : c;
    return out;
}

}  // namespace

HttpRequestWriter::HttpRequestWriter(Url const& url)
    : head_("POST " + url.path + " HTTP/1.1\r\nHost: " + url.authority() +
            "\r\nUser-Agent: LotBridge\r\nAccept: application/json\r\nContent-Type: ") {}

std::string HttpRequestWriter::form(std::string_view envelope) {
    body_.clear();
    wire::append_form_body(body_, envelope);
    return finish("application/x-www-form-urlencoded; charset=UTF-8");
}

std::string HttpRequestWriter::multipart(std::string_view envelope, Upload const& file, std::string_view boundary) {
    auto const name = quotable(file.name);
    auto const line = "--" + std::string(boundary) + "\r\n";
    body_.clear();
    body_ += line;
    body_ += "Content-Disposition: form-data; name=\"param\"\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n";
    body_ += envelope;
    body_ += "\r\n";
    body_ += line;
    body_ += "Content-Disposition: form-data; name=\"" + name + "\"; filename=\"" + name + ".jpg\"\r\n";
    body_ += "Content-Type: image/jpeg\r\n\r\n";
    body_ += file.bytes;
    body_ += "\r\n--";
    body_ += boundary;
    body_ += "--\r\n";
    return finish("multipart/form-data; boundary=" + std::string(boundary));
}

std::string HttpRequestWriter::finish(std::string_view content_type) {
    constexpr std::size_t kept = 64 * 1024;
    auto const length = std::to_string(body_.size());
    std::string request;
    request.reserve(head_.size() + content_type.size() + length.size() + 24 + body_.size());
    request += head_;
    request += content_type;
    request += "\r\nContent-Length: ";
    request += length;
    request += "\r\n\r\n";
    request += body_;
    if (body_.capacity() > kept) body_ = {};  // a picture's size is not kept for the small ones
    return request;
}

}  // namespace lotbridge::cloud
