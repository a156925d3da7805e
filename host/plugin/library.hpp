// Finding adapters and loading their libraries: <plugins>/<id>/manifest.json beside the library. Listing runs no
// foreign code. A library is never unloaded while the process runs.
//
// manifest.json, all members below needed, comments allowed, made by lotbridge_add_adapter():
//   {"id": "lotbridge.sql", "version": "0.1.0", "title_zh": "...", "title_en": "...",
//    "library": "lotbridge_sql.so",     or .dll; the name of a file in the same folder
//    "abi_major": 1, "abi_minor": 0}
// and where the library loads a vendor's libraries, "vendor_libraries": true. Its adapters then run in processes of
// their own unless a lot file says otherwise.
//
// An adapter that is a program (docs/external-adapters.md) has, in place of library, abi_major and abi_minor,
//    "program": ["python3", "adapter.py"]   the program and its arguments; it works in the manifest's folder
#pragma once

#include <lotbridge/abi/lotbridge.h>
#include <lotbridge/result.hpp>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace lotbridge::plugin {

struct Manifest {
    std::filesystem::path directory, library;  // library: full path; empty when the adapter is a program
    std::string id, version, title_zh, title_en;
    int abi_major = 0, abi_minor = 0;
    bool vendor_libraries = false;
    std::vector<std::string> program;  // as it stands there; empty when the adapter is a library

    // For words about it: the library, or the folder of a program.
    std::filesystem::path const& place() const { return library.empty() ? directory : library; }
};

// Reads directory/manifest.json; an error names file, line, column and member.
Result<Manifest> read_manifest(std::filesystem::path const& directory);
// All readable manifests in the folders of root, sorted by id; broken ones, and a second one of the same id, as errors
// beside them.
struct Catalogue {
    std::vector<Manifest> manifests;
    std::vector<std::string> problems;
    std::filesystem::path runner;  // the program that carries an adapter in a process of its own: this one
};
Catalogue scan(std::filesystem::path const& root);

class Library {
public:
    // Loads by full path and checks the entry. Each refusal has its own sentence: not a library (with the system's
    // words), no entry symbol, another major, entry too short, id or version empty, manifest and entry disagree, no
    // create.
    static Result<std::shared_ptr<Library const>> load(Manifest const& manifest);
    // An adapter that is part of this program. The same checks of the entry, which must live as long as the program.
    static Result<std::shared_ptr<Library const>> linked(Manifest manifest, lb_entry const& entry);

    // An adapter that runs in another process, which has checked the entry; its create stays there.
    using Create = std::function<lb_adapter*(lb_host const* host, lb_error* error)>;
    static std::shared_ptr<Library const> elsewhere(Manifest manifest, std::shared_ptr<lb_entry const> entry,
                                                    Create create);

    lb_adapter* create(lb_host const* host, lb_error* error) const { return create_(host, error); }

    Manifest const& manifest() const { return manifest_; }
    lb_entry const& entry() const { return *entry_; }

private:
    Library(Manifest manifest, std::shared_ptr<lb_entry const> entry, Create create)
        : manifest_(std::move(manifest)), entry_(std::move(entry)), create_(std::move(create)) {}

    Manifest manifest_;
    std::shared_ptr<lb_entry const> entry_;
    Create create_;
};

}  // namespace lotbridge::plugin
