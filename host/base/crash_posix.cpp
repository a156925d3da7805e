#include "base/crash.hpp"

namespace lotbridge::base {

void leave_dumps_in(std::filesystem::path const&) {}
void leave_dumps() {}

}  // namespace lotbridge::base
