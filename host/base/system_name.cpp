#include "base/system_name.hpp"

#if defined(_WIN32)
#include "base/windows.hpp"
#else
#include <sys/utsname.h>
#include <fstream>
#endif

namespace lotbridge::base {

#if defined(_WIN32)

std::string system_name() {
    // GetVersionEx tells a program the version that it was made for; the system's inside tells its own.
    using Ask = LONG(WINAPI*)(RTL_OSVERSIONINFOW*);
    RTL_OSVERSIONINFOW version{};
    version.dwOSVersionInfoSize = sizeof version;
    if (auto const ask = reinterpret_cast<Ask>(
            reinterpret_cast<void*>(GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "RtlGetVersion"))))
        ask(&version);
    SYSTEM_INFO machine{};
    GetNativeSystemInfo(&machine);
    auto const kind = machine.wProcessorArchitecture == PROCESSOR_ARCHITECTURE_AMD64 ? "x86_64" : "of another kind";
    return "Windows " + std::to_string(version.dwMajorVersion) + "." + std::to_string(version.dwMinorVersion) + "." +
           std::to_string(version.dwBuildNumber) + ", " + kind;
}

#else

std::string system_name() {
    std::string distribution;
    std::ifstream file("/etc/os-release");
    constexpr std::string_view wanted = "PRETTY_NAME=\"";
    for (std::string line; std::getline(file, line);)
        if (line.starts_with(wanted)) distribution = line.substr(wanted.size(), line.size() - wanted.size() - 1) + ", ";
    utsname name{};
    if (::uname(&name) != 0) return distribution + "a system that does not tell its name";
    return distribution + name.sysname + " " + name.release + ", " + name.machine;
}

#endif

}  // namespace lotbridge::base
