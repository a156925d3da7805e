#include "base/version.hpp"

namespace lotbridge::base {

std::string_view version() { return LOTBRIDGE_VERSION; }

}  // namespace lotbridge::base
