#include "veiled.hpp"

namespace lotbridge::sql {

std::string veiled(std::string words) {
    auto const first = words.find('"'), last = words.rfind('"');
    if (first == last) return words;
    std::string form;
    for (auto const c : words.substr(first + 1, last - first - 1)) {
        auto const byte = static_cast<unsigned char>(c);
        if (c >= '0' && c <= '9')
            form += '#';
        else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
            form += 'x';
        else if (byte < 0x80)
            form += c;
        else if ((byte & 0xC0U) != 0x80)
            form += '?';
    }
    return words.replace(first + 1, last - first - 1, form);
}

}  // namespace lotbridge::sql
