#include "app/loading.hpp"

#include "config/load.hpp"
#include "config/nearest.hpp"

#include <algorithm>

namespace lotbridge::app {

Result<LoadedAdapter> load_adapter(config::AdapterSettings const& settings, plugin::Catalogue const& catalogue) {
    auto const manifest = std::ranges::find(catalogue.manifests, settings.plugin, &plugin::Manifest::id);
    if (manifest == catalogue.manifests.end()) {
        std::vector<std::string_view> installed;
        for (auto const& known : catalogue.manifests) installed.push_back(known.id);
        return fail(Errc::rejected, "no plugin \"" + settings.plugin + "\" is installed" +
                                        config::did_you_mean(settings.plugin, installed));
    }
    LOTBRIDGE_TRY(auto library, plugin::Library::load(*manifest));
    auto fitted = config::fit_adapter_settings(settings, library->entry().settings_schema);
    if (!fitted) return fail(Errc::rejected, config::describe(fitted.error()));
    return LoadedAdapter{std::move(library), std::move(*fitted)};
}

}  // namespace lotbridge::app
