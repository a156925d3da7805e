// lotbridge run: the host itself, until it is told to stop.
#include "app/host.hpp"
#include "base/crash.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "os/invocation.hpp"
#include "os/managed.hpp"
#include "os/process.hpp"

namespace lotbridge::os {

namespace {

// A broken lot is told and left out; the others run.
std::vector<config::LotSettings> good_lots(config::HostSettings const& host, base::Log const& log, std::ostream& error,
                                           std::vector<app::BrokenLot>& broken) {
    std::vector<config::LotSettings> lots;
    for (auto& [file, settings] : config::load_lots(host)) {
        if (settings) {
            lots.push_back(std::move(*settings));
            continue;
        }
        broken.push_back(broken_lot(file, settings.error()));
        for (auto const& problem : settings.error()) {
            auto const words = config::describe(problem);
            if (!host.log.console) error << words << '\n';
            log.error(words, {{"part", "settings"}, {"file", base::to_text(file)}});
        }
    }
    return lots;
}

// Of a host that does not even have its log: told on the console, and by a service in the system's log.
int refuse(Invocation& invocation, std::string const& service, int exit_code, Error const& error) {
    invocation.failed(error);
    if (service.empty()) return exit_code;
    auto words = error.message;
    for (std::size_t at = 0; (at = words.find('\n', at)) != words.npos; at += 2) words.replace(at, 1, "; ");
    if (auto const log = base::Log::open({}, service)) log->error("cannot start: " + words);
    return exit_code;
}

Result<base::Log> open_log(config::HostSettings const& settings, std::string const& service) {
    LOTBRIDGE_CHECK(base::make_own_directory(settings.data_directory));  // before the log makes it for everybody
    return base::Log::open(settings.log, service);
}

// service: its name, see run_managed. Answers the exit code.
int run_host(Invocation& invocation, std::string const& service, bool console, bool safe) {
    auto settings = invocation.host();
    if (!settings) return refuse(invocation, service, wrong_settings, settings.error());
    settings->plugin_directory = Invocation::plugin_directory(*settings);
    settings->log.console = (settings->log.console || console) && service.empty();
    auto const log = open_log(*settings, service);
    if (!log) return refuse(invocation, service, 1, log.error());
    base::leave_dumps_in(settings->data_directory / "dumps");
    std::vector<app::BrokenLot> broken;
    auto lots = good_lots(*settings, *log, invocation.console.error, broken);
    auto const exit_code = lots.empty() ? wrong_settings : 1;  // of a host that cannot be made
    auto host = app::Host::create(std::move(*settings), std::move(lots), std::move(broken), safe, *log);
    if (!host) {
        log->error(host.error().message, {{"part", "start"}});
        invocation.failed(host.error());
        return exit_code;
    }
    StopRequests const requests((*host)->io(), [&host] {
        tell_service_manager("STOPPING=1");
        (*host)->request_stop();
    });
    auto const ending = (*host)->run(
        {.ready = [] { tell_service_manager("READY=1"); }, .alive = [] { tell_service_manager("WATCHDOG=1"); }});
    if (ending == app::Ending::forced) leave(static_cast<int>(ending));
    return static_cast<int>(ending);
}

}  // namespace

void add_run(CLI::App& program, Invocation& invocation) {
    auto* command = add_command(program, "run", "Run the host until Ctrl-C or SIGTERM",
                                "  lotbridge run --settings /etc/lotbridge/host.json\n"
                                "  lotbridge run --settings host.json --console\n"
                                "  lotbridge run --settings host.json --safe-mode");
    auto const console = std::make_shared<bool>(false);
    command->add_flag("--console", *console, "Also write the log to standard error");
    auto const safe = std::make_shared<bool>(false);
    command->add_flag("--safe-mode", *safe,
                      "Hold the adapters that ran when the last run crashed, until `lotbridge resume`");
    command->callback([&invocation, console, safe] {
        invocation.exit_code = run_managed([&invocation, console, safe](std::string const& service) {
            return run_host(invocation, service, *console, *safe);
        });
    });
}

}  // namespace lotbridge::os
