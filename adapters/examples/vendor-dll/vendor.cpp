#include "vendor.hpp"

#include <lotbridge/text/encoding.hpp>

#include <windows.h>
#include <filesystem>

namespace lotbridge::vendor_dll {
namespace {

std::filesystem::path to_path(std::string const& utf8) {
    return std::u8string(reinterpret_cast<char8_t const*>(utf8.data()), utf8.size());
}

// A DLL without a .def file exports _PK_Open@12, or PK_Open@12 when it was built with MinGW: the number is that of the
// arguments' bytes, four each.
template <class Function>
bool find(HMODULE library, std::string const& name, int arguments, Function& function) {
    auto const decorated = name + '@' + std::to_string(4 * arguments);
    auto found = GetProcAddress(library, name.c_str());
    if (!found) found = GetProcAddress(library, ('_' + decorated).c_str());
    if (!found) found = GetProcAddress(library, decorated.c_str());
    function = reinterpret_cast<Function>(reinterpret_cast<void*>(found));
    return found != nullptr;
}

std::string number_words(DWORD number) {
    if (number == ERROR_BAD_EXE_FORMAT) return "it was built for another kind of process (193)";
    if (number == ERROR_MOD_NOT_FOUND) return "it, or a library that it needs, is not there (126)";
    return "error " + std::to_string(number);
}

}  // namespace

Result<std::shared_ptr<Vendor const>> Vendor::load(std::string const& path) {
    auto const library = LoadLibraryExW(to_path(path).c_str(), nullptr, LOAD_WITH_ALTERED_SEARCH_PATH);
    if (!library) return fail(Errc::rejected, "loading " + path + ": " + number_words(GetLastError()));
    auto const vendor = std::make_shared<Vendor>();
    std::string missing;
    auto const need = [&](char const* name, int arguments, auto& function) {
        if (!find(library, name, arguments, function)) missing += (missing.empty() ? "" : ", ") + std::string(name);
    };
    need("PK_Open", 3, vendor->open);
    need("PK_Close", 1, vendor->close);
    need("PK_SetPassageCallback", 3, vendor->set_passage_callback);
    need("PK_Acknowledge", 2, vendor->acknowledge);
    need("PK_OpenGate", 1, vendor->open_gate);
    need("PK_ErrorText", 1, vendor->error_text);
    if (!missing.empty()) return fail(Errc::rejected, path + " has no " + missing + ": it is of another version");
    return vendor;
}

Error Vendor::error(std::string const& attempted, int number) const {
    auto const* text = error_text(number);
    auto const words = to_utf8(text ? text : "", Encoding::gbk);
    return {Errc::retry, attempted + ": " + words.value_or("?") + " (" + std::to_string(number) + ")"};
}

}  // namespace lotbridge::vendor_dll
