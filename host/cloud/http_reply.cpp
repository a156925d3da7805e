#include "cloud/http_reply.hpp"

namespace lotbridge::cloud {

HttpReplyParser::HttpReplyParser(std::string& body, std::string& date) : body_(body), date_(date) {
    body_.clear();
    date_.clear();
    eager(true);
}

void HttpReplyParser::on_field_impl(boost::beast::http::field name, Text, Text value, Error&) {
    if (name == boost::beast::http::field::date) date_.assign(value.data(), value.size());
}

void HttpReplyParser::on_body_init_impl(boost::optional<std::uint64_t> const& length, Error&) {
    // A server may promise much and send little: believe it up to a megabyte.
    if (length) body_.reserve(static_cast<std::size_t>(std::min<std::uint64_t>(*length, 1u << 20)));
}

std::size_t HttpReplyParser::on_body_impl(Text part, Error&) {
    body_.append(part.data(), part.size());
    return part.size();
}

std::size_t HttpReplyParser::on_chunk_body_impl(std::uint64_t, Text part, Error&) {
    body_.append(part.data(), part.size());
    return part.size();
}

}  // namespace lotbridge::cloud
