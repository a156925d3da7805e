#include "wire/envelope.hpp"

#include <array>

namespace lotbridge::wire {
namespace {

// RFC 3986 unreserved. A space becomes %20, which every decoder reads, also those that do not know '+'.
constexpr std::array<bool, 256> unreserved = [] {
    std::array<bool, 256> table{};
    for (int c = 'a'; c <= 'z'; ++c) table[c] = table[c - 'a' + 'A'] = true;
    for (int c = '0'; c <= '9'; ++c) table[c] = true;
    for (unsigned char const c : {'-', '.', '_', '~'}) table[c] = true;
    return table;
}();

}  // namespace

void append_form_body(std::string& out, std::string_view json) {
    constexpr char hex[] = "0123456789ABCDEF";
    out += "param=";
    auto const start = out.size();
    out.resize(start + 3 * json.size());  // the worst case, cut below: one pass, no growing
    char* to = out.data() + start;
    for (char const c : json) {
        auto const byte = static_cast<unsigned char>(c);
        if (unreserved[byte]) {
            *to++ = c;
        } else {
            *to++ = '%';
            *to++ = hex[byte >> 4];
            *to++ = hex[byte & 15];
        }
    }
    out.resize(static_cast<std::size_t>(to - out.data()));
}

std::string form_body(std::string_view json) {
    std::string out;
    append_form_body(out, json);
    return out;
}

}  // namespace lotbridge::wire
