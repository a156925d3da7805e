// One HTTP request, waited for: how the reference cloud's own API is asked (docs/reference-cloud.md).
#pragma once

#include "cloud/url.hpp"

#include <lotbridge/result.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace lotbridge::acceptance {

struct HttpAnswer {
    unsigned status = 0;
    std::string body;
};

// target: path and query, percent-encoded. Errc::retry: no answer came.
Result<HttpAnswer> http(cloud::Url const& server, std::string_view method, std::string const& target, std::string body,
                        std::chrono::milliseconds limit);

// One part of a path or a query.
std::string percent_encoded(std::string_view text);

}  // namespace lotbridge::acceptance
