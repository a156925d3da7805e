#include "base/environment.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <cstdlib>
#if defined(_WIN32)
#include <windows.h>

#include <shellapi.h>
#endif

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

std::vector<std::string> arguments([[maybe_unused]] int argc, [[maybe_unused]] char** argv) {
#if defined(_WIN32)
    int count = 0;
    auto** wide = CommandLineToArgvW(GetCommandLineW(), &count);
    std::vector<std::string> texts;
    for (int i = 1; wide && i < count; ++i) texts.push_back(to_text(std::filesystem::path(wide[i])));
    LocalFree(wide);
    return texts;
#else
    return {argv + std::min(argc, 1), argv + argc};
#endif
}

}  // namespace lotbridge::base
