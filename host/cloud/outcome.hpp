// The only place that knows what an HTTP status, a body or a result code means for a message (E3, E4, S5, Retrying).
#pragma once

#include "cloud/gateway.hpp"
#include "cloud/http_connection.hpp"
#include "config/settings.hpp"
#include "wire/signature.hpp"

#include <string>
#include <vector>

namespace lotbridge::cloud {

struct Judgement {
    Outcome outcome;
    bool relogin = false;  // the token is not valid: log in and send the same again, this has been no attempt
    std::vector<std::string> warnings;  // what in the answer departs from the standard and does no harm (E8)
};

Judgement judge(HttpResult const& result, config::PlatformProfile const& profile, wire::Signer const& signer);

}  // namespace lotbridge::cloud
