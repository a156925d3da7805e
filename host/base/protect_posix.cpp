#include "base/protect.hpp"

namespace lotbridge::base {

Result<std::string> protect(std::string_view plain) { return std::string(plain); }
Result<std::string> unprotect(std::string_view sealed) { return std::string(sealed); }

}  // namespace lotbridge::base
