// One adapter of a lot file, made ready to be created: its library loaded, its settings fitted to the library's schema.
#pragma once

#include "config/settings.hpp"
#include "plugin/library.hpp"

#include <memory>
#include <string>

namespace lotbridge::app {

struct LoadedAdapter {
    std::shared_ptr<plugin::Library const> library;
    std::string settings;
    bool isolated = false;  // in a process of its own
};

// A plugin's library as an adapter of these settings would have it: in this process, or in one of its own.
Result<std::shared_ptr<plugin::Library const>> load_library(config::AdapterSettings const& settings,
                                                            plugin::Manifest const& manifest,
                                                            plugin::Catalogue const& catalogue);

// Errors say whether the plugin is missing, refused, or at which line of the lot file its settings are wrong.
Result<LoadedAdapter> load_adapter(config::AdapterSettings const& settings, plugin::Catalogue const& catalogue);

}  // namespace lotbridge::app
