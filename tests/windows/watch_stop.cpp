// watch_stop NAME: asks a Windows service to stop, and prints each status that its manager has from then on until it
// has stopped: milliseconds, state, check point, exit code, exit code of its own.
#include <windows.h>
#include <chrono>
#include <cstdio>
#include <thread>
#include <tuple>

namespace {

SERVICE_STATUS_PROCESS ask(SC_HANDLE service) {
    SERVICE_STATUS_PROCESS status{};
    DWORD needed = 0;
    QueryServiceStatusEx(service, SC_STATUS_PROCESS_INFO, reinterpret_cast<BYTE*>(&status), sizeof status, &needed);
    return status;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) return 2;
    auto const manager = OpenSCManagerA(nullptr, nullptr, SC_MANAGER_CONNECT);
    auto const service = OpenServiceA(manager, argv[1], SERVICE_STOP | SERVICE_QUERY_STATUS);
    SERVICE_STATUS answered{};
    auto const began = std::chrono::steady_clock::now();
    if (!ControlService(service, SERVICE_CONTROL_STOP, &answered)) {
        std::printf("error %lu\n", GetLastError());
        return 1;
    }
    std::tuple<DWORD, DWORD> before;
    for (;;) {
        auto const status = ask(service);
        auto const now = std::chrono::steady_clock::now() - began;
        if (std::tuple const seen(status.dwCurrentState, status.dwCheckPoint); seen != before) {
            before = seen;
            std::printf("%lld %lu %lu %lu %lu\n",
                        static_cast<long long>(std::chrono::duration_cast<std::chrono::milliseconds>(now).count()),
                        status.dwCurrentState, status.dwCheckPoint, status.dwWin32ExitCode,
                        status.dwServiceSpecificExitCode);
        }
        if (status.dwCurrentState == SERVICE_STOPPED) return 0;
        if (now > std::chrono::seconds(30)) return 1;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}
