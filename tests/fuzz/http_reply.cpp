#include "cloud/http_reply.hpp"

#include <lotbridge/net/http.hpp>

#include "targets.hpp"

#include <algorithm>
#include <boost/asio/buffer.hpp>

namespace lotbridge::fuzz {
namespace {

struct Heard {
    std::string body, date;
    int status = 0;
    bool whole = false;
    bool operator==(Heard const&) const = default;
};

// As HttpConnection reads: what was not used yet is offered again with what comes next.
Heard heard(std::string_view bytes, std::size_t piece) {
    Heard heard;
    cloud::HttpReplyParser parser(heard.body, heard.date);
    boost::beast::error_code error;
    for (std::size_t used = 0, arrived = 0; !parser.is_done();) {
        if (arrived == bytes.size()) {
            if (parser.got_some()) parser.put_eof(error);
            break;
        }
        arrived = std::min(arrived + piece, bytes.size());
        error = {};
        used += parser.put(boost::asio::buffer(bytes.data() + used, arrived - used), error);
        if (error && error != boost::beast::http::error::need_more) break;
    }
    heard.whole = !error && parser.is_done();
    if (!heard.whole) return {};
    heard.status = parser.status();
    return heard;
}

}  // namespace

// What a platform answers over HTTP, before anything of the standard is seen in it.
void http_reply(std::string_view input) {
    auto const whole = heard(input, input.size() + 1);
    must(whole.body.size() <= input.size(), "a body is within its answer");
    must(heard(input, 7) == whole, "an answer does not depend on how bytes arrive");
    net::parse_http_date(whole.date);
}

}  // namespace lotbridge::fuzz
