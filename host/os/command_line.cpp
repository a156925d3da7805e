#include "os/command_line.hpp"

#include "base/environment.hpp"
#include "base/text.hpp"
#include "base/version.hpp"
#include "config/nearest.hpp"
#include "os/invocation.hpp"
#include "os/process.hpp"
#include "runner/adapter_runner.hpp"

#include <algorithm>
#include <boost/dll/runtime_symbol_info.hpp>
#include <optional>

namespace lotbridge::os {

namespace {

constexpr auto program_about = "LotBridge (泊桥): relays a parking lot's legacy software to the parking cloud.";
constexpr auto program_examples =
    "Examples:\n"
    "  lotbridge check --settings host.json      try settings, databases and cloud\n"
    "  lotbridge run --settings host.json        run until Ctrl-C or SIGTERM\n"
    "  lotbridge service install                 run at boot, before anybody logs in\n"
    "  lotbridge outbox list --state dead        what the cloud will not take\n"
    "  lotbridge doctor                          what is wrong, and what to do about it\n"
    "  lotbridge COMMAND --help                  more about one command\n"
    "\n"
    "Exit codes: 0 done; 1 not done, or something is wrong; 2 not understood; of `run` also 3 stopped while an\n"
    "adapter was still inside its driver; 4 the settings are wrong.";

void add_shared_options(CLI::App& program, Invocation& invocation) {
    program.add_option(
        "--settings", invocation.settings,
        "The host's settings file (else $LOTBRIDGE_SETTINGS, else " + base::to_text(default_settings()) + ")");
    program.add_option("--data", invocation.data, "The host's data folder, instead of the one in its settings");
}

// What was typed where a command should stand; CLI11 only says that none was given. Empty: nothing was typed there.
std::string unknown_command(CLI::App const& program) {
    auto const typed = program.remaining(true);
    if (typed.empty()) return {};
    auto const* parent = &program;
    if (auto const given = program.get_subcommands(); !given.empty()) parent = given.front();
    std::vector<std::string_view> known;
    for (auto const* command : parent->get_subcommands({})) known.push_back(command->get_name());
    return "there is no command \"" + typed.front() + '"' + config::did_you_mean(typed.front(), known);
}

}  // namespace

std::filesystem::path Invocation::settings_file() const {
    if (!settings.empty()) return base::to_path(settings);
    if (auto const named = base::environment("LOTBRIDGE_SETTINGS")) return base::to_path(*named);
    return default_settings();
}

Result<config::HostSettings> Invocation::host(HostLoader load) const {
    auto const file = settings_file();
    auto loaded = load(file);
    if (!loaded) {
        std::error_code unknown;
        auto const hint = std::filesystem::exists(file, unknown) || unknown
                              ? ""
                              : "\nname the host's settings file with --settings or in $LOTBRIDGE_SETTINGS";
        return fail(Errc::rejected, config::describe(loaded.error()) + hint);
    }
    if (!data.empty()) loaded->data_directory = base::to_path(data);
    return std::move(*loaded);
}

Result<std::filesystem::path> Invocation::data_directory() const {
    if (!data.empty()) return base::to_path(data);
    return host(config::load_host_alone).map([](config::HostSettings const& settings_read) {
        return settings_read.data_directory;
    });
}

std::filesystem::path Invocation::plugin_directory(config::HostSettings const& host) {
    if (!host.plugin_directory.empty()) return host.plugin_directory;
    boost::dll::fs::error_code unknown;
    auto const beside = boost::dll::program_location(unknown).parent_path();
    std::error_code error;
    for (auto const* place : {"plugins", "../plugins", "../lib/lotbridge/plugins"}) {
        auto const folder = (beside / place).lexically_normal();
        if (std::filesystem::is_directory(folder, error)) return folder;
    }
    return beside / "plugins";
}

Result<config::LotSettings> Invocation::lot(config::HostSettings const& host, std::string_view name) {
    std::string broken, names;
    std::optional<config::LotSettings> found;
    std::size_t count = 0;
    for (auto& [file, settings] : config::load_lots(host)) {
        ++count;
        if (!settings) {
            broken += '\n' + config::describe(settings.error());
            continue;
        }
        names += (names.empty() ? "" : ", ") + settings->name;
        if (name.empty() || settings->name == name) found = std::move(*settings);
    }
    if (found && (!name.empty() || count == 1)) return std::move(*found);
    if (name.empty() && count > 1)
        return fail(Errc::rejected, "there are several lots, name one with --lot: " + names + broken);
    auto const words = name.empty()
                           ? std::string("the lot's settings are broken")
                           : "there is no lot \"" + std::string(name) + "\" among " + (names.empty() ? "none" : names);
    return fail(Errc::rejected, words + broken);
}

void Invocation::failed(std::string const& words) {
    console.error << words << '\n';
    exit_code = 1;
}

app::BrokenLot broken_lot(std::filesystem::path const& file, config::Problems const& problems) {
    return {base::to_text(file.filename()), config::describe(problems)};
}

CLI::App* add_command(CLI::App& parent, std::string name, std::string about, std::string_view examples) {
    auto* command = parent.add_subcommand(std::move(name), std::move(about));
    command->footer("Examples:\n" + std::string(examples) +
                    "\n\nEvery command also takes --settings and --data, see lotbridge --help.");
    return command;
}

int command_line(std::vector<std::string> arguments, Console console) {
    Invocation invocation{console, {}, {}};
    CLI::App program{program_about, "lotbridge"};
    program.set_version_flag("--version", "lotbridge " + std::string(base::version()));
    program.footer(program_examples);
    program.require_subcommand(1);
    program.fallthrough();
    add_shared_options(program, invocation);
    add_run(program, invocation);
    add_check(program, invocation);
    add_doctor(program, invocation);
    add_preview(program, invocation);
    add_outbox(program, invocation);
    add_reconcile(program, invocation);
    add_status(program, invocation);
    add_poll(program, invocation);
    add_resume(program, invocation);
    add_stop(program, invocation);
    add_service(program, invocation);
    add_acceptance(program, invocation);
    add_secret(program, invocation);
    add_support_bundle(program, invocation);
    add_schema(program, invocation);
    add_version(program, invocation);
    add_adapter(program, invocation);
    runner::add_adapter_runner(program, invocation.exit_code);
    std::reverse(arguments.begin(), arguments.end());  // as CLI11 takes them
    try {
        program.parse(std::move(arguments));
        return invocation.exit_code;
    } catch (CLI::ParseError const& e) {
        if (auto const words = unknown_command(program); !words.empty() && e.get_name() == "RequiredError") {
            console.error << words << "\nRun with --help for more information.\n";
            return 2;
        }
        return program.exit(e, console.out, console.error) == 0 ? 0 : 2;
    } catch (std::exception const& e) {
        // Nobody expected it; whoever typed the command gets the words and no crash.
        invocation.failed(std::string(e.what()));
        return invocation.exit_code;
    }
}

}  // namespace lotbridge::os
