// lotbridge run: the host itself, until it is told to stop.
#include "app/host.hpp"
#include "base/crash.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "os/invocation.hpp"
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

Result<app::Ending> run_host(Invocation& invocation, bool console, bool safe) {
    LOTBRIDGE_TRY(auto settings, invocation.host());
    settings.plugin_directory = Invocation::plugin_directory(settings);
    settings.log.console = settings.log.console || console;
    LOTBRIDGE_CHECK(base::make_own_directory(settings.data_directory));  // before the log makes it for everybody
    base::leave_dumps_in(settings.data_directory / "dumps");
    LOTBRIDGE_TRY(auto const log, base::Log::open(settings.log));
    std::vector<app::BrokenLot> broken;
    auto lots = good_lots(settings, log, invocation.console.error, broken);
    auto host = app::Host::create(std::move(settings), std::move(lots), std::move(broken), safe, log);
    if (!host) {
        log.error(host.error().message, {{"part", "start"}});
        return fail(std::move(host.error()));
    }
    StopRequests const requests((*host)->io(), [&host] {
        tell_service_manager("STOPPING=1");
        (*host)->request_stop();
    });
    auto const ending = (*host)->run(
        {.ready = [] { tell_service_manager("READY=1"); }, .alive = [] { tell_service_manager("WATCHDOG=1"); }});
    if (ending == app::Ending::forced) leave(static_cast<int>(ending));
    return ending;
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
        if (auto const ending = run_host(invocation, *console, *safe); !ending) invocation.failed(ending.error());
    });
}

}  // namespace lotbridge::os
