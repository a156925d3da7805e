#include "base/windows.hpp"
#include "os/terminal.hpp"

#include <array>

namespace lotbridge::os {

bool at_terminal() {
    DWORD mode = 0;
    return GetConsoleMode(GetStdHandle(STD_INPUT_HANDLE), &mode) != 0;
}

Result<std::string> read_unseen(std::ostream& out, std::string_view question) {
    auto const input = GetStdHandle(STD_INPUT_HANDLE);
    DWORD mode = 0;
    if (!GetConsoleMode(input, &mode) || !SetConsoleMode(input, ENABLE_LINE_INPUT | ENABLE_PROCESSED_INPUT))
        return fail(base::windows_error("hiding what is typed"));
    out << question << std::flush;
    // The wide form: the other one would answer in the console's code page.
    std::wstring line;
    std::array<wchar_t, 256> part{};
    DWORD count = 0;
    auto read = TRUE;
    do {
        read = ReadConsoleW(input, part.data(), static_cast<DWORD>(part.size()), &count, nullptr);
        line.append(part.data(), read ? count : 0);
    } while (read && count > 0 && !line.ends_with(L'\n'));
    auto const number = GetLastError();
    SetConsoleMode(input, mode);
    out << '\n';
    if (!read) return fail(base::windows_error("reading what is typed", number));
    line.erase(line.find_last_not_of(L"\r\n") + 1);
    return base::narrow(line.c_str());
}

}  // namespace lotbridge::os
