// Base64 (RFC 4648) with padding, without line breaks. The SDK's own sources share it; adapters have crypto/bytes.hpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lotbridge::detail {

std::string to_base64(std::string_view bytes);
// Nothing: it is none.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace lotbridge::detail
