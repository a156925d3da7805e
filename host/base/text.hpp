// Small text services that several layers need.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

namespace lotbridge::base {

// The same text with every byte that is not UTF-8 replaced by U+FFFD, so that it may stand in JSON or on a screen.
std::string valid_utf8(std::string_view text);
// Offset of the first byte that is not UTF-8, or npos.
std::size_t find_bad_utf8(std::string_view text);
// What Windows' editors put in front of a text, and nobody sees, is not part of it.
std::string_view without_mark(std::string_view utf8);
std::size_t characters(std::string_view utf8);

// Paths are UTF-8 in settings, messages and logs, whatever the system calls its own form.
std::filesystem::path to_path(std::string_view utf8);
std::string to_text(std::filesystem::path const& path);
// As it is meant from this folder on, without . and .. in it.
std::filesystem::path whole_path(std::filesystem::path const& folder, std::filesystem::path const& path);
// A folder that another computer shares, \\server\share, or a path in that form; only Windows has them.
bool is_share(std::filesystem::path const& path);

// What the system says of an error, in its language. error.message() has it in the system's code page.
std::string words_of(std::error_code const& error);

// A word of a Windows command line, in quotes, as CommandLineToArgvW reads it back.
std::string windows_word(std::string_view word);

}  // namespace lotbridge::base
