// Bytes as text: hexadecimal and Base64.
#pragma once

#include <lotbridge/result.hpp>

#include <string>
#include <string_view>

namespace lotbridge::crypto {

enum class Letters { lower, upper };

std::string to_hex(std::string_view bytes, Letters letters = Letters::lower);
Result<std::string> from_hex(std::string_view text);  // either case

std::string to_base64(std::string_view bytes);
// Strict: padded, without line ends. The words of an error never hold the text.
Result<std::string> from_base64(std::string_view text);

// Takes as long whatever the difference: for signatures and keys that somebody sent.
bool same_bytes(std::string_view a, std::string_view b);

}  // namespace lotbridge::crypto
