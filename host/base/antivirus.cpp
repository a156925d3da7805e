#include "base/antivirus.hpp"

#if defined(_WIN32)
#include "base/windows.hpp"

#include <array>
#endif

namespace lotbridge::base {

#if defined(_WIN32)

// Each path is the name of a value under this key.
Result<std::vector<std::filesystem::path>> antivirus_exclusions() {
    constexpr auto key_name = L"SOFTWARE\\Microsoft\\Windows Defender\\Exclusions\\Paths";
    HKEY key = nullptr;
    auto const opened = RegOpenKeyExW(HKEY_LOCAL_MACHINE, key_name, 0, KEY_READ | KEY_WOW64_64KEY, &key);
    if (opened != ERROR_SUCCESS)
        return fail(windows_error("reading what the antivirus leaves alone", static_cast<DWORD>(opened)));
    std::vector<std::filesystem::path> paths;
    std::array<wchar_t, 16384> name{};  // the longest that the registry has
    auto size = static_cast<DWORD>(name.size());
    for (DWORD i = 0; RegEnumValueW(key, i, name.data(), &size, nullptr, nullptr, nullptr, nullptr) == ERROR_SUCCESS;
         ++i) {
        paths.emplace_back(std::wstring(name.data(), size));
        size = static_cast<DWORD>(name.size());
    }
    RegCloseKey(key);
    return paths;
}

#else

Result<std::vector<std::filesystem::path>> antivirus_exclusions() {
    return fail(Errc::unsupported, "this system brings no antivirus with it");
}

#endif

}  // namespace lotbridge::base
