// A host that the system's service manager runs is the one that runs on a console; only who asks it to stop and who
// hears of its end differ. posix.cpp and managed_windows.cpp.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace lotbridge::os {

// Does the work and answers its exit code. Where Windows' service manager started this process, the work runs under it:
// "running" is said before it begins, a stop or shutdown comes by StopRequests, and its exit code goes to the manager.
// work: takes the name of the service; empty: nobody manages it, or systemd, which hears of it another way.
int run_managed(std::function<int(std::string const& service)> work);

// What Windows' service manager is told of an end; dwWin32ExitCode and dwServiceSpecificExitCode.
struct ServiceEnd {
    std::uint32_t code = 0, specific = 0;

    bool operator==(ServiceEnd const&) const = default;
};
// Whatever is not 0 makes the manager start the service again. asked: by the manager to end, after which nothing is an
// error, not even an adapter that was left inside its driver.
ServiceEnd service_end(int exit_code, bool asked);

// What `lotbridge run` ends with when the host's settings, or those of all lots, are wrong.
constexpr int wrong_settings = 4;
// What a service ended with, in words for whoever looks at it.
std::string end_words(ServiceEnd end);

}  // namespace lotbridge::os
