#include "app/check.hpp"

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

// Adapters without a check of their own are at least started and stopped.
void start_and_stop(plugin::Adapter& adapter, std::string const& settings, std::string const& subject,
                    Report const& report) {
    auto const started = adapter.start(settings);
    if (!started.ok()) return report({Grade::failed, subject, "does not start: " + started.words});
    auto const sheet = adapter.capabilities();
    adapter.stop();
    if (!sheet) return report({Grade::failed, subject, "tells no capabilities: " + sheet.error().message});
    report({Grade::ok, subject, "starts; it has no check of its own"});
}

void check_one(config::AdapterSettings const& settings, plugin::Catalogue const& catalogue, bool everything,
               Report const& report) {
    auto const subject = "adapter " + settings.name;
    auto const loaded = load_adapter(settings, catalogue);
    if (!loaded) return report({Grade::failed, subject, loaded.error().message});
    auto const& manifest = loaded->library->manifest();
    report({Grade::ok, subject, manifest.id + " " + manifest.version + " is loaded, its settings are good"});
    if (!everything) return;

    plugin::HostSide side(nowhere());
    auto adapter = plugin::Adapter::create(loaded->library, side);
    if (!adapter) return report({Grade::failed, subject, adapter.error().message});
    auto const checked = (*adapter)->check(loaded->settings, [&](plugin::Finding finding) {
        report({grade_of(finding.result), subject + ": " + finding.subject, std::move(finding.words)});
    });
    if (checked.status == LB_UNSUPPORTED) return start_and_stop(**adapter, loaded->settings, subject, report);
    if (!checked.ok()) report({Grade::failed, subject, "its check did not end: " + checked.words});
}

}  // namespace

void check_adapters(config::LotSettings const& lot, plugin::Catalogue const& catalogue, bool everything,
                    Report const& report) {
    for (auto const& problem : catalogue.problems) report({Grade::note, "plugins", problem});
    for (auto const& settings : lot.adapters) check_one(settings, catalogue, everything, report);
}

}  // namespace lotbridge::app
