#pragma once

#include <string>
#include <string_view>

namespace lotbridge::wire {

// RFC 4648 with padding, without line breaks: the login password (S4) and imageBase64 (E10).
std::string to_base64(std::string_view bytes);

}  // namespace lotbridge::wire
