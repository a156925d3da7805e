#include "kit/subject.hpp"

#include "base/text.hpp"
#include "config/load.hpp"
#include "config/secrets.hpp"

#include <rapidjson/document.h>
#include <rapidjson/pointer.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace lotbridge::kit {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

// Without a lot file: a check is to end although an adapter hangs in many of its cases.
constexpr auto default_call_limit = 10s;

Result<plugin::Catalogue> find_plugin(Target const& target, std::string& id) {
    auto const given = base::to_path(target.adapter);
    auto catalogue = plugin::scan(target.plugins);
    if (!target.runner.empty()) catalogue.runner = target.runner;
    std::error_code unknown;
    auto const library = fs::is_regular_file(given, unknown);
    if (!library && !fs::is_directory(given, unknown)) {
        id = target.adapter;
        return catalogue;
    }
    LOTBRIDGE_TRY(auto const manifest, plugin::read_manifest(library ? given.parent_path() : given));
    if (library && manifest.library.filename() != given.filename())
        return fail(Errc::rejected, target.adapter + ": the manifest beside it names another library, " +
                                        base::to_text(manifest.library.filename()));
    id = manifest.id;
    catalogue.manifests = {manifest};
    return catalogue;
}

Result<config::AdapterSettings> read_entry(Target const& target, std::string const& id) {
    config::AdapterSettings settings{.name = "check", .plugin = id, .call_limit = default_call_limit};
    settings.origin.file = base::to_path(target.adapter);
    if (!target.entry.empty()) {
        auto read = config::load_adapter_file(fs::absolute(target.entry));
        if (!read) return fail(Errc::rejected, config::describe(read.error()));
        if (read->plugin != id)
            return fail(Errc::rejected,
                        base::to_text(target.entry) + ": is for the plugin " + read->plugin + ", not for " + id);
        settings = std::move(*read);
    }
    settings.isolation = config::AdapterSettings::Isolation::process;
    return settings;
}

void put_mapping(config::AdapterSettings& settings, fs::path const& mapping) {
    rapidjson::Document json;
    json.Parse(settings.settings.c_str());
    auto const path = base::to_text(fs::absolute(mapping));
    rapidjson::Pointer("/mapping").Set(json, path.c_str());
    rapidjson::StringBuffer buffer;
    rapidjson::Writer writer(buffer);
    json.Accept(writer);
    settings.settings = buffer.GetString();
}

}  // namespace

Result<Subject> find_subject(Target const& target) {
    std::string id;
    LOTBRIDGE_TRY(auto const catalogue, find_plugin(target, id));
    LOTBRIDGE_TRY(auto settings, read_entry(target, id));
    if (!target.mapping.empty()) put_mapping(settings, target.mapping);
    auto loaded = app::load_adapter(settings, catalogue);
    if (!loaded) {
        auto const* hint = target.entry.empty() ? "\ngive it settings with --settings: an entry of a lot file's "
                                                  "\"adapters\", in a file of its own"
                                                : "";
        return fail(loaded.error().code, loaded.error().message + hint);
    }
    return Subject{std::move(*loaded), settings.call_limit, config::secrets_of(settings)};
}

}  // namespace lotbridge::kit
