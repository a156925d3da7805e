// What a process is started with, as UTF-8 on both systems.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lotbridge::base {

std::optional<std::string> environment(std::string_view name);
// Without the program's own name.
std::vector<std::string> arguments(int argc, char** argv);

}  // namespace lotbridge::base
