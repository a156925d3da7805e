#include <lotbridge/text/encoding.hpp>

#include <algorithm>
#include <array>
#include <cstdio>

#ifdef _WIN32
#include <windows.h>
#else
#include <iconv.h>
#include <cerrno>
#endif

namespace lotbridge {
namespace {

struct EncodingRow {
    Encoding encoding;
    std::string_view name;
    unsigned code_page;
};
constexpr std::array<EncodingRow, 3> encodings{
    {{Encoding::utf8, "UTF-8", 65001}, {Encoding::gbk, "GBK", 936}, {Encoding::gb18030, "GB18030", 54936}}};

EncodingRow const& row(Encoding encoding) { return encodings[static_cast<std::size_t>(encoding)]; }

// The few bytes around the fault, for a person who looks into the legacy system.
std::string bytes_in_hex(std::string_view bytes) {
    std::string out;
    for (unsigned char c : bytes.substr(0, 4)) {
        std::array<char, 4> two;
        std::snprintf(two.data(), two.size(), "%02X", c);
        if (!out.empty()) out += ' ';
        out += two.data();
    }
    return out;
}

tl::unexpected<Error> no_text(std::string_view bytes, std::size_t at, Encoding from, Encoding to) {
    return fail(Errc::rejected, "byte " + std::to_string(at + 1) + " (" + bytes_in_hex(bytes.substr(at)) + ") is " +
                                    (from == Encoding::utf8 && to != Encoding::utf8
                                         ? "not UTF-8 or has no character in " + std::string(to_text(to))
                                         : "no " + std::string(to_text(from)) + " text"));
}

bool is_ascii(std::string_view bytes) {
    return std::all_of(bytes.begin(), bytes.end(), [](unsigned char c) { return c < 0x80; });
}

#ifdef _WIN32

// A reduced Windows, and wine, have GBK but not GB18030: all but the four-byte characters is the same there.
unsigned code_page_of(Encoding encoding) {
    auto const wanted = row(encoding).code_page;
    return IsValidCodePage(wanted) ? wanted : row(Encoding::gbk).code_page;
}

// MultiByteToWideChar does not say where the fault is: the longest good beginning is searched.
std::optional<std::wstring> widen(std::string_view bytes, unsigned code_page) {
    if (bytes.empty()) return std::wstring();
    auto const size = static_cast<int>(bytes.size());
    auto const length = MultiByteToWideChar(code_page, MB_ERR_INVALID_CHARS, bytes.data(), size, nullptr, 0);
    if (length <= 0) return std::nullopt;
    std::wstring wide(static_cast<std::size_t>(length), L'\0');
    MultiByteToWideChar(code_page, MB_ERR_INVALID_CHARS, bytes.data(), size, wide.data(), length);
    return wide;
}

std::optional<std::string> narrow(std::wstring const& wide, unsigned code_page) {
    if (wide.empty()) return std::string();
    // UTF-8 and GB18030 hold every character and take no "used default" flag; GBK needs both guards.
    bool const complete = code_page != 936;
    BOOL lossy = FALSE;
    DWORD const flags = complete ? WC_ERR_INVALID_CHARS : WC_NO_BEST_FIT_CHARS;
    auto const size = static_cast<int>(wide.size());
    auto* const used = complete ? nullptr : &lossy;
    auto const length = WideCharToMultiByte(code_page, flags, wide.data(), size, nullptr, 0, nullptr, used);
    if (length <= 0 || lossy) return std::nullopt;
    std::string bytes(static_cast<std::size_t>(length), '\0');
    WideCharToMultiByte(code_page, flags, wide.data(), size, bytes.data(), length, nullptr, used);
    if (lossy) return std::nullopt;
    return bytes;
}

Result<std::string> convert(std::string_view bytes, Encoding from, Encoding to) {
    auto const code_page = code_page_of(from);
    if (auto const wide = widen(bytes, code_page)) {
        if (auto text = narrow(*wide, code_page_of(to))) return std::move(*text);
    }
    auto good = bytes.size() - 1;
    while (good > 0 && !widen(bytes.substr(0, good), code_page)) --good;
    return no_text(bytes, good, from, to);
}

#else

class Converter {
public:
    Converter(char const* from, char const* to) : handle_(::iconv_open(to, from)) {}
    ~Converter() {
        if (ok()) ::iconv_close(handle_);
    }
    Converter(Converter const&) = delete;
    Converter& operator=(Converter const&) = delete;

    bool ok() const { return handle_ != reinterpret_cast<iconv_t>(-1); }
    std::size_t operator()(char** in, std::size_t* in_left, char** out, std::size_t* out_left) {
        return ::iconv(handle_, in, in_left, out, out_left);
    }

private:
    iconv_t handle_;
};

// The system unloads the module of an encoding a while after its last use, and loads it again for the next text. That
// is work for nothing, and the thread sanitizer, which cannot see the loader's lock, takes it for a race.
void keep_loaded() {
    static Converter const gbk("GBK", "UTF-8"), gb18030("GB18030", "UTF-8"), utf16("UTF-8", "UTF-16LE");
}

Result<std::string> convert(std::string_view bytes, Encoding from, Encoding to) {
    keep_loaded();
    // From UTF-8 to itself iconv lets characters pass that there are none of; UTF-16 has no room for them.
    bool const same = from == to;
    Converter converter(row(from).name.data(), same ? "UTF-16LE" : row(to).name.data());
    if (!converter.ok())
        return fail(Errc::broken, "this system's iconv does not know " + std::string(to_text(from)) + " to " +
                                      std::string(to_text(to)));
    std::string out(bytes.size() * 4 + 4, '\0');  // no character grows more than fourfold among these three
    auto* in = const_cast<char*>(bytes.data());   // iconv's signature; it only reads
    auto in_left = bytes.size();
    auto* end = out.data();
    auto out_left = out.size();
    auto const changed = converter(&in, &in_left, &end, &out_left);
    if (changed != 0) return no_text(bytes, bytes.size() - in_left, from, to);  // an error, or characters replaced
    if (same) return std::string(bytes);
    out.resize(out.size() - out_left);
    return out;
}

#endif

}  // namespace

std::optional<Encoding> encoding_named(std::string_view name) {
    for (auto const& row : encodings) {
        if (row.name == name) return row.encoding;
    }
    return std::nullopt;
}

std::string_view to_text(Encoding encoding) { return row(encoding).name; }

// ASCII is the same in all of them, and most of what a database holds.
Result<std::string> to_utf8(std::string_view bytes, Encoding from) {
    return is_ascii(bytes) ? std::string(bytes) : convert(bytes, from, Encoding::utf8);
}
Result<std::string> from_utf8(std::string_view text, Encoding to) {
    return is_ascii(text) ? std::string(text) : convert(text, Encoding::utf8, to);
}

Result<std::string> to_utf8_of_either(std::string_view bytes) {
    if (auto text = to_utf8(bytes, Encoding::utf8)) return text;
    return to_utf8(bytes, Encoding::gb18030);
}

std::string system_words(std::error_code const& error) {
    auto words = error.message();
    return to_utf8_of_either(words).value_or(words);
}

}  // namespace lotbridge
