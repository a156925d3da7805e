#include "store/images.hpp"

#include "base/file.hpp"
#include "base/text.hpp"

#include <openssl/evp.h>
#include <algorithm>
#include <array>

namespace lotbridge::store {
namespace fs = std::filesystem;

namespace {

constexpr std::size_t hash_digits = 64;

std::string sha256(std::string_view bytes) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
    unsigned length = 0;
    EVP_Digest(bytes.data(), bytes.size(), hash.data(), &length, EVP_sha256(), nullptr);
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (unsigned i = 0; i < length; ++i) {
        text += digits[hash[i] >> 4];
        text += digits[hash[i] & 0x0f];
    }
    return text;
}

std::string_view extension(std::string_view media_type) {
    if (media_type == "image/jpeg") return ".jpg";
    if (media_type == "image/png") return ".png";
    if (media_type == "image/bmp") return ".bmp";
    return ".img";
}

// A key comes back from outside: it must not be able to name any other file.
bool is_key(std::string_view key) {
    auto const hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    auto const letter = [](char c) { return c >= 'a' && c <= 'z'; };
    return key.size() == hash_digits + 4 && std::ranges::all_of(key.substr(0, hash_digits), hex) &&
           key[hash_digits] == '.' && std::ranges::all_of(key.substr(hash_digits + 1), letter);
}

}  // namespace

Result<fs::path> Images::path(std::string_view key) const {
    if (!is_key(key)) return fail(Errc::misuse, "\"" + std::string(key) + "\" is no key of a picture");
    return directory_ / std::string(key.substr(0, 2)) / std::string(key);
}

Result<std::string> Images::put(std::string_view media_type, std::string_view bytes) {
    auto const key = sha256(bytes) + std::string(extension(media_type));
    LOTBRIDGE_TRY(auto const file, path(key));
    std::lock_guard const lock(mutex_);
    std::error_code error;
    if (fs::file_size(file, error) == bytes.size() && !error) {
        fs::last_write_time(file, fs::file_time_type::clock::now(), error);  // young again: no sweep takes it
        if (!error) return key;
    }
    if (fs::create_directories(file.parent_path(), error); error)
        return fail(Errc::retry,
                    "making the folder " + base::to_text(file.parent_path()) + ": " + base::words_of(error));
    LOTBRIDGE_CHECK(base::sync_directory(directory_));
    LOTBRIDGE_CHECK(base::write_file_durably(file, bytes));
    return key;
}

Result<std::string> Images::read(std::string_view key) const {
    LOTBRIDGE_TRY(auto const file, path(key));
    return base::read_file(file);
}

std::string Images::fault(std::string_view key) const {
    auto const bytes = read(key);
    if (!bytes) return bytes.error().message;
    if (sha256(*bytes) != key.substr(0, hash_digits)) return "picture " + std::string(key) + " is not what was stored";
    return {};
}

void Images::remove(std::string const& key) {
    std::lock_guard const lock(mutex_);
    if (auto const file = path(key)) remove_old(*file);
}

void Images::remove_old(fs::path const& file) {
    std::error_code error;  // what cannot be removed now is swept later
    auto const written = fs::last_write_time(file, error);
    if (!error && written < fs::file_time_type::clock::now() - std::chrono::hours(1)) fs::remove(file, error);
}

void Images::sweep(std::function<bool(std::string const&)> const& named) {
    constexpr std::string_view digits = "0123456789abcdef";
    auto const number = swept_++ & 0xff;
    auto const folder = directory_ / std::string{digits[number >> 4], digits[number & 0x0f]};
    std::error_code error;
    for (auto const& file : base::entries_of(folder, error)) {
        std::lock_guard const lock(mutex_);
        if (!named(base::to_text(file.filename()))) remove_old(file);
    }
}

}  // namespace lotbridge::store
