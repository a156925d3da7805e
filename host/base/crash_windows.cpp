#include "base/crash.hpp"

#include "base/file.hpp"
#include "base/windows.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <vector>

#include <dbghelp.h>

namespace lotbridge::base {
namespace {

constexpr auto variable = L"LOTBRIDGE_DUMPS";
constexpr std::size_t kept = 5;
constexpr DWORD ended_by_itself = 0xE0000001;  // std::terminate or abort

// All that the handler needs: nothing may be allocated in a process that has crashed.
std::array<wchar_t, 1024> dump_folder{};
decltype(&MiniDumpWriteDump) write_dump = nullptr;

void write(EXCEPTION_POINTERS* exception) {
    SYSTEMTIME now{};
    GetSystemTime(&now);
    std::array<wchar_t, 1152> name{};
    CreateDirectoryW(dump_folder.data(), nullptr);
    std::swprintf(name.data(), name.size(), L"%ls\\%04u%02u%02u-%02u%02u%02u-%lu.dmp", dump_folder.data(), now.wYear,
                  now.wMonth, now.wDay, now.wHour, now.wMinute, now.wSecond, GetCurrentProcessId());
    auto const file =
        CreateFileW(name.data(), GENERIC_WRITE, 0, nullptr, CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, nullptr);
    if (file == INVALID_HANDLE_VALUE) return;
    MINIDUMP_EXCEPTION_INFORMATION of{GetCurrentThreadId(), exception, FALSE};
    write_dump(GetCurrentProcess(), GetCurrentProcessId(), file, MiniDumpNormal, exception ? &of : nullptr, nullptr,
               nullptr);
    CloseHandle(file);
}

void say(DWORD code) {
    std::array<char, 64> words{};
    DWORD written = 0;
    auto const size = wsprintfA(words.data(), "crashed with 0x%08X\n", code);
    WriteFile(GetStdHandle(STD_ERROR_HANDLE), words.data(), static_cast<DWORD>(size), &written, nullptr);
}

LONG WINAPI on_crash(EXCEPTION_POINTERS* exception) {
    auto const code = exception->ExceptionRecord->ExceptionCode;
    say(code);
    if (write_dump && dump_folder[0]) write(exception);
    TerminateProcess(GetCurrentProcess(), code);
    return EXCEPTION_EXECUTE_HANDLER;
}

[[noreturn]] void crash() {
    RaiseException(ended_by_itself, EXCEPTION_NONCONTINUABLE, 0, nullptr);
    TerminateProcess(GetCurrentProcess(), ended_by_itself);
    for (;;) continue;
}

[[noreturn]] void on_abort(int) { crash(); }

void remove_old_ones() {
    std::error_code ignored;
    std::vector<std::filesystem::path> dumps;
    for (auto const& entry : entries_of(dump_folder.data(), ignored))
        if (entry.extension() == L".dmp") dumps.push_back(entry);
    std::sort(dumps.begin(), dumps.end());  // their names begin with their time
    for (std::size_t i = 0; i + kept <= dumps.size(); ++i) std::filesystem::remove(dumps[i], ignored);  // room for one
}

}  // namespace

void leave_dumps_in(std::filesystem::path const& into) {
    SetEnvironmentVariableW(variable, into.c_str());
    leave_dumps();
}

void leave_dumps() {
    SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOOPENFILEERRORBOX);
    auto const size = GetEnvironmentVariableW(variable, dump_folder.data(), static_cast<DWORD>(dump_folder.size()));
    if (size >= dump_folder.size()) dump_folder[0] = 0;
    if (auto const library = dump_folder[0] ? LoadLibraryW(L"dbghelp.dll") : nullptr)
        write_dump = reinterpret_cast<decltype(write_dump)>(
            reinterpret_cast<void*>(GetProcAddress(library, "MiniDumpWriteDump")));
    if (dump_folder[0]) remove_old_ones();
    SetUnhandledExceptionFilter(on_crash);
    std::signal(SIGABRT, on_abort);  // std::terminate comes here too, after it has said why
}

}  // namespace lotbridge::base
