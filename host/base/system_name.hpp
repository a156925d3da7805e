// Which system this is, for a support bundle.
#pragma once

#include <string>

namespace lotbridge::base {

// "Debian GNU/Linux 12 (bookworm), Linux 6.1.0-18-amd64, x86_64", "Windows 10.0.19045, x86_64"
std::string system_name();

}  // namespace lotbridge::base
