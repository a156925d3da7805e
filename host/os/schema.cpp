// lotbridge schema: what may stand in messages, settings files and a plugin's settings.
#include "app/loading.hpp"
#include "config/embedded.hpp"
#include "os/invocation.hpp"
#include "os/schema_export.hpp"
#include "plugin/library.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <filesystem>
#include <system_error>

namespace lotbridge::os {

namespace {

struct SchemaOptions {
    std::string what = "messages", id, form = "json";
};

Result<> print_messages(std::ostream& out, SchemaOptions const& options) {
    auto interfaces = schema::interfaces();
    if (!options.id.empty()) {
        auto const* one = schema::find_interface(options.id);
        if (!one)
            return fail(Errc::rejected,
                        fmt::format("there is no message \"{}\"; `lotbridge schema messages` lists all", options.id));
        interfaces = {one, 1};
    }
    options.form == "json" ? write_messages_json(out, interfaces) : write_messages_markdown(out, interfaces);
    return {};
}

Result<> print_plugin(Invocation const& invocation, std::string const& id) {
    // A host that is not set up yet has the plugins beside the program.
    auto const host = invocation.host();
    std::error_code unknown;
    bool const meant = !invocation.settings.empty() || std::filesystem::exists(invocation.settings_file(), unknown);
    if (!host && meant) return fail(host.error());
    auto const catalogue = plugin::scan(Invocation::plugin_directory(host ? *host : config::HostSettings()));
    auto const& all = catalogue.manifests;
    auto const manifest = std::find_if(all.begin(), all.end(), [&](auto const& one) { return one.id == id; });
    if (manifest == all.end()) {
        std::string ids;
        for (auto const& one : all) ids += (ids.empty() ? "" : ", ") + one.id;
        return fail(Errc::rejected,
                    fmt::format("there is no plugin \"{}\"; there are: {}", id, ids.empty() ? "none" : ids));
    }
    LOTBRIDGE_TRY(auto const library, app::load_library({}, *manifest, catalogue));
    auto const* schema = library->entry().settings_schema;
    invocation.console.out << (schema ? schema : "{}") << '\n';
    return {};
}

Result<> print_schema(Invocation const& invocation, SchemaOptions const& options) {
    if (options.what == "messages") return print_messages(invocation.console.out, options);
    if (options.what == "plugin") return print_plugin(invocation, options.id);
    invocation.console.out << config::embedded_schema(options.what);
    return {};
}

}  // namespace

void add_schema(CLI::App& program, Invocation& invocation) {
    auto* command = add_command(program, "schema", "What may stand in messages and settings",
                                "  lotbridge schema messages vehicle_entry --format markdown\n"
                                "  lotbridge schema lot > lot.schema.json\n"
                                "  lotbridge schema plugin lotbridge.sql");
    auto const options = std::make_shared<SchemaOptions>();
    command
        ->add_option("WHAT", options->what,
                     "messages; or the JSON Schema of a settings file (host, lot, platform) or of a plugin's settings")
        ->capture_default_str()
        ->check(CLI::IsMember({"messages", "host", "lot", "platform", "plugin"}));
    command->add_option("ID", options->id, "One message, e.g. vehicle_entry; or the plugin's id");
    command->add_option("--format", options->form, "Of messages")
        ->capture_default_str()
        ->check(CLI::IsMember({"json", "markdown"}));
    command->callback([&invocation, options] {
        if (auto const printed = print_schema(invocation, *options); !printed) invocation.failed(printed.error());
    });
}

}  // namespace lotbridge::os
