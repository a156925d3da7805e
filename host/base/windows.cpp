#include "base/windows.hpp"

#include "base/text.hpp"

namespace lotbridge::base {

namespace {

std::string words_of(DWORD number) {
    wchar_t* text = nullptr;
    auto const size =
        FormatMessageW(FORMAT_MESSAGE_ALLOCATE_BUFFER | FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS,
                       nullptr, number, 0, reinterpret_cast<wchar_t*>(&text), 0, nullptr);
    std::wstring words(text ? text : L"", size);
    LocalFree(text);
    words.erase(words.find_last_not_of(L"\r\n ") + 1);
    return narrow(words.c_str());
}

}  // namespace

Error windows_error(std::string const& attempted, DWORD number, Errc code) {
    return {code, attempted + ": " + words_of(number) + " (" + std::to_string(number) + ")"};
}

std::string words_of(std::error_code const& error) {
    if (error.category() != std::system_category()) return error.message();
    return words_of(static_cast<DWORD>(error.value())) + " (" + std::to_string(error.value()) + ")";
}

std::wstring wide(std::string_view utf8) { return to_path(utf8).wstring(); }
std::string narrow(wchar_t const* text) { return text ? to_text(std::filesystem::path(text)) : std::string(); }

}  // namespace lotbridge::base
