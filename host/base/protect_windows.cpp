#include "base/protect.hpp"
#include "base/windows.hpp"

#include <wincrypt.h>

namespace lotbridge::base {

namespace {

DATA_BLOB blob_of(std::string_view bytes) {
    // The system only reads it; its structure is older than const.
    auto* const data = reinterpret_cast<BYTE*>(const_cast<char*>(bytes.data()));
    return {static_cast<DWORD>(bytes.size()), data};
}

// The bytes that the system gave, and its memory freed, wiped before.
std::string take(DATA_BLOB& blob) {
    std::string bytes(reinterpret_cast<char const*>(blob.pbData), blob.cbData);
    SecureZeroMemory(blob.pbData, blob.cbData);
    LocalFree(blob.pbData);
    return bytes;
}

}  // namespace

Result<std::string> protect(std::string_view plain) {
    auto in = blob_of(plain);
    DATA_BLOB out{};
    // For the computer, not for who typed it: the service has an account of its own.
    if (!CryptProtectData(&in, L"LotBridge", nullptr, nullptr, nullptr,
                          CRYPTPROTECT_LOCAL_MACHINE | CRYPTPROTECT_UI_FORBIDDEN, &out))
        return fail(windows_error("sealing a secret for this computer"));
    return take(out);
}

Result<std::string> unprotect(std::string_view sealed) {
    auto in = blob_of(sealed);
    DATA_BLOB out{};
    if (!CryptUnprotectData(&in, nullptr, nullptr, nullptr, nullptr, CRYPTPROTECT_UI_FORBIDDEN, &out))
        return fail(windows_error("opening a secret that this computer has sealed"));
    return take(out);
}

}  // namespace lotbridge::base
