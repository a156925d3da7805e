// The libraries of tests/abi/bad_plugins.
#pragma once

#include "plugin/library.hpp"

#include <string>

namespace lotbridge::plugin {

inline Result<std::shared_ptr<Library const>> load_plugin(std::string const& name) {
    LOTBRIDGE_TRY(auto const manifest, read_manifest(std::filesystem::path(LOTBRIDGE_BAD_PLUGINS) / name));
    return Library::load(manifest);
}

}  // namespace lotbridge::plugin
