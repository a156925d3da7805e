// What the system's own antivirus leaves alone.
#pragma once

#include <lotbridge/result.hpp>

#include <filesystem>
#include <vector>

namespace lotbridge::base {

// The folders and files that Microsoft Defender is told not to look into. An error where that cannot be read: only
// administrators may. Errc::unsupported: this system brings no antivirus with it.
Result<std::vector<std::filesystem::path>> antivirus_exclusions();

}  // namespace lotbridge::base
