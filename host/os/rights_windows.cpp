#include "os/rights_windows.hpp"

#include "base/text.hpp"
#include "base/windows.hpp"

#include <accctrl.h>
#include <aclapi.h>
#include <array>
#include <memory>
#include <vector>

namespace lotbridge::os {

namespace {

struct Freed {
    void operator()(void* memory) const { LocalFree(memory); }
};
template <class T>
using Local = std::unique_ptr<T, Freed>;
using Sid = std::array<DWORD, SECURITY_MAX_SID_SIZE / sizeof(DWORD)>;

Result<Sid> sid_of(std::string const& account) {
    Sid sid{};
    DWORD size = sizeof sid;
    std::array<wchar_t, 256> domain{};
    DWORD domain_size = domain.size();
    SID_NAME_USE use{};
    if (!LookupAccountNameW(nullptr, base::wide(account).c_str(), sid.data(), &size, domain.data(), &domain_size, &use))
        return fail(base::windows_error("looking up the account " + account));
    return sid;
}

Sid sid_of(WELL_KNOWN_SID_TYPE who) {
    Sid sid{};
    DWORD size = sizeof sid;
    CreateWellKnownSid(who, nullptr, sid.data(), &size);
    return sid;
}

// For the folder and all that lies in it.
EXPLICIT_ACCESSW grant(Sid& who, DWORD rights) {
    EXPLICIT_ACCESSW entry{};
    entry.grfAccessPermissions = rights;
    entry.grfAccessMode = GRANT_ACCESS;
    entry.grfInheritance = SUB_CONTAINERS_AND_OBJECTS_INHERIT;
    BuildTrusteeWithSidW(&entry.Trustee, who.data());
    return entry;
}

// Every step of the system's answers its error.
DWORD give(std::wstring folder, bool fresh, Sid account) {
    constexpr DWORD change = FILE_GENERIC_READ | FILE_GENERIC_WRITE | FILE_GENERIC_EXECUTE | DELETE;
    auto system = sid_of(WinLocalSystemSid), administrators = sid_of(WinBuiltinAdministratorsSid);
    std::vector<EXPLICIT_ACCESSW> entries{grant(account, change)};
    ACL* there = nullptr;
    PSECURITY_DESCRIPTOR descriptor = nullptr;
    if (fresh) {
        entries.push_back(grant(system, FILE_ALL_ACCESS));
        entries.push_back(grant(administrators, FILE_ALL_ACCESS));
    } else if (auto const failed = GetNamedSecurityInfoW(folder.data(), SE_FILE_OBJECT, DACL_SECURITY_INFORMATION,
                                                         nullptr, nullptr, &there, nullptr, &descriptor)) {
        return failed;
    }
    Local<void> const owner(descriptor);
    ACL* list = nullptr;
    if (auto const failed = SetEntriesInAclW(static_cast<ULONG>(entries.size()), entries.data(), there, &list))
        return failed;
    Local<ACL> const made(list);
    auto const kind = DACL_SECURITY_INFORMATION | (fresh ? PROTECTED_DACL_SECURITY_INFORMATION : 0);
    return SetNamedSecurityInfoW(folder.data(), SE_FILE_OBJECT, kind, nullptr, nullptr, list, nullptr);
}

}  // namespace

Result<> give_folder(std::filesystem::path const& folder, std::string const& account) {
    auto const attempted = "opening " + base::to_text(folder) + " to " + account;
    LOTBRIDGE_TRY(auto const sid, sid_of(account));
    std::error_code error;
    auto const fresh = std::filesystem::create_directories(folder, error);
    if (error) return fail(Errc::rejected, attempted + ": " + error.message());
    if (auto const failed = give(folder.wstring(), fresh, sid)) return fail(base::windows_error(attempted, failed));
    return {};
}

}  // namespace lotbridge::os
