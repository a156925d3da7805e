// What the Windows halves of base and os share: the system's own words and its own texts.
#pragma once

#include <lotbridge/result.hpp>

#include <windows.h>
#include <string>
#include <string_view>

namespace lotbridge::base {

// "opening the service manager: Access is denied. (5)", in the system's language.
Error windows_error(std::string const& attempted, DWORD number, Errc code = Errc::rejected);
// Of the call before; nothing may be asked of the system in between.
inline Error windows_error(std::string const& attempted) { return windows_error(attempted, GetLastError()); }

std::wstring wide(std::string_view utf8);
std::string narrow(wchar_t const* text);  // null: empty

}  // namespace lotbridge::base
