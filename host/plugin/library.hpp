// Finding and loading adapter libraries: <plugins>/<id>/manifest.json beside the library. Listing runs no foreign code.
// A library is never unloaded while the process runs.
//
// manifest.json, all members needed, comments allowed, made by lotbridge_add_adapter():
//   {"id": "lotbridge.sql", "version": "0.1.0", "title_zh": "...", "title_en": "...",
//    "library": "lotbridge_sql.so",     or .dll; the name of a file in the same folder
//    "abi_major": 1, "abi_minor": 0}
#pragma once

#include <lotbridge/abi/lotbridge.h>
#include <lotbridge/result.hpp>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace lotbridge::plugin {

struct Manifest {
    std::filesystem::path directory, library;  // library: full path
    std::string id, version, title_zh, title_en;
    int abi_major = 0, abi_minor = 0;
};

// Reads directory/manifest.json; an error names file, line, column and member.
Result<Manifest> read_manifest(std::filesystem::path const& directory);
// All readable manifests in the folders of root, sorted by id; broken ones, and a second one of the same id, as errors
// beside them.
struct Catalogue {
    std::vector<Manifest> manifests;
    std::vector<std::string> problems;
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

    Manifest const& manifest() const { return manifest_; }
    lb_entry const& entry() const { return *entry_; }

private:
    Library(Manifest manifest, lb_entry const& entry);

    Manifest manifest_;
    lb_entry const* entry_;
};

}  // namespace lotbridge::plugin
