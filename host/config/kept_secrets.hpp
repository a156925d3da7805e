// Secrets that the host keeps by name, {"kept": "NAME"} in a lot's file: one file each in the data folder, for its
// owner only, on Windows sealed for this computer as well (base/protect.hpp). `lotbridge secret` writes them.
#pragma once

#include <lotbridge/result.hpp>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace lotbridge::config {

// The most that a secret may have, wherever it comes from.
inline constexpr std::size_t max_secret_bytes = 64u << 10;

// What a file or another program gives as a secret, without what editors put around a text: a byte order mark, a
// newline at its end. A blank there is refused: cmd's echo puts one before its > and |, and nobody sees it.
Result<std::string> bare_secret(std::string text);

class KeptSecrets {
public:
    explicit KeptSecrets(std::filesystem::path const& data_directory) : folder_(data_directory / "secrets") {}

    // Names have at most 64 small letters, digits, "-" and "_": one file on every system. Errc::rejected otherwise, and
    // for a value that is empty, too large or not UTF-8. No error shows a value.
    Result<> set(std::string_view name, std::string_view value) const;
    Result<std::string> get(std::string_view name) const;
    Result<> remove(std::string_view name) const;
    Result<std::vector<std::string>> names() const;  // sorted

    std::filesystem::path file(std::string_view name) const;

private:
    Result<> find(std::string_view name) const;

    std::filesystem::path folder_;
};

}  // namespace lotbridge::config
