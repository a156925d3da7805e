#include "config/kept_secrets.hpp"

#include "base/file.hpp"
#include "base/protect.hpp"
#include "base/text.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <system_error>

namespace lotbridge::config {

namespace fs = std::filesystem;

namespace {

// In front, because Windows takes a file that is called "con" for its console.
constexpr std::string_view prefix = "secret-";

bool is_name(std::string_view name) {
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789";
    constexpr std::string_view inside = "abcdefghijklmnopqrstuvwxyz0123456789-_";
    return !name.empty() && name.size() <= 64 && letters.find(name.front()) != std::string_view::npos &&
           name.find_first_not_of(inside) == std::string_view::npos;
}

Result<> check_name(std::string_view name) {
    if (is_name(name)) return {};
    return fail(Errc::rejected,
                fmt::format("\"{}\" is no name for a secret: at most 64 small letters, digits, \"-\" and \"_\"", name));
}

Result<> check_value(std::string_view value) {
    if (value.empty()) return fail(Errc::rejected, "the secret is empty");
    if (value.size() > max_secret_bytes) return fail(Errc::rejected, "the secret is larger than 64 KiB");
    if (base::find_bad_utf8(value) != std::string_view::npos)
        return fail(Errc::rejected, "the secret is not UTF-8 text");
    return {};
}

}  // namespace

Result<std::string> bare_secret(std::string text) {
    if (text.ends_with('\n')) text.pop_back();
    if (text.ends_with('\r')) text.pop_back();
    if (text.ends_with(' ') || text.ends_with('\t'))
        return fail(Errc::rejected,
                    "ends with a blank, which echo may have put there: write it without (echo text>file), or "
                    "type it: lotbridge secret set NAME");
    return std::string(base::without_mark(text));
}

fs::path KeptSecrets::file(std::string_view name) const {
    return folder_ / base::to_path(std::string(prefix) + std::string(name));
}

Result<> KeptSecrets::set(std::string_view name, std::string_view value) const {
    LOTBRIDGE_CHECK(check_name(name));
    LOTBRIDGE_CHECK(check_value(value));
    LOTBRIDGE_TRY(auto const sealed, base::protect(value));
    // The folders are closed to others before the first file is in them; often the data folder is made here.
    LOTBRIDGE_CHECK(base::make_own_directory(folder_.parent_path()));
    LOTBRIDGE_CHECK(base::make_own_directory(folder_));
    LOTBRIDGE_CHECK(base::write_file_durably(file(name), sealed));
    base::keep_to_owner(file(name));
    return {};
}

Result<> KeptSecrets::find(std::string_view name) const {
    LOTBRIDGE_CHECK(check_name(name));
    std::error_code unknown;
    if (fs::exists(file(name), unknown) || unknown) return {};
    return fail(Errc::rejected, fmt::format("no secret \"{}\" is kept in {}; keep it with: lotbridge secret set {}",
                                            name, base::to_text(folder_), name));
}

Result<std::string> KeptSecrets::get(std::string_view name) const {
    LOTBRIDGE_CHECK(find(name));
    LOTBRIDGE_TRY(auto const sealed, base::read_file(file(name)));
    auto value = base::unprotect(sealed);
    if (value) return value;
    return fail(value.error().code, fmt::format("the kept secret \"{}\": {}; was the folder moved from another "
                                                "computer? Keep it again with: lotbridge secret set {}",
                                                name, value.error().message, name));
}

Result<> KeptSecrets::remove(std::string_view name) const {
    LOTBRIDGE_CHECK(find(name));
    std::error_code error;
    fs::remove(file(name), error);
    if (error) return fail(Errc::retry, "removing " + base::to_text(file(name)) + ": " + base::words_of(error));
    return base::sync_directory(folder_);
}

Result<std::vector<std::string>> KeptSecrets::names() const {
    std::vector<std::string> names;
    std::error_code error;
    if (!fs::exists(folder_, error) && !error) return names;
    for (auto const& entry : base::entries_of(folder_, error)) {
        auto const name = base::to_text(entry.filename());
        // What a write left behind that was cut off has a dot in its name.
        if (name.starts_with(prefix) && is_name(std::string_view(name).substr(prefix.size())))
            names.push_back(name.substr(prefix.size()));
    }
    if (error) return fail(Errc::retry, "listing " + base::to_text(folder_) + ": " + base::words_of(error));
    std::sort(names.begin(), names.end());
    return names;
}

}  // namespace lotbridge::config
