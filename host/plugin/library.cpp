#include "plugin/library.hpp"

#include "base/text.hpp"
#include "plugin/machine.hpp"
#include "plugin/text.hpp"

#include <boost/dll/shared_library.hpp>
#include <cstddef>

namespace lotbridge::plugin {
namespace {

using boost::dll::shared_library;
namespace load_mode = boost::dll::load_mode;

// Destroying a shared_library unloads it. As a union's member it is never destroyed, and the library stays: threads of
// its own, thread-local objects and pointers that it handed out would not survive an unloading.
union Kept {
    shared_library library;
    Kept() : library() {}
    ~Kept() {}
};

#if defined(_WIN32)
// The system's own words, and what it does not say: the file is there, so it is another that cannot be found.
std::string loader_words(boost::dll::fs::system_error const& error, std::filesystem::path const& file) {
    constexpr int module_not_found = 126;
    std::error_code unknown;
    auto words = base::words_of(error.code());
    if (error.code().value() == module_not_found && std::filesystem::exists(file, unknown))
        words += "; a library that it needs is missing, one of the vendor's or Microsoft's Visual C++ runtime";
    return words;
}
#else
// The system's own words. Boost puts dlerror's between "message: " and ")".
std::string loader_words(boost::dll::fs::system_error const& error, std::filesystem::path const&) {
    std::string_view const what = error.what();
    constexpr std::string_view mark = "message: ";
    auto const from = what.find(mark);
    auto const to = what.rfind(')');
    if (from == what.npos || to == what.npos || to < from) return printable(error.code().message());
    return printable(what.substr(from + mark.size(), to - from - mark.size()));
}
#endif

Error refuse(Manifest const& manifest, std::string const& words) {
    return {Errc::rejected, base::to_text(manifest.library) + ": " + words};
}

std::string quoted(char const* text) { return text && *text ? "'" + printable(text) + "'" : "nothing"; }

// The oldest entry of this major: every member up to create.
constexpr std::size_t first_entry_size = offsetof(lb_entry, create) + sizeof(lb_entry::create);

Result<> check(Manifest const& manifest, lb_entry const& entry) {
    auto const refused = [&](std::string const& words) { return fail(refuse(manifest, words)); };
    if (entry.abi_major != LOTBRIDGE_ABI_MAJOR) {
        return refused("was made for major " + std::to_string(entry.abi_major) +
                       " of the adapter interface; this host has major " + std::to_string(LOTBRIDGE_ABI_MAJOR));
    }
    if (entry.struct_size < first_entry_size) {
        return refused("its entry says that it has " + std::to_string(entry.struct_size) +
                       " bytes; the oldest entry of major " + std::to_string(LOTBRIDGE_ABI_MAJOR) + " has " +
                       std::to_string(first_entry_size));
    }
    if (!entry.id || !*entry.id) return refused("its entry has an empty id");
    if (!entry.version || !*entry.version) return refused("its entry has an empty version");
    if (!entry.create) return refused("its entry has no create function");
    if (entry.id != manifest.id) {
        return refused("its entry has the id " + quoted(entry.id) + ", the manifest beside it " +
                       quoted(manifest.id.c_str()));
    }
    if (entry.version != manifest.version) {
        return refused("its entry has the version " + quoted(entry.version) + ", the manifest beside it " +
                       quoted(manifest.version.c_str()));
    }
    return {};
}

}  // namespace

Result<std::shared_ptr<Library const>> Library::linked(Manifest manifest, lb_entry const& entry) {
    LOTBRIDGE_CHECK(check(manifest, entry));
    // Nobody owns an entry that lives as long as the program.
    return elsewhere(std::move(manifest), {std::shared_ptr<void>(), &entry}, entry.create);
}

std::shared_ptr<Library const> Library::elsewhere(Manifest manifest, std::shared_ptr<lb_entry const> entry,
                                                  Create create) {
    return std::shared_ptr<Library const>(new Library(std::move(manifest), std::move(entry), std::move(create)));
}

Result<std::shared_ptr<Library const>> Library::load(Manifest const& manifest) {
    if (manifest.abi_major != LOTBRIDGE_ABI_MAJOR) {
        return fail(refuse(manifest, "is not loaded: its manifest says major " + std::to_string(manifest.abi_major) +
                                         " of the adapter interface; this host has major " +
                                         std::to_string(LOTBRIDGE_ABI_MAJOR)));
    }
    if (is_foreign(manifest.library)) {
        return fail(refuse(manifest, "is " + std::string(words(machine_of(manifest.library))) +
                                         ", and this process can load " + std::string(words(own_machine())) +
                                         " only: it needs a process of its own (\"isolation\": \"process\")"));
    }
    Kept kept;
    try {
        // All symbols at once, so that a missing one is found here and not in the night; none of them visible to
        // others; by full path only, with the vendor's own libraries found beside it.
        constexpr auto mode = load_mode::rtld_now | load_mode::rtld_local | load_mode::load_with_altered_search_path;
        kept.library.load(boost::dll::fs::path(manifest.library), mode);
    } catch (boost::dll::fs::system_error const& error) {
        return fail(refuse(manifest, "cannot be loaded as a library: " + loader_words(error, manifest.library)));
    }
    if (!kept.library.has(LOTBRIDGE_ENTRY_SYMBOL)) {
        return fail(refuse(manifest, "is a library, but no adapter: it exports no " LOTBRIDGE_ENTRY_SYMBOL));
    }
    return linked(manifest, kept.library.get<lb_entry const>(LOTBRIDGE_ENTRY_SYMBOL));
}

}  // namespace lotbridge::plugin
