// The unit of configs/systemd, which is compiled into the program.
#pragma once

#include <string_view>

namespace lotbridge::os {

std::string_view shipped_unit();

}  // namespace lotbridge::os
