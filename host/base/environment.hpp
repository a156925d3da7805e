// Environment variables as UTF-8 on both systems.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lotbridge::base {

std::optional<std::string> environment(std::string_view name);

}  // namespace lotbridge::base
