#include "base/text.hpp"
#include "os/service.hpp"

#include <fmt/format.h>

namespace lotbridge::os {

namespace {

using app::Grade;

std::string again(InstalledService const& service, std::filesystem::path const& settings) {
    return fmt::format("make it anew: lotbridge service install --name {} --settings \"{}\"", service.name,
                       base::to_text(settings));
}

void examine(InstalledService const& service, std::filesystem::path const& settings, app::Report const& report) {
    auto const words = words_of_command(service.command);
    std::error_code unknown;
    if (words.empty() || !std::filesystem::exists(base::to_path(words.front()), unknown))
        return report({Grade::failed, "service",
                       fmt::format("{} starts what is not there: {}", service.name, service.command),
                       again(service, settings)});
    bool good = true;
    auto const note = [&](std::string_view what, std::string advice) {
        good = false;
        report({Grade::note, "service", fmt::format("{} {}", service.name, what), std::move(advice)});
    };
    if (!service.starts_with_system) note("does not start with the system", again(service, settings));
    if (!service.restarts_after_crash) note("is not started again after a crash", again(service, settings));
    if (!service.runs)
        note("does not run",
             fmt::format("lotbridge service start --name {0}; lotbridge service status --name {0} says how it ended",
                         service.name));
    if (good)
        report({Grade::ok, "service",
                fmt::format("{} runs as {}; it starts with the system and again after a crash", service.name,
                            service.account)});
}

}  // namespace

void examine_services(Result<std::vector<InstalledService>> const& services, std::filesystem::path const& settings,
                      app::Report const& report) {
    if (!services) {
        if (services.error().code != Errc::unsupported) report({Grade::note, "service", services.error().message, {}});
        return;
    }
    if (services->empty())
        report({Grade::note, "service",
                fmt::format("no service runs the host with {}: it does not start with this computer",
                            base::to_text(settings)),
                fmt::format("lotbridge service install --settings \"{}\"", base::to_text(settings))});
    for (auto const& service : *services) examine(service, settings, report);
}

}  // namespace lotbridge::os
