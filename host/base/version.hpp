// The version of this program as the build was told it (-DLOTBRIDGE_VERSION=1.2.3), otherwise the project's.
#pragma once

#include <string_view>

namespace lotbridge::base {

std::string_view version();

}  // namespace lotbridge::base
