#include "base/text.hpp"

#include <algorithm>

namespace lotbridge::base {

namespace {

unsigned char byte_at(std::string_view text, std::size_t at) {
    return at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
}

bool continues(std::string_view text, std::size_t at) { return (byte_at(text, at) & 0xC0) == 0x80; }

// Length of the well-formed character at this place; 0: none. Table 3-7 of the Unicode standard.
std::size_t character_at(std::string_view text, std::size_t at) {
    auto const first = byte_at(text, at);
    auto const second = byte_at(text, at + 1);
    if (first < 0x80) return 1;
    if (first < 0xC2 || first > 0xF4 || !continues(text, at + 1)) return 0;
    if (first < 0xE0) return 2;
    if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F)) return 0;
    if ((first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F)) return 0;
    if (!continues(text, at + 2)) return 0;
    if (first < 0xF0) return 3;
    return continues(text, at + 3) ? 4 : 0;
}

}  // namespace

std::string valid_utf8(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        auto const length = character_at(text, at);
        if (length == 0) {
            result += "\xEF\xBF\xBD";
        } else {
            result += text.substr(at, length);
        }
        at += std::max<std::size_t>(length, 1);
    }
    return result;
}

std::size_t find_bad_utf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        auto const length = character_at(text, at);
        if (length == 0) return at;
        at += length;
    }
    return std::string_view::npos;
}

std::string_view without_mark(std::string_view utf8) {
    constexpr std::string_view mark = "\xEF\xBB\xBF";
    return utf8.starts_with(mark) ? utf8.substr(mark.size()) : utf8;
}

std::size_t characters(std::string_view utf8) {
    return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::filesystem::path to_path(std::string_view utf8) {
    return std::filesystem::path(std::u8string(utf8.begin(), utf8.end()));
}

std::string to_text(std::filesystem::path const& path) {
    auto const text = path.u8string();
    return {text.begin(), text.end()};
}

bool is_share([[maybe_unused]] std::filesystem::path const& path) {
#if defined(_WIN32)
    auto const& text = path.native();
    auto const slash = [&](std::size_t at) { return text[at] == L'/' || text[at] == L'\\'; };
    return text.size() > 2 && slash(0) && slash(1) && !slash(2);
#else
    return false;
#endif
}

// MinGW's library takes a share for a folder of the current drive, and one of the two slashes for superfluous.
std::filesystem::path whole_path(std::filesystem::path const& folder, std::filesystem::path const& path) {
    auto const joined = is_share(path) ? path : folder / path;
    auto const normal = joined.lexically_normal();
    if (!is_share(joined) || is_share(normal)) return normal;
    auto text = normal.native();
    text.insert(text.begin(), std::filesystem::path::preferred_separator);
    return text;
}

#if !defined(_WIN32)
std::string words_of(std::error_code const& error) { return error.message(); }
#endif

std::string windows_word(std::string_view word) {
    std::string out = "\"";
    std::size_t backslashes = 0;
    for (char const c : word) {
        if (c == '"') out.append(backslashes + 1, '\\');
        backslashes = c == '\\' ? backslashes + 1 : 0;
        out += c;
    }
    return out.append(backslashes, '\\') + '"';
}

}  // namespace lotbridge::base
