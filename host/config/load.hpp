// Settings files into settings. JSON with comments, one host file and one file per lot; everything wrong is told at
// once, with file, line, column and what is allowed. Secrets are references, {"kept": "..."}, {"file": "..."} or
// {"env": "..."}; inside an adapter's own settings too, every object whose only member is one of these is one.
#pragma once

#include "config/kept_secrets.hpp"
#include "config/problem.hpp"
#include "config/settings.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace lotbridge::config {

Checked<HostSettings> load_host(std::filesystem::path const& file);
// The same before there is a lot: without those of the file's.
Checked<HostSettings> load_host_alone(std::filesystem::path const& file);

struct LoadedLot {
    std::filesystem::path file;
    Checked<LotSettings> settings;
};
// In the order of the host file. Each lot stands alone: a broken one does not stop the others. Of two lots with the
// same name, or the same account at the same platform, the later one is refused.
std::vector<LoadedLot> load_lots(HostSettings const& host);
// kept: null when the lot may name no kept secrets.
Checked<LotSettings> load_lot(std::filesystem::path const& file, KeptSecrets const* kept = nullptr);
// A file that holds one entry of a lot file's "adapters" and nothing else.
Checked<AdapterSettings> load_adapter_file(std::filesystem::path const& file);

Checked<PlatformProfile> load_platform(std::filesystem::path const& file);
Checked<PlatformProfile> builtin_platform(std::string_view name);  // a name of configs/platforms

// The instance's settings, fit for its plugin: checked against the plugin's own schema (empty: any object), problems
// with the place in the lot file, plain text where the schema says "x-secret" refused, "format": "path" resolved
// against the lot file.
Checked<std::string> fit_adapter_settings(AdapterSettings const& adapter, std::string_view plugin_schema);

}  // namespace lotbridge::config
