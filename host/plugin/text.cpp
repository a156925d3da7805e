#include "plugin/text.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace lotbridge::plugin {

bool is_utf8(std::string_view text) { return base::find_bad_utf8(text) == text.npos; }

std::string printable(std::string_view text, std::size_t max) {
    auto shown = base::valid_utf8(text.substr(0, max));
    std::replace_if(
        shown.begin(), shown.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; }, ' ');
    if (shown.size() <= max) return shown;
    // Never through the middle of a character.
    while (max > 0 && (static_cast<unsigned char>(shown[max]) & 0xC0) == 0x80) --max;
    shown.resize(max);
    return shown;
}

}  // namespace lotbridge::plugin
