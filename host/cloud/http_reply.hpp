// What an HTTP answer leaves behind: status, body, the server's clock. Beast parses, into memory that is used again for
// every answer of a connection; nothing else of the header is kept.
#pragma once

#include <boost/beast/http/basic_parser.hpp>
#include <string>
#include <string_view>

namespace lotbridge::cloud {

class HttpReplyParser final : public boost::beast::http::basic_parser<false> {
public:
    // body is cleared and filled; date gets the Date field, or nothing.
    HttpReplyParser(std::string& body, std::string& date);

    int status() const { return status_; }

private:
    using Error = boost::beast::error_code;
    using Text = boost::beast::string_view;

    void on_request_impl(boost::beast::http::verb, Text, Text, int, Error&) override {}
    void on_response_impl(int status, Text, int, Error&) override { status_ = status; }
    void on_field_impl(boost::beast::http::field name, Text, Text value, Error&) override;
    void on_header_impl(Error&) override {}
    void on_body_init_impl(boost::optional<std::uint64_t> const& length, Error&) override;
    std::size_t on_body_impl(Text part, Error&) override;
    void on_chunk_header_impl(std::uint64_t, Text, Error&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, Text part, Error&) override;
    void on_finish_impl(Error&) override {}

    std::string& body_;
    std::string& date_;
    int status_ = 0;
};

}  // namespace lotbridge::cloud
