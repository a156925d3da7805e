#include "base/environment.hpp"

#include "base/text.hpp"

#include <cstdlib>

namespace lotbridge::base {

std::optional<std::string> environment(std::string_view name) {
#if defined(_WIN32)
    // getenv() would answer in the system's code page; a path does the conversion both ways.
    auto const* value = _wgetenv(to_path(name).c_str());
    return value ? std::optional(to_text(std::filesystem::path(value))) : std::nullopt;
#else
    auto const* value = std::getenv(std::string(name).c_str());
    return value ? std::optional(std::string(value)) : std::nullopt;
#endif
}

}  // namespace lotbridge::base
