// Secrets at rest: on Windows sealed by the system (DPAPI), so that only this computer opens them again. Elsewhere the
// system has no such service; there the rights of the file alone keep them, and both functions give back what they got.
#pragma once

#include <lotbridge/result.hpp>

#include <string>
#include <string_view>

namespace lotbridge::base {

// For every account of this computer: who may read the file is said by the folder's rights.
Result<std::string> protect(std::string_view plain);
// Fails where another computer sealed it, or the bytes are damaged.
Result<std::string> unprotect(std::string_view sealed);

}  // namespace lotbridge::base
