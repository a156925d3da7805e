#include "picture.hpp"

#include <lotbridge/adapter/picture.hpp>
#include <lotbridge/text/encoding.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <system_error>

namespace lotbridge::sql {
namespace {

namespace fs = std::filesystem;

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::optional<std::string> from_hex(std::string_view text) {
    for (std::string_view const prefix : {"0x", "\\x"}) {
        if (text.starts_with(prefix)) text.remove_prefix(2);
    }
    if (text.size() % 2 != 0) return std::nullopt;
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        auto const high = hex_digit(text[i]), low = hex_digit(text[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        bytes += static_cast<char>(high * 16 + low);
    }
    return bytes;
}

std::optional<std::string> from_base64(std::string_view text) {
    static constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bytes;
    unsigned value = 0;
    int bits = 0;
    for (char c : text) {
        if (c == '=' || c == '\r' || c == '\n') continue;
        auto const digit = letters.find(c);
        if (digit == std::string_view::npos) return std::nullopt;
        value = value << 6 | static_cast<unsigned>(digit);
        bits += 6;
        if (bits >= 8) bytes += static_cast<char>(value >> (bits -= 8) & 0xFFU);
    }
    return bytes;
}

Result<std::optional<Picture>> checked(std::string bytes, Image const& image, std::string const& what) {
    if (bytes.size() > image.limit)
        return fail(Errc::rejected, what + ": larger than " + std::to_string(image.limit / 1024) + " KiB");
    std::string type(media_type(bytes));
    if (type.empty()) return fail(Errc::rejected, what + ": no JPEG, PNG, GIF or BMP");
    return Picture{std::move(bytes), std::move(type)};
}

Result<std::optional<Picture>> from_blob(Image const& image, Scope const& scope) {
    // Raw bytes are no text: they must not pass the encoding. Some ODBC drivers give them as hex after all.
    if (image.form == Image::Form::raw) {
        auto const* cell = scope.row ? scope.row->find(image.blob->name) : nullptr;
        if (!cell || !*cell || (*cell)->empty()) return std::nullopt;
        auto plain = media_type(**cell).empty() ? from_hex(**cell) : std::nullopt;
        return checked(plain ? std::move(*plain) : **cell, image, "column " + image.blob->name);
    }
    LOTBRIDGE_TRY(auto const text, image.blob->apply(scope));
    if (!text || text->empty()) return std::nullopt;
    auto bytes = image.form == Image::Form::hex ? from_hex(*text) : from_base64(*text);
    if (!bytes) return fail(Errc::rejected, "column " + image.blob->name + ": the text is not of the declared form");
    return checked(std::move(*bytes), image, "column " + image.blob->name);
}

// Windows takes file names as Unicode; elsewhere a name is bytes, in the encoding of the machine that wrote it.
Result<fs::path> below(std::string const& root, std::string relative, Encoding names) {
    std::replace(relative.begin(), relative.end(), '\\', '/');
#ifdef _WIN32
    (void)names;
    auto const path = fs::u8path(relative);
#else
    LOTBRIDGE_TRY(auto const bytes, from_utf8(relative, names));
    auto const path = fs::path(bytes);
#endif
    auto const outside = std::any_of(path.begin(), path.end(), [](fs::path const& step) { return step == ".."; });
    if (path.has_root_path() || outside) return fail(Errc::rejected, "the picture's path leads out of its folder");
    return fs::u8path(root) / path;
}

// Where the picture should be; nothing when the row has none, or this site names no folder and so sends none.
Result<std::optional<fs::path>> file_of(Image const& image, Scope const& scope) {
    LOTBRIDGE_TRY(auto const relative, image.path->apply(scope));
    if (!relative || relative->empty()) return std::nullopt;
    auto const root = parameter(scope, image.root);
    if (!root) return std::nullopt;
    return below(**root, *relative, image.names);
}

// Names hold plates: words never repeat them.
Result<std::optional<Picture>> from_file(Image const& image, Scope const& scope) {
    LOTBRIDGE_TRY(auto const file, file_of(image, scope));
    if (!file) return std::nullopt;
    std::error_code error;
    auto const size = fs::file_size(*file, error);
    if (error) return fail(Errc::rejected, "the picture's file: " + system_words(error));
    if (size > image.limit)
        return fail(Errc::rejected, "the picture's file has " + std::to_string(size / 1024) + " KiB");
    std::ifstream in(*file, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(in), {}};
    if (!in) return fail(Errc::rejected, "the picture's file cannot be read");
    return checked(std::move(bytes), image, "the picture's file");
}

}  // namespace

bool picture_named(Image const& image, Scope const& scope) {
    if (!image.path) return false;
    auto const file = file_of(image, scope);
    return !file || *file;
}

bool picture_ready(Image const& image, Scope const& scope) {
    if (image.path) {
        auto const file = file_of(image, scope);
        std::error_code error;
        return !file ||
               (*file && fs::file_size(**file, error) > 0 && !error);  // an impossible path is reported by reading
    }
    auto const* cell = scope.row->find(image.blob->name);
    return cell && *cell && !(*cell)->empty();
}

std::string picture_sought(Image const& image, Scope const& scope) {
    auto const relative = image.path->apply(scope);
    auto const root = parameter(scope, image.root);
    if (!relative || !*relative || !root || !*root) return "its path cannot be made";
    auto folder = (*relative)->substr(0, (*relative)->find_last_of("/\\") + 1);
    auto words = in_quotes(folder + "...") + " was looked for in ";
    std::replace(folder.begin(), folder.end(), '\\', '/');
    return words + **root + "/" + folder;
}

Result<std::optional<Picture>> read_picture(Image const& image, Scope const& scope) {
    return image.path ? from_file(image, scope) : from_blob(image, scope);
}

}  // namespace lotbridge::sql
