// Base64 (RFC 4648) with padding, without line breaks. Private to the SDK's library, which has no OpenSSL.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lotbridge::detail {

std::string to_base64(std::string_view bytes);
// Nothing: it is none.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace lotbridge::detail
