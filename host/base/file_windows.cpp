#include "base/file.hpp"
#include "base/text.hpp"
#include "base/windows.hpp"

#include <array>
#include <string>

namespace lotbridge::base {
namespace fs = std::filesystem;

namespace {

// A mandatory lock hides the bytes it covers; this one lies behind the words, so that others can read them.
constexpr DWORD lock_offset = 1u << 30;

Error system_error(std::string what, fs::path const& path) {
    auto const number = ::GetLastError();
    return windows_error(std::move(what) + " " + to_text(path), number, Errc::retry);
}

HANDLE open_for_writing(fs::path const& path, DWORD disposition) {
    return ::CreateFileW(path.c_str(), GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr,
                         disposition, FILE_ATTRIBUTE_NORMAL, nullptr);
}

// As Windows takes it at any length, whatever its policy.
std::wstring long_form(fs::path const& path, std::error_code& error) {
    constexpr std::wstring_view mark = LR"(\\?\)";
    auto preferred = is_share(path) ? path : fs::absolute(path, error).lexically_normal();
    auto const whole = preferred.make_preferred().wstring();
    if (whole.starts_with(mark)) return whole;
    return is_share(path) ? LR"(\\?\UNC)" + whole.substr(1) : std::wstring(mark) + whole;
}

// What others hold open only to read it: virus scanners, indexers, backups.
bool is_held_open(DWORD number) {
    return number == ERROR_ACCESS_DENIED || number == ERROR_SHARING_VIOLATION || number == ERROR_LOCK_VIOLATION;
}

}  // namespace

Result<> replace_file(fs::path const& from, fs::path const& to) {
    constexpr auto tries = 40;
    constexpr DWORD pause_ms = 50;
    for (auto left = tries;; --left) {
        if (::MoveFileExW(from.c_str(), to.c_str(), MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH)) return {};
        auto const number = ::GetLastError();
        if (left == 0 || !is_held_open(number))
            return fail(windows_error("renaming " + to_text(from) + " to its final name", number, Errc::retry));
        ::Sleep(pause_ms);
    }
}

std::vector<fs::path> entries_of(fs::path const& folder, std::error_code& error) {
    std::vector<fs::path> entries;
    auto const whole = long_form(folder, error);
    if (error) return entries;
    WIN32_FIND_DATAW found{};
    auto const search = ::FindFirstFileW((whole + L"\\*").c_str(), &found);
    auto more = search != INVALID_HANDLE_VALUE;
    while (more) {
        std::wstring_view const name = found.cFileName;
        if (name != L"." && name != L"..") entries.push_back(folder / name);
        more = ::FindNextFileW(search, &found) != 0;
    }
    auto const number = static_cast<int>(::GetLastError());
    if (search != INVALID_HANDLE_VALUE) ::FindClose(search);
    error = number == ERROR_NO_MORE_FILES ? std::error_code() : std::error_code(number, std::system_category());
    return entries;
}

Result<> sync_file(fs::path const& path) {
    auto const file = open_for_writing(path, OPEN_EXISTING);
    if (file == INVALID_HANDLE_VALUE) return fail(system_error("opening", path));
    auto result =
        ::FlushFileBuffers(file) != 0 ? Result<>{} : Result<>{fail(system_error("writing through to the disk", path))};
    ::CloseHandle(file);
    return result;
}

Result<> sync_directory(fs::path const&) { return {}; }

Result<std::uint64_t> free_space(fs::path const& directory) {
    ULARGE_INTEGER available{};
    if (::GetDiskFreeSpaceExW(directory.c_str(), &available, nullptr, nullptr) == 0)
        return fail(system_error("asking for the free space of", directory));
    return std::uint64_t{available.QuadPart};
}

bool on_network_share(fs::path const& directory) {
    if (is_share(directory)) return !directory.native().starts_with(L"\\\\?\\");
    auto const root = fs::absolute(directory).root_path();
    return ::GetDriveTypeW(root.c_str()) == DRIVE_REMOTE;
}

Result<FileLock> FileLock::acquire(fs::path const& path, std::string_view holder) {
    auto const file = open_for_writing(path, OPEN_ALWAYS);
    if (file == INVALID_HANDLE_VALUE) return fail(system_error("opening the lock file", path));
    FileLock lock(reinterpret_cast<std::intptr_t>(file));
    OVERLAPPED place{};
    place.Offset = lock_offset;
    DWORD length = 0;
    if (::LockFileEx(file, LOCKFILE_EXCLUSIVE_LOCK | LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &place) == 0) {
        std::array<char, 200> words{};
        ::ReadFile(file, words.data(), static_cast<DWORD>(words.size()), &length, nullptr);
        return fail(Errc::retry, to_text(path) + " is held by " + std::string(words.data(), length));
    }
    if (::SetEndOfFile(file) == 0 ||
        ::WriteFile(file, holder.data(), static_cast<DWORD>(holder.size()), &length, nullptr) == 0)
        return fail(system_error("writing", path));
    return lock;
}

void FileLock::release() {
    if (handle_ != -1) ::CloseHandle(reinterpret_cast<HANDLE>(handle_));
    handle_ = -1;
}

std::int64_t process_id() { return ::GetCurrentProcessId(); }

}  // namespace lotbridge::base
