#include "base/access_windows.hpp"

#include "base/file.hpp"
#include "base/text.hpp"
#include "base/windows.hpp"

#include <array>
#include <memory>
#include <vector>

#include <accctrl.h>
#include <aclapi.h>
#include <sddl.h>

namespace lotbridge::base {
namespace fs = std::filesystem;

namespace {

struct Freed {
    void operator()(void* memory) const { ::LocalFree(memory); }
};
template <class T>
using Local = std::unique_ptr<T, Freed>;
using Sid = std::array<BYTE, SECURITY_MAX_SID_SIZE>;

// All but to give it to others. The words of a list are Windows' own: for the folder and all that lies in it.
constexpr DWORD may_change = FILE_GENERIC_READ | FILE_GENERIC_WRITE | FILE_GENERIC_EXECUTE | DELETE;
static_assert(may_change == 0x1301bf);
constexpr auto everything = L"(A;OICI;FA;;;", change = L"(A;OICI;0x1301bf;;;";

std::wstring text_of(PSID sid) {
    wchar_t* text = nullptr;
    ::ConvertSidToStringSidW(sid, &text);
    Local<wchar_t> const freed(text);
    return text ? text : L"";
}

std::wstring own_account() {
    HANDLE token = nullptr;
    if (!::OpenProcessToken(::GetCurrentProcess(), TOKEN_QUERY, &token)) return {};
    std::vector<char> bytes(256);
    DWORD size = 0;
    auto const told = ::GetTokenInformation(token, TokenUser, bytes.data(), static_cast<DWORD>(bytes.size()), &size);
    ::CloseHandle(token);
    return told ? text_of(reinterpret_cast<TOKEN_USER*>(bytes.data())->User.Sid) : L"";
}

Result<Sid> sid_of(std::string const& account) {
    Sid sid{};
    DWORD size = sizeof sid;
    std::array<wchar_t, 256> domain{};
    DWORD domain_size = domain.size();
    SID_NAME_USE use{};
    if (!::LookupAccountNameW(nullptr, wide(account).c_str(), sid.data(), &size, domain.data(), &domain_size, &use))
        return fail(windows_error("looking up the account " + account));
    return sid;
}

// A folder's list; owner holds it.
DWORD list_of(fs::path const& folder, ACL*& list, Local<void>& owner) {
    PSECURITY_DESCRIPTOR found = nullptr;
    auto const failed = ::GetNamedSecurityInfoW(folder.c_str(), SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, nullptr,
                                                nullptr, &list, nullptr, &found);
    owner.reset(found);
    return failed;
}

// Whether the folder has a list of its own, which is no longer that of the folders above.
bool has_own_list(fs::path const& folder) {
    ACL* list = nullptr;
    Local<void> owner;
    if (list_of(folder, list, owner) != ERROR_SUCCESS) return false;
    SECURITY_DESCRIPTOR_CONTROL control = 0;
    DWORD revision = 0;
    return ::GetSecurityDescriptorControl(owner.get(), &control, &revision) && (control & SE_DACL_PROTECTED) != 0;
}

// The system and its administrators have everything, one account what is said, and nobody else anything.
DWORD keep_to(fs::path const& folder, std::wstring const& rights, std::wstring const& account) {
    auto const words = L"D:P" + (everything + std::wstring(L"SY)")) + everything + L"BA)" + rights + account + L")";
    PSECURITY_DESCRIPTOR made = nullptr;
    if (!::ConvertStringSecurityDescriptorToSecurityDescriptorW(words.c_str(), SDDL_REVISION_1, &made, nullptr))
        return ::GetLastError();
    Local<void> const freed(made);
    auto const kind = DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION;
    return ::SetFileSecurityW(folder.c_str(), kind, made) ? ERROR_SUCCESS : ::GetLastError();
}

// One more account that may change it, beside those of the list that is there.
DWORD open_to(fs::path const& folder, Sid account) {
    ACL *there = nullptr, *longer = nullptr;
    Local<void> owner;
    if (auto const failed = list_of(folder, there, owner)) return failed;
    EXPLICIT_ACCESSW entry{};
    entry.grfAccessPermissions = may_change;
    entry.grfAccessMode = GRANT_ACCESS;
    entry.grfInheritance = SUB_CONTAINERS_AND_OBJECTS_INHERIT;
    ::BuildTrusteeWithSidW(&entry.Trustee, account.data());
    if (auto const failed = ::SetEntriesInAclW(1, &entry, there, &longer)) return failed;
    Local<ACL> const freed(longer);
    auto name = folder.wstring();
    return ::SetNamedSecurityInfoW(name.data(), SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, nullptr, nullptr, longer,
                                   nullptr);
}

// What one of the system's own groups has by this list.
bool may_read(ACL& list, WELL_KNOWN_SID_TYPE group) {
    Sid sid{};
    DWORD size = sizeof sid;
    if (::CreateWellKnownSid(group, nullptr, sid.data(), &size) == 0) return false;
    TRUSTEE_W trustee{};
    ::BuildTrusteeWithSidW(&trustee, sid.data());
    ACCESS_MASK rights = 0;
    return ::GetEffectiveRightsFromAclW(&list, &trustee, &rights) == ERROR_SUCCESS && (rights & FILE_READ_DATA) != 0;
}

}  // namespace

// A folder within one that has its list already keeps that: an administrator's command must not shut out the service.
void keep_to_owner(fs::path const& path) {
    std::error_code unknown;
    if (fs::is_directory(path, unknown) && !has_own_list(path.parent_path())) keep_to(path, everything, own_account());
}

bool readable_by_all(fs::path const& path) {
    ACL* list = nullptr;
    Local<void> owner;
    if (list_of(path, list, owner) != ERROR_SUCCESS) return false;
    return !list || may_read(*list, WinWorldSid) || may_read(*list, WinAuthenticatedUserSid) ||
           may_read(*list, WinBuiltinUsersSid);
}

Result<> give_folder(fs::path const& folder, std::string const& account) {
    auto const attempted = "opening " + to_text(folder) + " to " + account;
    LOTBRIDGE_TRY(auto sid, sid_of(account));
    std::error_code error;
    auto const fresh = fs::create_directories(folder, error);
    if (error) return fail(Errc::rejected, attempted + ": " + words_of(error));
    auto const failed = fresh ? keep_to(folder, change, text_of(sid.data())) : open_to(folder, sid);
    if (failed) return fail(windows_error(attempted, failed));
    return {};
}

}  // namespace lotbridge::base
