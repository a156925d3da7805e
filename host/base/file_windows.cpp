#include "base/file.hpp"
#include "base/text.hpp"
#include "base/windows.hpp"

#include <array>
#include <memory>
#include <string>
#include <vector>

#include <aclapi.h>
#include <sddl.h>

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

struct Freed {
    void operator()(void* memory) const { ::LocalFree(memory); }
};
using Descriptor = std::unique_ptr<void, Freed>;

// What others hold open only to read it: virus scanners, indexers, backups.
bool is_held_open(DWORD number) {
    return number == ERROR_ACCESS_DENIED || number == ERROR_SHARING_VIOLATION || number == ERROR_LOCK_VIOLATION;
}

std::wstring own_account() {
    HANDLE token = nullptr;
    if (!::OpenProcessToken(::GetCurrentProcess(), TOKEN_QUERY, &token)) return {};
    std::vector<char> bytes(256);
    DWORD size = 0;
    wchar_t* text = nullptr;
    if (::GetTokenInformation(token, TokenUser, bytes.data(), static_cast<DWORD>(bytes.size()), &size))
        ::ConvertSidToStringSidW(reinterpret_cast<TOKEN_USER*>(bytes.data())->User.Sid, &text);
    ::CloseHandle(token);
    Descriptor const freed(text);
    return text ? text : L"";
}

// Whether the folder has a list of its own, which is no longer that of the folders above.
bool has_own_list(fs::path const& folder) {
    PSECURITY_DESCRIPTOR found = nullptr;
    if (::GetNamedSecurityInfoW(folder.c_str(), SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, nullptr, nullptr, nullptr,
                                nullptr, &found) != ERROR_SUCCESS)
        return false;
    Descriptor const freed(found);
    SECURITY_DESCRIPTOR_CONTROL control = 0;
    DWORD revision = 0;
    return ::GetSecurityDescriptorControl(found, &control, &revision) && (control & SE_DACL_PROTECTED) != 0;
}

// What one of the system's own groups has by this list.
bool may_read(ACL& list, WELL_KNOWN_SID_TYPE group) {
    std::array<BYTE, SECURITY_MAX_SID_SIZE> sid{};
    auto size = static_cast<DWORD>(sid.size());
    if (::CreateWellKnownSid(group, nullptr, sid.data(), &size) == 0) return false;
    TRUSTEE_W trustee{};
    ::BuildTrusteeWithSidW(&trustee, sid.data());
    ACCESS_MASK rights = 0;
    return ::GetEffectiveRightsFromAclW(&list, &trustee, &rights) == ERROR_SUCCESS && (rights & FILE_READ_DATA) != 0;
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

// A folder within one that has its list already keeps that: an administrator's command must not shut out the service.
void keep_to_owner(fs::path const& path) {
    std::error_code unknown;
    if (!fs::is_directory(path, unknown) || has_own_list(path.parent_path())) return;
    auto const everything = std::wstring(L"(A;OICI;FA;;;");
    auto const words = L"D:P" + everything + L"SY)" + everything + L"BA)" + everything + own_account() + L")";
    PSECURITY_DESCRIPTOR made = nullptr;
    if (!::ConvertStringSecurityDescriptorToSecurityDescriptorW(words.c_str(), SDDL_REVISION_1, &made, nullptr)) return;
    Descriptor const freed(made);
    ::SetFileSecurityW(path.c_str(), DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION, made);
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

bool readable_by_all(fs::path const& path) {
    PACL list = nullptr;
    PSECURITY_DESCRIPTOR descriptor = nullptr;
    auto name = path.wstring();
    if (::GetNamedSecurityInfoW(name.data(), SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, nullptr, nullptr, &list,
                                nullptr, &descriptor) != ERROR_SUCCESS)
        return false;
    auto const readable = !list || may_read(*list, WinWorldSid) || may_read(*list, WinAuthenticatedUserSid) ||
                          may_read(*list, WinBuiltinUsersSid);
    ::LocalFree(descriptor);
    return readable;
}

Result<std::uint64_t> free_space(fs::path const& directory) {
    ULARGE_INTEGER available{};
    if (::GetDiskFreeSpaceExW(directory.c_str(), &available, nullptr, nullptr) == 0)
        return fail(system_error("asking for the free space of", directory));
    return std::uint64_t{available.QuadPart};
}

bool on_network_share(fs::path const& directory) {
    auto const absolute = fs::absolute(directory);
    auto const root = absolute.root_path();
    if (root.native().starts_with(L"\\\\") && !root.native().starts_with(L"\\\\?\\")) return true;
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
