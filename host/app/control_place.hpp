// Where the control door is and what opens it: <data>/control.json. For control_server.cpp and control_client.cpp.
#pragma once

#include <lotbridge/result.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace lotbridge::app {

// Longest request and longest answer, in bytes.
constexpr std::size_t max_control_request = 1u << 20;
constexpr std::size_t max_control_answer = 16u << 20;

// How a host refuses a token that is another's, and nothing else.
constexpr Errc strange_token = Errc::misuse;

struct ControlPlace {
    std::uint16_t port = 0;
    std::string token;
};

std::filesystem::path control_file(std::filesystem::path const& data_directory);
// A token that nobody can guess.
Result<std::string> new_token();
// The file is made for the owner alone before the token goes into it.
Result<> write_place(std::filesystem::path const& data_directory, ControlPlace const& place);
// Nothing: there is no file. An error: it cannot be read or is not what a host writes.
Result<std::optional<ControlPlace>> read_place(std::filesystem::path const& data_directory);

}  // namespace lotbridge::app
