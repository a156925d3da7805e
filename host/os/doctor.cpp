// lotbridge doctor: what is wrong on this computer and on the way to the cloud, and what to do about it.
#include "app/control.hpp"
#include "base/json.hpp"
#include "os/check.hpp"
#include "os/invocation.hpp"
#include "os/process.hpp"
#include "os/service.hpp"
#include "plugin/library.hpp"
#include "support/examine.hpp"

#include <fmt/format.h>
#include <boost/dll/runtime_symbol_info.hpp>

namespace lotbridge::os {

namespace {

// The process of the host that runs on the folder; 0: none does, or it does not answer.
std::int64_t running_host(std::filesystem::path const& data_directory) {
    auto const answer = app::ask_host(data_directory, "status");
    rapidjson::Document status;
    if (!answer || !*answer || !base::json::read_object(status, **answer)) return 0;
    return base::json::number(status, "process");
}

std::filesystem::path program_folder() {
    boost::dll::fs::error_code unknown;
    return boost::dll::program_location(unknown).parent_path();
}

void examine_host(config::HostSettings const& host, app::Report const& report) {
    support::examine_disk(host, report);
    support::examine_folders(host, report);
    if (auto const right = may_write_for(host.data_directory); !right)
        report({app::Grade::note, "folders", right.error().message, "run doctor as the account that runs the host"});
    support::examine_antivirus(host, program_folder(), report);
    support::examine_queue(host, report);
}

void examine_lot(config::HostSettings const& host, config::LotSettings const& lot, plugin::Catalogue const& catalogue,
                 std::int64_t running, app::Report const& report) {
    support::examine_ports(lot, running, report);
    auto const reached = support::examine_way(lot, report);
    check_lot(host, lot, catalogue, false, [&](app::CheckFinding finding) {
        // That was told on the way to the cloud.
        if (finding.subject == lot.name + ": clock") return;
        if (!reached && finding.grade != app::Grade::ok && finding.subject == lot.name + ": cloud")
            finding.advice = "first mend what is said of the way to it";
        report(std::move(finding));
    });
}

std::string line_of(app::CheckFinding const& finding) {
    auto line = fmt::format("{}  {}: {}\n", graded(finding.grade), finding.subject, finding.words);
    if (!finding.advice.empty()) line += fmt::format("        to do: {}\n", finding.advice);
    return line;
}

void examine(Invocation const& invocation, app::Report const& to) {
    app::Report const report = [&](app::CheckFinding finding) {
        finding.advice = support::advice_on(finding);
        to(std::move(finding));
    };
    auto const host = invocation.host();
    if (!host) return report({app::Grade::failed, "settings", host.error().message});
    report({app::Grade::ok, "settings", "the host's file is good"});
    examine_host(*host, report);
    auto const settings = std::filesystem::absolute(invocation.settings_file()).lexically_normal();
    examine_services(services_with(settings), settings, report);
    auto const running = running_host(host->data_directory);
    auto const catalogue = plugin::scan(Invocation::plugin_directory(*host));
    for (auto const& [file, lot] : config::load_lots(*host)) {
        if (!lot) {
            for (auto const& problem : lot.error()) report({app::Grade::failed, "settings", config::describe(problem)});
            continue;
        }
        examine_lot(*host, *lot, catalogue, running, report);
    }
}

void doctor(Invocation& invocation, bool json) {
    std::vector<app::CheckFinding> findings;
    examine(invocation, [&](app::CheckFinding finding) {
        if (!json) invocation.console.out << line_of(finding) << std::flush;
        findings.push_back(std::move(finding));
    });
    if (json) invocation.console.out << support::to_json(findings) << '\n';
    if (support::worst(findings) == app::Grade::failed) invocation.exit_code = 1;
}

}  // namespace

void add_doctor(CLI::App& program, Invocation& invocation) {
    auto* command = add_command(program, "doctor",
                                "What is wrong with this computer, databases and the way to the cloud, and what to do",
                                "  lotbridge doctor\n"
                                "  lotbridge doctor --json >findings.json\n"
                                "\n"
                                "Beside a running host or without one; nothing is reported to the cloud. Exit codes: 0 "
                                "nothing is FAILED, though\n"
                                "there may be notes; 1 something is; 2 not understood.");
    auto const json = std::make_shared<bool>(false);
    command->add_flag("--json", *json, "JSON, for scripts: \"worst\" is ok, note or failed");
    command->callback([&invocation, json] { doctor(invocation, *json); });
}

}  // namespace lotbridge::os
