#include "app/loading.hpp"

#include "config/load.hpp"
#include "config/nearest.hpp"
#include "isolation/library.hpp"
#include "plugin/machine.hpp"

#include <algorithm>

namespace lotbridge::app {
namespace {

using Isolation = config::AdapterSettings::Isolation;

bool runs_isolated(config::AdapterSettings const& settings, plugin::Manifest const& manifest) {
    if (!manifest.program.empty()) return true;
    if (settings.isolation == Isolation::by_plugin)
        return manifest.vendor_libraries || plugin::is_foreign(manifest.library);
    return settings.isolation == Isolation::process;
}

}  // namespace

Result<std::shared_ptr<plugin::Library const>> load_library(config::AdapterSettings const& settings,
                                                            plugin::Manifest const& manifest,
                                                            plugin::Catalogue const& catalogue) {
    if (settings.isolation == Isolation::in_process && !manifest.program.empty())
        return fail(Errc::rejected, settings.plugin +
                                        " is a program and always has a process of its own; take "
                                        "\"isolation\": \"in-process\" out of the lot file");
    if (!runs_isolated(settings, manifest)) return plugin::Library::load(manifest);
    return isolation::load(manifest,
                           {.program = catalogue.runner, .memory = settings.memory, .call_limit = settings.call_limit});
}

Result<LoadedAdapter> load_adapter(config::AdapterSettings const& settings, plugin::Catalogue const& catalogue) {
    auto const manifest = std::ranges::find(catalogue.manifests, settings.plugin, &plugin::Manifest::id);
    if (manifest == catalogue.manifests.end()) {
        std::vector<std::string_view> installed;
        for (auto const& known : catalogue.manifests) installed.push_back(known.id);
        return fail(Errc::rejected, "no plugin \"" + settings.plugin + "\" is installed" +
                                        config::did_you_mean(settings.plugin, installed));
    }
    LOTBRIDGE_TRY(auto library, load_library(settings, *manifest, catalogue));
    auto fitted = config::fit_adapter_settings(settings, library->entry().settings_schema);
    if (!fitted) return fail(Errc::rejected, config::describe(fitted.error()));
    return LoadedAdapter{std::move(library), std::move(*fitted), runs_isolated(settings, *manifest)};
}

}  // namespace lotbridge::app
