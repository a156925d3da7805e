// lotbridge as a service of Windows.
#include "base/access_windows.hpp"
#include "base/text.hpp"
#include "base/windows.hpp"
#include "os/managed.hpp"
#include "os/service.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <memory>
#include <thread>
#include <type_traits>

namespace lotbridge::os {

namespace {

using namespace std::chrono_literals;
using base::wide;
using base::windows_error;
using Handle = std::unique_ptr<std::remove_pointer_t<SC_HANDLE>, decltype(&CloseServiceHandle)>;

constexpr auto longest_wait = 30s;
constexpr auto look_pause = 100ms;
// A service is running as soon as it is started; one with wrong settings has ended by then.
constexpr auto start_watched = 2s;

Error refused(std::string const& attempted) {
    auto const number = GetLastError();
    auto error = windows_error(attempted, number);
    if (number == ERROR_ACCESS_DENIED) error.message += "; type this in a console opened as administrator";
    if (number == ERROR_SERVICE_MARKED_FOR_DELETE)
        error.message += "; close the windows that show services, or restart Windows";
    return error;
}

Result<Handle> open_manager(DWORD rights) {
    Handle manager(OpenSCManagerW(nullptr, nullptr, rights), CloseServiceHandle);
    if (!manager) return fail(refused("opening the service manager"));
    return manager;
}

Result<std::vector<std::byte>> ask_config(SC_HANDLE service, std::string const& name) {
    std::vector<std::byte> bytes(8192);  // the most there can be
    DWORD needed = 0;
    if (!QueryServiceConfigW(service, reinterpret_cast<QUERY_SERVICE_CONFIGW*>(bytes.data()),
                             static_cast<DWORD>(bytes.size()), &needed))
        return fail(refused("asking for the settings of the service " + name));
    return bytes;
}

QUERY_SERVICE_CONFIGW const& config_in(std::vector<std::byte> const& bytes) {
    return *reinterpret_cast<QUERY_SERVICE_CONFIGW const*>(bytes.data());
}

// Null: there is none of this name.
Result<Handle> open_ours(SC_HANDLE manager, std::string const& name, DWORD rights) {
    Handle service(OpenServiceW(manager, wide(name).c_str(), rights | SERVICE_QUERY_CONFIG | SERVICE_QUERY_STATUS),
                   CloseServiceHandle);
    if (!service) {
        if (GetLastError() == ERROR_SERVICE_DOES_NOT_EXIST) return service;
        return fail(refused("opening the service " + name));
    }
    LOTBRIDGE_TRY(auto const config, ask_config(service.get(), name));
    auto const command = base::narrow(reinterpret_cast<QUERY_SERVICE_CONFIGW const*>(config.data())->lpBinaryPathName);
    if (is_our_command(command)) return service;
    return fail(Errc::rejected,
                fmt::format("{} is a service of something else ({}): choose another --name", name, command));
}

Result<Handle> open_installed(SC_HANDLE manager, std::string const& name, DWORD rights) {
    LOTBRIDGE_TRY(auto service, open_ours(manager, name, rights));
    if (!service)
        return fail(Errc::rejected, fmt::format("there is no service {}; `lotbridge service install` makes it", name));
    return service;
}

Result<SERVICE_STATUS_PROCESS> ask_status(SC_HANDLE service, std::string const& name) {
    SERVICE_STATUS_PROCESS status{};
    DWORD needed = 0;
    if (!QueryServiceStatusEx(service, SC_STATUS_PROCESS_INFO, reinterpret_cast<BYTE*>(&status), sizeof status,
                              &needed))
        return fail(refused("asking how the service " + name + " is"));
    return status;
}

// How it is in the end: in the one state or out of the other, or whatever it is in when the time is over.
struct Awaited {
    DWORD state;
    bool reached = true;  // false: left
};
Result<SERVICE_STATUS_PROCESS> wait_for(SC_HANDLE service, std::string const& name, Awaited awaited,
                                        std::chrono::seconds limit) {
    auto const until = std::chrono::steady_clock::now() + limit;
    for (;;) {
        LOTBRIDGE_TRY(auto const status, ask_status(service, name));
        if ((status.dwCurrentState == awaited.state) == awaited.reached || std::chrono::steady_clock::now() > until)
            return status;
        std::this_thread::sleep_for(look_pause);
    }
}

std::string ended(SERVICE_STATUS_PROCESS const& status) {
    return end_words({status.dwWin32ExitCode, status.dwServiceSpecificExitCode});
}

// False: it did not run.
Result<bool> stop_and_wait(SC_HANDLE service, std::string const& name) {
    SERVICE_STATUS status{};
    if (!ControlService(service, SERVICE_CONTROL_STOP, &status)) {
        auto const number = GetLastError();
        if (number == ERROR_SERVICE_NOT_ACTIVE) return false;
        if (number != ERROR_SERVICE_CANNOT_ACCEPT_CTRL)  // it is stopping already
            return fail(refused("stopping the service " + name));
    }
    LOTBRIDGE_TRY(auto const end, wait_for(service, name, {SERVICE_STOPPED}, longest_wait));
    if (end.dwCurrentState == SERVICE_STOPPED) return true;
    return fail(Errc::retry, fmt::format("the service {} has not ended after {} s", name, longest_wait.count()));
}

// Event Viewer shows a line's text by a file of messages. Ours would stay open there, in the way of an update; this
// one of Windows has "%1" for all numbers up to 1000.
constexpr wchar_t messages_file[] = LR"(%SystemRoot%\System32\EventCreate.exe)";

std::wstring event_key(std::string const& name) {
    return LR"(SYSTEM\CurrentControlSet\Services\EventLog\Application\)" + wide(name);
}

LSTATUS register_events(std::string const& name) {
    HKEY key = nullptr;
    auto failed = RegCreateKeyExW(HKEY_LOCAL_MACHINE, event_key(name).c_str(), 0, nullptr, 0, KEY_SET_VALUE, nullptr,
                                  &key, nullptr);
    if (failed) return failed;
    DWORD const types = EVENTLOG_ERROR_TYPE | EVENTLOG_WARNING_TYPE | EVENTLOG_INFORMATION_TYPE;
    failed = RegSetValueExW(key, L"EventMessageFile", 0, REG_EXPAND_SZ, reinterpret_cast<BYTE const*>(messages_file),
                            sizeof messages_file);
    if (!failed)
        failed =
            RegSetValueExW(key, L"TypesSupported", 0, REG_DWORD, reinterpret_cast<BYTE const*>(&types), sizeof types);
    RegCloseKey(key);
    return failed;
}

// Everything beside its command line. Not all systems know all of it, and it runs without.
std::vector<std::string> configure(SC_HANDLE service, ServiceOrder const& order) {
    std::vector<std::string> warnings;
    auto const set = [&](std::string const& what, DWORD kind, auto value) {
        if (!ChangeServiceConfig2W(service, kind, &value)) warnings.push_back(windows_error(what).message);
    };
    auto description = wide(windows_description(order));
    set("its description", SERVICE_CONFIG_DESCRIPTION, SERVICE_DESCRIPTIONW{description.data()});
    std::array<SC_ACTION, restart_pauses.size()> actions;
    std::ranges::transform(restart_pauses, actions.begin(), [](std::chrono::milliseconds pause) {
        return SC_ACTION{SC_ACTION_RESTART, static_cast<DWORD>(pause.count())};
    });
    constexpr auto reset = static_cast<DWORD>(std::chrono::seconds(restart_reset).count());
    set("its restart after a crash", SERVICE_CONFIG_FAILURE_ACTIONS,
        SERVICE_FAILURE_ACTIONSW{reset, nullptr, nullptr, actions.size(), actions.data()});
    set("its restart after an error", SERVICE_CONFIG_FAILURE_ACTIONS_FLAG, SERVICE_FAILURE_ACTIONS_FLAG{TRUE});
    set("its delayed start", SERVICE_CONFIG_DELAYED_AUTO_START_INFO, SERVICE_DELAYED_AUTO_START_INFO{TRUE});
    set("its own security id", SERVICE_CONFIG_SERVICE_SID_INFO, SERVICE_SID_INFO{SERVICE_SID_TYPE_UNRESTRICTED});
    set("its time before a shutdown", SERVICE_CONFIG_PRESHUTDOWN_INFO,
        SERVICE_PRESHUTDOWN_INFO{static_cast<DWORD>(std::chrono::milliseconds(preshutdown_limit).count())});
    if (auto const failed = register_events(order.name))
        warnings.push_back(windows_error("its place in the event log", static_cast<DWORD>(failed)).message);
    return warnings;
}

// A service that is there keeps its account unless another is named: an administrator may have chosen it.
Result<Handle> create_or_change(SC_HANDLE manager, ServiceOrder const& order, bool& fresh) {
    auto const command = wide(windows_command(order)), title = wide(windows_title(order.name));
    auto const account = wide(order.account), own_account = LR"(NT SERVICE\)" + wide(order.name);
    auto const* const wanted = order.account.empty() ? nullptr : account.c_str();
    LOTBRIDGE_TRY(auto service, open_ours(manager, order.name, SERVICE_ALL_ACCESS));
    fresh = !service;
    if (fresh) {
        service.reset(CreateServiceW(manager, wide(order.name).c_str(), title.c_str(), SERVICE_ALL_ACCESS,
                                     SERVICE_WIN32_OWN_PROCESS, SERVICE_AUTO_START, SERVICE_ERROR_NORMAL,
                                     command.c_str(), nullptr, nullptr, nullptr, wanted ? wanted : own_account.c_str(),
                                     nullptr));
        if (!service) return fail(refused("making the service " + order.name));
    } else if (!ChangeServiceConfigW(service.get(), SERVICE_WIN32_OWN_PROCESS, SERVICE_AUTO_START, SERVICE_ERROR_NORMAL,
                                     command.c_str(), nullptr, nullptr, nullptr, wanted, nullptr, title.c_str())) {
        return fail(refused("changing the service " + order.name));
    }
    return service;
}

std::vector<std::string> all_services(SC_HANDLE manager) {
    std::vector<std::byte> bytes(256 * 1024);  // the most that is given at once
    std::vector<std::string> names;
    DWORD needed = 0, count = 0, next = 0;
    for (bool more = true; more;) {
        more = !EnumServicesStatusExW(manager, SC_ENUM_PROCESS_INFO, SERVICE_WIN32, SERVICE_STATE_ALL,
                                      reinterpret_cast<BYTE*>(bytes.data()), static_cast<DWORD>(bytes.size()), &needed,
                                      &count, &next, nullptr);
        if (more && GetLastError() != ERROR_MORE_DATA) break;
        auto const* const first = reinterpret_cast<ENUM_SERVICE_STATUS_PROCESSW const*>(bytes.data());
        std::for_each(first, first + count, [&](auto const& one) { names.push_back(base::narrow(one.lpServiceName)); });
    }
    return names;
}

// What the system does not tell is no fault.
bool restarts(SC_HANDLE service) {
    std::vector<std::byte> bytes(8192);
    DWORD needed = 0;
    if (!QueryServiceConfig2W(service, SERVICE_CONFIG_FAILURE_ACTIONS, reinterpret_cast<BYTE*>(bytes.data()),
                              static_cast<DWORD>(bytes.size()), &needed))
        return true;
    auto const& actions = *reinterpret_cast<SERVICE_FAILURE_ACTIONSW const*>(bytes.data());
    return actions.cActions > 0 && actions.lpsaActions[0].Type == SC_ACTION_RESTART;
}

// Paths are the same by their letters, large or small.
bool has_word(std::string const& command, std::string const& wanted) {
    auto const same = [&](std::string const& word) {
        return CompareStringOrdinal(wide(word).c_str(), -1, wide(wanted).c_str(), -1, TRUE) == CSTR_EQUAL;
    };
    return std::ranges::any_of(words_of_command(command), same);
}

}  // namespace

std::string default_service() { return "LotBridge"; }

Result<std::vector<InstalledService>> services_with(std::filesystem::path const& settings) {
    LOTBRIDGE_TRY(auto const manager, open_manager(SC_MANAGER_CONNECT | SC_MANAGER_ENUMERATE_SERVICE));
    std::vector<InstalledService> found;
    for (auto const& name : all_services(manager.get())) {
        auto const service = open_ours(manager.get(), name, 0);
        if (!service || !*service) continue;
        LOTBRIDGE_TRY(auto const bytes, ask_config(service->get(), name));
        auto const& config = config_in(bytes);
        auto command = base::narrow(config.lpBinaryPathName);
        if (!has_word(command, base::to_text(settings))) continue;
        LOTBRIDGE_TRY(auto const status, ask_status(service->get(), name));
        found.push_back({.name = name,
                         .account = base::narrow(config.lpServiceStartName),
                         .command = std::move(command),
                         .starts_with_system = config.dwStartType == SERVICE_AUTO_START,
                         .restarts_after_crash = restarts(service->get()),
                         .runs = status.dwCurrentState == SERVICE_RUNNING});
    }
    return found;
}

Result<ServiceNotes> install_service(ServiceOrder const& order) {
    LOTBRIDGE_TRY(auto const manager, open_manager(SC_MANAGER_CONNECT | SC_MANAGER_CREATE_SERVICE));
    bool fresh = false;
    LOTBRIDGE_TRY(auto const service, create_or_change(manager.get(), order, fresh));
    auto warnings = configure(service.get(), order);
    LOTBRIDGE_TRY(auto const config, ask_config(service.get(), order.name));
    auto const account = base::narrow(config_in(config).lpServiceStartName);
    for (auto const& folder : order.writes)
        if (auto const given = base::give_folder(folder, account); !given) warnings.push_back(given.error().message);
    return ServiceNotes{order.name + (fresh ? ": installed; `lotbridge service start` starts it"
                                            : ": changed; what changed counts from its next start"),
                        std::move(warnings)};
}

Result<ServiceNotes> uninstall_service(std::string const& name) {
    LOTBRIDGE_TRY(auto const manager, open_manager(SC_MANAGER_CONNECT));
    LOTBRIDGE_TRY(auto const service, open_ours(manager.get(), name, SERVICE_STOP | DELETE));
    if (!service) return ServiceNotes{name + ": there is no such service", {}};
    LOTBRIDGE_CHECK(stop_and_wait(service.get(), name));
    if (!DeleteService(service.get())) return fail(refused("removing the service " + name));
    RegDeleteKeyW(HKEY_LOCAL_MACHINE, event_key(name).c_str());
    return ServiceNotes{name + ": removed; settings, secrets and data stay", {}};
}

Result<ServiceNotes> start_service(std::string const& name) {
    LOTBRIDGE_TRY(auto const manager, open_manager(SC_MANAGER_CONNECT));
    LOTBRIDGE_TRY(auto const service, open_installed(manager.get(), name, SERVICE_START));
    auto const attempted = "starting the service " + name;
    if (!StartServiceW(service.get(), 0, nullptr)) {
        if (GetLastError() == ERROR_SERVICE_ALREADY_RUNNING) return ServiceNotes{name + ": runs already", {}};
        return fail(refused(attempted));
    }
    LOTBRIDGE_TRY(auto status, wait_for(service.get(), name, {SERVICE_START_PENDING, false}, longest_wait));
    if (status.dwCurrentState == SERVICE_RUNNING) {
        LOTBRIDGE_TRY(status, wait_for(service.get(), name, {SERVICE_STOPPED}, start_watched));
    }
    if (status.dwCurrentState == SERVICE_RUNNING)
        return ServiceNotes{fmt::format("{}: runs, process {}", name, status.dwProcessId), {}};
    return fail(Errc::rejected,
                fmt::format("{}: {}; see the event log, Application, source {}", attempted, ended(status), name));
}

Result<ServiceNotes> stop_service(std::string const& name) {
    LOTBRIDGE_TRY(auto const manager, open_manager(SC_MANAGER_CONNECT));
    LOTBRIDGE_TRY(auto const service, open_installed(manager.get(), name, SERVICE_STOP));
    LOTBRIDGE_TRY(auto const ran, stop_and_wait(service.get(), name));
    return ServiceNotes{name + (ran ? ": stopped" : ": does not run"), {}};
}

Result<ServiceStatus> service_status(std::string const& name) {
    LOTBRIDGE_TRY(auto const manager, open_manager(SC_MANAGER_CONNECT));
    LOTBRIDGE_TRY(auto const service, open_installed(manager.get(), name, 0));
    LOTBRIDGE_TRY(auto const status, ask_status(service.get(), name));
    LOTBRIDGE_TRY(auto const bytes, ask_config(service.get(), name));
    auto const& config = config_in(bytes);
    auto const runs = status.dwCurrentState == SERVICE_RUNNING;
    std::string words = runs                                       ? fmt::format("runs, process {}", status.dwProcessId)
                        : status.dwCurrentState == SERVICE_STOPPED ? "stopped; " + ended(status)
                        : status.dwCurrentState == SERVICE_STOP_PENDING ? "stops"
                                                                        : "starts";
    words = fmt::format("{}: {}\n  as {}: {}", name, words, base::narrow(config.lpServiceStartName),
                        base::narrow(config.lpBinaryPathName));
    if (config.dwStartType != SERVICE_AUTO_START) words += "\n  does not start with the system";
    return ServiceStatus{runs, std::move(words)};
}

}  // namespace lotbridge::os
