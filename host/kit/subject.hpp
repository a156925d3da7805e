// The adapter that is checked: found, its settings fitted, ready to be put into as many processes as the cases need.
#pragma once

#include "app/loading.hpp"

#include <chrono>
#include <filesystem>
#include <set>
#include <string>

namespace lotbridge::kit {

struct Target {
    std::string adapter;            // a plugin's folder, the library in it, or the id of an installed plugin
    std::filesystem::path plugins;  // where the installed ones are
    std::filesystem::path runner;   // the program that carries an adapter (adapter-runner); empty: this one
    std::filesystem::path entry;    // an entry of a lot file's "adapters"; empty: the plugin's defaults
    std::filesystem::path mapping;  // put into the settings as "mapping"; empty: as they are
};

struct Subject {
    app::LoadedAdapter loaded;
    std::chrono::milliseconds call_limit{0};
    std::set<std::string> secrets;  // of its settings; may stand nowhere
};

// Errors name file, line and setting.
Result<Subject> find_subject(Target const& target);

}  // namespace lotbridge::kit
