// The bytes of a POST, head and body in one piece, so that one write sends it.
#pragma once

#include "cloud/url.hpp"

#include <string>
#include <string_view>

namespace lotbridge::cloud {

struct Upload {
    std::string_view name, bytes;  // of the part that carries the file
};

class HttpRequestWriter {
public:
    explicit HttpRequestWriter(Url const& url);

    // param=..., percent-encoded (E9).
    std::string form(std::string_view envelope);
    // The envelope in a part "param", the file in a part of its own (E10).
    std::string multipart(std::string_view envelope, Upload const& file, std::string_view boundary);

private:
    std::string finish(std::string_view content_type);

    std::string head_, body_;  // head_: what never changes; body_: memory that is used again
};

}  // namespace lotbridge::cloud
