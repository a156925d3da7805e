// Text is converted once, where it enters, from a declared encoding. Bytes that do not convert exactly are an error of
// that one record, never a question mark that nobody notices.
#pragma once

#include <lotbridge/result.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace lotbridge {

enum class Encoding { utf8, gbk, gb18030 };

std::optional<Encoding> encoding_named(std::string_view name);  // "UTF-8", "GBK", "GB18030"
std::string_view to_text(Encoding encoding);

Result<std::string> to_utf8(std::string_view bytes, Encoding from);
Result<std::string> from_utf8(std::string_view text, Encoding to);

// For systems that answer now in one, now in the other: what is strictly UTF-8 is taken as that, the rest as GB18030.
Result<std::string> to_utf8_of_either(std::string_view bytes);

// What the system says of an error, in UTF-8: error.message() is in GBK on a Chinese Windows.
std::string system_words(std::error_code const& error);

}  // namespace lotbridge
