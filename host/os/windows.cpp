#include "os/process.hpp"

#include "base/environment.hpp"
#include "base/text.hpp"
#include "base/windows.hpp"
#include "os/managed_windows.hpp"

#include <boost/asio/post.hpp>
#include <condition_variable>
#include <mutex>

namespace lotbridge::os {

void prepare_console() { SetConsoleOutputCP(CP_UTF8); }

std::filesystem::path default_settings() {
    auto const folder = base::environment("ProgramData").value_or("C:\\ProgramData");
    return base::to_path(folder) / "LotBridge" / "host.json";
}

Result<> end_process(std::int64_t process) {
    auto const attempted = "ending process " + std::to_string(process);
    auto const handle = OpenProcess(PROCESS_TERMINATE, FALSE, static_cast<DWORD>(process));
    if (!handle) return fail(base::windows_error(attempted));
    auto const ended = TerminateProcess(handle, 1);
    auto result = ended ? Result<>() : Result<>(fail(base::windows_error(attempted)));
    CloseHandle(handle);
    return result;
}

Result<> start_beside(std::filesystem::path const& program, std::vector<std::string> const& words) {
    auto line = base::wide(base::windows_word(base::to_text(program)));
    for (auto const& word : words) line += L' ' + base::wide(base::windows_word(word));
    STARTUPINFOW startup{};
    startup.cb = sizeof startup;
    PROCESS_INFORMATION started{};
    if (!CreateProcessW(program.c_str(), line.data(), nullptr, nullptr, FALSE, DETACHED_PROCESS, nullptr, nullptr,
                        &startup, &started))
        return fail(base::windows_error("starting " + base::to_text(program)));
    CloseHandle(started.hThread);
    CloseHandle(started.hProcess);
    return {};
}

Result<> may_write_for(std::filesystem::path const&) { return {}; }

namespace {

// The system calls the handler on a thread of its own and takes no argument for it.
struct Handler {
    std::mutex mutex;
    std::condition_variable ended;
    boost::asio::io_context* io = nullptr;
    std::function<void()> stop;
    bool asked = false;
};
Handler handler;
bool asked_early = false;  // by the service manager, before anybody could listen

constexpr auto end_limit = std::chrono::seconds{15};

BOOL WINAPI on_console_event(DWORD event) {
    // A service hears of every user who logs off, which does not concern it; its manager tells it when to stop.
    if (is_managed()) return TRUE;
    std::unique_lock lock(handler.mutex);
    if (!handler.io) return FALSE;
    if (std::exchange(handler.asked, true)) leave(130);
    boost::asio::post(*handler.io, handler.stop);
    // After a closed console, logoff or shutdown the process is killed as soon as this returns.
    auto const killed_after = event != CTRL_C_EVENT && event != CTRL_BREAK_EVENT;
    if (killed_after) handler.ended.wait_for(lock, end_limit, [] { return handler.io == nullptr; });
    return TRUE;
}

}  // namespace

struct StopRequests::Body {};

StopRequests::StopRequests(boost::asio::io_context& io, std::function<void()> stop) : body_(new Body) {
    std::lock_guard const lock(handler.mutex);
    handler.io = &io;
    handler.stop = std::move(stop);
    handler.asked = false;
    SetConsoleCtrlHandler(on_console_event, TRUE);
    if (std::exchange(asked_early, false)) boost::asio::post(io, handler.stop);
}

StopRequests::~StopRequests() {
    SetConsoleCtrlHandler(on_console_event, FALSE);
    std::lock_guard const lock(handler.mutex);
    handler.io = nullptr;
    handler.stop = nullptr;
    handler.ended.notify_all();
}

void request_stop() {
    std::lock_guard const lock(handler.mutex);
    if (handler.io) {
        boost::asio::post(*handler.io, handler.stop);
    } else {
        asked_early = true;
    }
}

void leave(int exit_code) {
    tell_ended(exit_code);
    TerminateProcess(GetCurrentProcess(), static_cast<UINT>(exit_code));
    std::abort();  // not reached; the call above does not return for the own process
}

// Windows' own manager is told in managed_windows.cpp: that a service runs before it does, and its end.
void tell_service_manager(std::string_view) {}

}  // namespace lotbridge::os
