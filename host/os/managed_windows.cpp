// Under Windows' service manager.
#include "os/managed_windows.hpp"

#include "base/log.hpp"
#include "base/windows.hpp"
#include "os/managed.hpp"
#include "os/process.hpp"

#include <chrono>
#include <condition_variable>
#include <cwchar>
#include <exception>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include <tlhelp32.h>

namespace lotbridge::os {

namespace {

using namespace std::chrono_literals;

constexpr auto check_point_pause = 1s;
constexpr DWORD wait_hint_ms = 5000;  // the manager expects the next check point by then
// A host ends within 10 s of being asked to. One that is still opening its store, or hangs, is ended: the store bears
// it.
constexpr auto stop_limit = 12s;
constexpr DWORD stop_controls = SERVICE_ACCEPT_STOP | SERVICE_ACCEPT_SHUTDOWN | SERVICE_ACCEPT_PRESHUTDOWN;

// A process is one service, and the system calls what has no argument for it.
struct Service {
    std::mutex mutex;
    std::condition_variable turned;
    SERVICE_STATUS_HANDLE handle = nullptr;  // null: nobody manages this process
    std::string name;
    std::function<int(std::string const&)> work;
    DWORD check_point = 0;
    bool asked = false, ended = false;
    int exit_code = 0;
};
Service managed;

// The caller holds the lock.
void report(DWORD state, ServiceEnd end = {}) {
    auto const stops = state == SERVICE_STOP_PENDING;
    SERVICE_STATUS status{};
    status.dwServiceType = SERVICE_WIN32_OWN_PROCESS;
    status.dwCurrentState = state;
    status.dwControlsAccepted = state == SERVICE_RUNNING ? stop_controls : 0;
    status.dwWin32ExitCode = end.code;
    status.dwServiceSpecificExitCode = end.specific;
    status.dwCheckPoint = stops ? ++managed.check_point : 0;
    status.dwWaitHint = stops ? wait_hint_ms : 0;
    SetServiceStatus(managed.handle, &status);
}

DWORD WINAPI on_control(DWORD control, DWORD, void*, void*) {
    switch (control) {
        case SERVICE_CONTROL_STOP:
        case SERVICE_CONTROL_SHUTDOWN:
        case SERVICE_CONTROL_PRESHUTDOWN: {
            std::lock_guard const lock(managed.mutex);
            if (managed.ended || std::exchange(managed.asked, true)) return NO_ERROR;
            report(SERVICE_STOP_PENDING);
            managed.turned.notify_all();
            request_stop();
            return NO_ERROR;
        }
        case SERVICE_CONTROL_INTERROGATE:
            return NO_ERROR;
        default:
            return ERROR_CALL_NOT_IMPLEMENTED;
    }
}

// Check points from the moment that a stop is asked for until the end.
void accompany_stop() {
    std::unique_lock lock(managed.mutex);
    managed.turned.wait(lock, [] { return managed.asked || managed.ended; });
    auto const until = std::chrono::steady_clock::now() + stop_limit;
    while (!managed.turned.wait_for(lock, check_point_pause, [] { return managed.ended; })) {
        report(SERVICE_STOP_PENDING);
        if (std::chrono::steady_clock::now() < until) continue;
        lock.unlock();
        if (auto const log = base::Log::open({}, managed.name))
            log->error("the host did not end within 12 s of being asked to and was ended");
        leave(1);
    }
}

// An exception that nobody expected: told where somebody looks, as a command does on the console.
int do_work() try { return managed.work(managed.name); } catch (std::exception const& e) {
    if (auto const log = base::Log::open({}, managed.name)) log->error(e.what());
    return 1;
}

void WINAPI service_main(DWORD, wchar_t** words) {
    {
        std::lock_guard const lock(managed.mutex);
        managed.name = base::narrow(words[0]);
        managed.handle = RegisterServiceCtrlHandlerExW(words[0], on_control, nullptr);
        if (!managed.handle) return;  // the manager sees a process that ends without having run
        report(SERVICE_RUNNING);
    }
    std::thread stopping(accompany_stop);
    auto const exit_code = do_work();
    {
        std::lock_guard const lock(managed.mutex);
        managed.ended = true;
        managed.turned.notify_all();
    }
    stopping.join();
    tell_ended(exit_code);
}

// Its parent is services.exe. The dispatcher would say so too, but wine takes ten seconds for a no.
bool is_started_by_manager() {
    auto const processes = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
    if (processes == INVALID_HANDLE_VALUE) return true;  // then the dispatcher shall say
    std::map<DWORD, PROCESSENTRY32W> all;
    PROCESSENTRY32W entry{.dwSize = sizeof entry};
    for (bool more = Process32FirstW(processes, &entry); more; more = Process32NextW(processes, &entry))
        all.emplace(entry.th32ProcessID, entry);
    CloseHandle(processes);
    auto const own = all.find(GetCurrentProcessId());
    auto const parent = own == all.end() ? own : all.find(own->second.th32ParentProcessID);
    return parent != all.end() && _wcsicmp(parent->second.szExeFile, L"services.exe") == 0;
}

}  // namespace

int run_managed(std::function<int(std::string const& service)> work) {
    if (!is_started_by_manager()) return work({});
    managed.work = std::move(work);
    std::wstring any_name;  // of a service that has its process for itself the manager knows it
    SERVICE_TABLE_ENTRYW const table[] = {{any_name.data(), service_main}, {nullptr, nullptr}};
    if (StartServiceCtrlDispatcherW(table)) return managed.exit_code;
    return managed.work({});
}

bool is_managed() {
    std::lock_guard const lock(managed.mutex);
    return managed.handle != nullptr;
}

void tell_ended(int exit_code) {
    std::lock_guard const lock(managed.mutex);
    if (!managed.handle) return;
    managed.ended = true;
    managed.exit_code = exit_code;
    report(SERVICE_STOPPED, service_end(exit_code, managed.asked));  // the process may end at any time from here
}

}  // namespace lotbridge::os
