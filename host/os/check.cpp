// lotbridge check: whether everything that is set works, from the settings' grammar to an answer of the cloud.
#include "os/check.hpp"

#include "app/control.hpp"
#include "base/file.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "os/invocation.hpp"
#include "os/process.hpp"
#include "plugin/library.hpp"
#include "store/store.hpp"

#include <fmt/format.h>

namespace lotbridge::os {

namespace {

struct CheckOptions {
    std::string lot;
    bool offline = false;
};

void check(Invocation& invocation, CheckOptions const& options) {
    auto const host = invocation.host();
    if (!host) return invocation.failed(host.error());
    auto const say = [&](app::CheckFinding const& finding) {
        invocation.console.out << fmt::format("{}  {}: {}\n", graded(finding.grade), finding.subject, finding.words)
                               << std::flush;
        if (finding.grade == app::Grade::failed) invocation.exit_code = 1;
    };
    say({app::Grade::ok, "settings", "the host's file is good"});
    auto const catalogue = plugin::scan(Invocation::plugin_directory(*host));
    auto seen = false;
    for (auto const& [file, settings] : config::load_lots(*host)) {
        if (!settings) {
            invocation.failed(config::describe(settings.error()));
        } else if (options.lot.empty() || options.lot == settings->name) {
            seen = true;
            check_lot(*host, *settings, catalogue, options.offline, say);
        }
    }
    if (!seen && !options.lot.empty())
        invocation.failed(fmt::format("there is no lot \"{}\" that could be checked", options.lot));
}

// A second login would take the running host's token away; what it sees of the cloud is the better answer anyway.
void check_running(Result<std::string> const& answer, config::LotSettings const& lot, app::Report const& report) {
    using namespace base::json;
    if (!answer) return report({app::Grade::failed, "cloud", "asking the running host: " + answer.error().message});
    rapidjson::Document status;
    if (!read_object(status, *answer))
        return report({app::Grade::failed, "cloud", "the running host's answer is not understood"});
    auto const seen = [&](char const* subject, bool good, std::string const& words) {
        report({good ? app::Grade::ok : app::Grade::failed, subject,
                "as the running host sees it: " + (good && words.empty() ? "it answers" : words)});
    };
    for (auto const& one : items(status, "lots")) {
        if (text(one, "name") != lot.name) continue;
        seen("cloud", flag(one, "reachable"), text(one, "link"));
        if (!lot.cloud.downlink.empty()) seen("downlink", flag(one, "downlink"), text(one, "downlink_words"));
        return;
    }
    report({app::Grade::failed, "cloud", "the running host does not run this lot; start it anew"});
}

void check_stopped(config::HostSettings const& host, config::LotSettings const& lot, app::Report const& report) {
    // Whoever checks need not be who runs the host, and could not leave it a store that it may open.
    if (!store::Store::exists(host.data_directory)) {
        report({app::Grade::note, "store", "there is none yet; it is made at the first start"});
        return app::check_cloud(
            lot, [](std::string_view) { return Result<>(); }, report);
    }
    if (auto const right = may_write_for(host.data_directory); !right)
        return report({app::Grade::failed, "store", right.error().message});
    auto const store = store::Store::open(host.data_directory, {.min_free_bytes = host.store.min_free_bytes});
    if (!store)
        return report({app::Grade::failed, "store", store.error().message,
                       "no host can start before that is mended; nothing is lost, the lot's software has it"});
    // Opening it has mended it, and only here is it said: the next host finds a sound store.
    if (auto const saved = (*store)->salvage(); !saved.empty())
        report({app::Grade::failed, "store", saved,
                "the store is sound again; have what was lost read again, as the integrator's guide says"});
    else
        report({app::Grade::ok, "store", "opened"});
    auto const id = (*store)->lot(lot.name);
    if (!id) return report({app::Grade::failed, "store", id.error().message});
    app::check_cloud(
        lot, [&](std::string_view token) { return (*store)->put_value(*id, app::kept_token, token); }, report);
}

}  // namespace

std::string_view graded(app::Grade grade) {
    return grade == app::Grade::ok ? "ok    " : grade == app::Grade::note ? "note  " : "FAILED";
}

void check_lot(config::HostSettings const& host, config::LotSettings const& lot, plugin::Catalogue const& catalogue,
               bool offline, app::Report const& to) {
    auto const report = [&](app::CheckFinding finding) {
        finding.subject = lot.name + ": " + finding.subject;
        to(std::move(finding));
    };
    report({app::Grade::ok, "settings", "the lot's file is good"});
    for (auto const& file : lot.origin.places->secret_files) {
        if (!base::readable_by_all(file)) continue;
        report({app::Grade::note, "secrets", base::to_text(file) + " can be read by every user of this computer"});
    }
    app::check_adapters(lot, catalogue, !offline, report);
    if (offline) return;
    if (auto const running = app::ask_host(host.data_directory, "status")) {
        check_running(*running, lot, report);
    } else {
        check_stopped(host, lot, report);
    }
}

void add_check(CLI::App& program, Invocation& invocation) {
    auto* command =
        add_command(program, "check", "Try settings, adapters, databases and the cloud; nothing is reported",
                    "  lotbridge check --settings host.json\n"
                    "  lotbridge check --lot demo --offline");
    auto const options = std::make_shared<CheckOptions>();
    command->add_option("--lot", options->lot, "Only this lot");
    command->add_flag("--offline", options->offline,
                      "Only settings and mappings, with the examples in them; connect to nothing");
    command->callback([&invocation, options] { check(invocation, *options); });
}

}  // namespace lotbridge::os
