// lotbridge service: the host as a service of Windows or systemd.
#include "os/service.hpp"

#include "base/text.hpp"
#include "os/invocation.hpp"

#include <boost/dll/runtime_symbol_info.hpp>
#include <memory>

namespace lotbridge::os {

namespace {

namespace fs = std::filesystem;

void tell_notes(Invocation& invocation, Result<ServiceNotes> const& done) {
    if (!done) return invocation.failed(done.error());
    for (auto const& warning : done->warnings) invocation.console.error << "warning: " << warning << '\n';
    invocation.console.out << done->words << '\n';
}

// Settings that are not there yet, or not right yet, are no reason against a service: installers come first.
std::vector<std::string> take_settings(Invocation const& invocation, ServiceOrder& order) {
    // The folders are given to its account now: nobody installs it again when the first lot comes.
    if (auto const host = invocation.host(config::load_host_alone)) {
        order.writes.push_back(fs::absolute(host->data_directory).lexically_normal());
        if (host->log.directory != host->data_directory / "log") order.writes.push_back(host->log.directory);
    }
    if (auto const host = invocation.host(); !host)
        return {host.error().message + "\nthe service does not run before this is mended"};
    return {};
}

void install(Invocation& invocation, std::string const& name, std::string const& account) {
    if (name != default_service() && invocation.settings.empty())
        return invocation.failed("a further service needs settings of its own: name them with --settings");
    fs::path const program(boost::dll::program_location());
    ServiceOrder order{name, program, fs::absolute(invocation.settings_file()).lexically_normal(), {}, account, {}};
    if (!invocation.data.empty()) order.data = fs::absolute(base::to_path(invocation.data)).lexically_normal();
    auto warnings = take_settings(invocation, order);
    auto done = install_service(order);
    if (done) done->warnings.insert(done->warnings.begin(), warnings.begin(), warnings.end());
    tell_notes(invocation, done);
}

void show_service(Invocation& invocation, std::string const& name) {
    auto const status = service_status(name);
    if (!status) return invocation.failed(status.error());
    invocation.console.out << status->words << '\n';
    if (!status->runs) invocation.exit_code = 1;
}

CLI::App* add_verb(CLI::App& service, std::string const& verb, std::string about, std::string const& examples,
                   std::shared_ptr<std::string> const& name) {
    auto* command = add_command(service, verb, std::move(about), examples);
    command->add_option("--name", *name, "The service's name; several services can stand side by side")
        ->capture_default_str()
        ->check([](std::string const& typed) {
            auto const good = check_service_name(typed);
            return good ? std::string() : good.error().message;
        });
    return command;
}

}  // namespace

void add_service(CLI::App& program, Invocation& invocation) {
    auto* service = add_command(program, "service",
                                "Run the host as a service: of Windows (type it in a console opened as administrator) "
                                "or of systemd (as root)",
                                "  lotbridge service install\n"
                                "  lotbridge service start\n"
                                "  lotbridge service install --name north --settings D:/north/host.json\n"
                                "  lotbridge service stop --name north");
    service->require_subcommand(1);
    auto const name = std::make_shared<std::string>(default_service());

    auto* command = add_verb(*service, "install",
                             "Make it a service that starts with the system and after a crash. Again after an update "
                             "or to change it: settings and data stay",
                             "  lotbridge service install\n"
                             "  lotbridge service install --name north --settings D:/north/host.json",
                             name);
    auto const account = std::make_shared<std::string>();
    command->add_option("--account", *account,
                        "Who it runs as, an account without a password (else NT SERVICE\\NAME; of systemd the user "
                        "lotbridge)");
    command->callback([&invocation, name, account] { install(invocation, *name, *account); });

    add_verb(*service, "uninstall", "Stop it and take it away; settings, secrets and data stay",
             "  lotbridge service uninstall --name north", name)
        ->callback([&invocation, name] { tell_notes(invocation, uninstall_service(*name)); });
    add_verb(*service, "start", "Start it", "  lotbridge service start", name)->callback([&invocation, name] {
        tell_notes(invocation, start_service(*name));
    });
    add_verb(*service, "stop", "Stop it and wait for its end, within 10 s. It starts with the system again",
             "  lotbridge service stop", name)
        ->callback([&invocation, name] { tell_notes(invocation, stop_service(*name)); });
    add_verb(*service, "status", "Say whether it runs, and how it ended; exit code 0 when it runs",
             "  lotbridge service status", name)
        ->callback([&invocation, name] { show_service(invocation, *name); });
}

}  // namespace lotbridge::os
