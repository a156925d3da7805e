#include "base/json.hpp"
#include "base/listener.hpp"
#include "support/examine.hpp"

#include <fmt/format.h>

namespace lotbridge::support {

namespace {

using app::Grade;

void find_ports(rapidjson::Value const& value, std::vector<std::uint16_t>& ports) {
    if (value.IsArray())
        for (auto const& item : value.GetArray()) find_ports(item, ports);
    if (!value.IsObject()) return;
    auto const port = base::json::number(base::json::member(value, "listen"), "port");
    if (port > 0 && port <= 65535) ports.push_back(static_cast<std::uint16_t>(port));
    for (auto const& [name, item] : value.GetObject()) find_ports(item, ports);
}

// The host itself, or a process that it has given to an adapter.
bool is_ours(base::Listener const& listener, std::int64_t running) {
    return running != 0 && (listener.process == running || listener.program.starts_with("lotbridge"));
}

}  // namespace

void examine_ports(config::LotSettings const& lot, std::int64_t running, app::Report const& report) {
    for (auto const& adapter : lot.adapters) {
        rapidjson::Document settings;
        std::vector<std::uint16_t> ports;
        if (base::json::read_object(settings, adapter.settings)) find_ports(settings, ports);
        for (auto const port : ports) {
            auto const subject = lot.name + ": ports";
            auto const words = fmt::format("port {}, which adapter {} listens on", port, adapter.name);
            auto const listener = base::tcp_listener(port);
            if (!listener && running == 0) {
                report({Grade::ok, subject, words + ", is free"});
            } else if (!listener) {
                report({Grade::failed, subject, words + ", is not listened on, though a host runs",
                        "see the adapter's words in lotbridge status"});
            } else if (is_ours(*listener, running)) {
                report({Grade::ok, subject,
                        fmt::format("{}, is held by the host (process {})", words, listener->process)});
            } else if (running != 0 && listener->process == 0) {
                report({Grade::note, subject, words + ", is held by a process that this account may not see",
                        "it should be the host; run doctor as administrator to be sure"});
            } else {
                auto const holder = listener->process == 0
                                        ? std::string("a process that this account may not see")
                                        : fmt::format("{}, process {}", listener->program, listener->process);
                report(
                    {Grade::failed, subject, fmt::format("{}, is in use by {}", words, holder),
                     "end that program, or set another port in the lot's file and in the devices that connect to it"});
            }
        }
    }
}

}  // namespace lotbridge::support
