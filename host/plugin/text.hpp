// Text as it crosses the border: sized, said to be UTF-8, never trusted.
#pragma once

#include <lotbridge/abi/lotbridge.h>

#include <string>
#include <string_view>

namespace lotbridge::plugin {

bool is_utf8(std::string_view text);
// A foreign library's words as a log or a screen can bear them: UTF-8, no control characters, at most max bytes.
std::string printable(std::string_view text, std::size_t max = 4096);

// A pointer that is null though its size is not counts as nothing.
inline std::string_view view(lb_text text) {
    return text.data ? std::string_view(text.data, text.size) : std::string_view();
}
inline lb_text border_text(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace lotbridge::plugin
