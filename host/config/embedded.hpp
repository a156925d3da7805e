// Files of configs/ that are compiled into the program.
#pragma once

#include <string_view>
#include <vector>

namespace lotbridge::config {

// configs/schema/<name>.json: "host", "lot", "platform". Empty: no such file.
std::string_view embedded_schema(std::string_view name);
// configs/platforms/<name>.json.
std::string_view embedded_platform(std::string_view name);
std::vector<std::string_view> platform_names();

}  // namespace lotbridge::config
