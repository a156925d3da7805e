#include "app/check.hpp"

#include "app/adapters.hpp"
#include "app/loading.hpp"
#include "plugin/adapter.hpp"

#include <lotbridge/abi/check.h>

namespace lotbridge::app {
namespace {

Grade grade_of(int result) {
    if (result == LB_CHECK_OK) return Grade::ok;
    return result == LB_CHECK_NOTE ? Grade::note : Grade::failed;
}

// An adapter that is only checked stores nothing: whatever it would hand over is refused.
plugin::Upward nowhere() {
    auto const refuse = fail(Errc::retry, "this is only a check, nothing is stored");
    return {
        .submit = [refuse](std::vector<plugin::Message>, std::string) -> Result<> { return refuse; },
        .put_image = [refuse](std::string_view, std::string_view) -> Result<std::string> { return refuse; },
        .log = [](int, std::string_view) {},
        .cursor = []() -> Result<std::string> { return std::string(); },
    };
}

using Sheet = std::map<std::string, std::string>;

// What the adapter offers as it is configured.
Result<Sheet> start_and_stop(plugin::Adapter& adapter, std::string const& settings) {
    auto const started = adapter.start(settings);
    if (!started.ok()) return fail(static_cast<Errc>(started.status), "does not start: " + started.words);
    auto sheet = adapter.capabilities();
    adapter.stop();
    if (!sheet) return fail(sheet.error().code, "tells no capabilities: " + sheet.error().message);
    return sheet;
}

std::optional<Sheet> check_one(config::AdapterSettings const& settings, plugin::Catalogue const& catalogue,
                               std::chrono::minutes utc_offset, bool everything, Report const& report) {
    auto const subject = "adapter " + settings.name;
    auto const failed = [&](std::string words) {
        report({Grade::failed, subject, std::move(words)});
        return std::nullopt;
    };
    auto const loaded = load_adapter(settings, catalogue);
    if (!loaded) return failed(loaded.error().message);
    auto const& manifest = loaded->library->manifest();
    report({Grade::ok, subject, manifest.id + " " + manifest.version + " is loaded, its settings are good"});

    plugin::HostSide side(nowhere());
    auto adapter = plugin::Adapter::create(loaded->library, side);
    if (!adapter) return failed(adapter.error().message);
    bool fault = false;
    auto const checked =
        (*adapter)->check_at_lot(loaded->settings, !everything, utc_offset, [&](plugin::Finding finding) {
            fault = fault || finding.result == LB_CHECK_FAILED;
            report({grade_of(finding.result), subject + ": " + finding.subject, std::move(finding.words)});
        });
    bool const unsupported = checked.status == LB_UNSUPPORTED;
    if (!unsupported && !checked.ok()) return failed("its check did not end: " + checked.words);
    if (unsupported && !everything) report({Grade::note, subject, "can look at nothing more without a connection"});
    if (fault || !everything) return std::nullopt;
    auto sheet = start_and_stop(**adapter, loaded->settings);
    // One that was checked may fail here only because the running host has what it needs.
    if (!sheet)
        report({unsupported ? Grade::failed : Grade::note, subject, sheet.error().message});
    else if (unsupported)
        report({Grade::ok, subject, "starts; it has no check of its own"});
    return sheet ? std::optional(std::move(*sheet)) : std::nullopt;
}

void check_givers(relay::Givers::Words const& words, Report const& report) {
    for (auto const& [adapter, topics] : words.gives)
        report({Grade::ok, "adapter " + adapter, "gives the cloud " + topics});
    for (auto const& warning : words.warnings) report({Grade::note, "adapters", warning});
}

}  // namespace

void check_adapters(config::LotSettings const& lot, plugin::Catalogue const& catalogue, bool everything,
                    Report const& report) {
    for (auto const& problem : catalogue.problems) report({Grade::note, "plugins", problem});
    bool all_known = true, fees = false;
    relay::Givers givers(lot.adapters);
    for (auto const& settings : lot.adapters) {
        auto const sheet = check_one(settings, catalogue, lot.utc_offset, everything, report);
        all_known = all_known && sheet;
        if (sheet) givers.learn(settings.name, offered(*sheet));
        fees = fees || (sheet && carries_out(settings, *sheet, "fee_query"));
    }
    if (everything && relay::Composite::is_composite(lot)) check_givers(givers.words(), report);
    if (everything) report(check_fees(lot.fees, fees || all_known ? std::optional(fees) : std::nullopt));
}

}  // namespace lotbridge::app
