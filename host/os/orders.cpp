// lotbridge poll, resume, stop: what a running host can be told beside the outbox.
#include "app/control.hpp"
#include "base/text.hpp"
#include "os/invocation.hpp"
#include "os/letters.hpp"
#include "store/store.hpp"

#include <fmt/format.h>
#include <initializer_list>
#include <thread>
#include <utility>

namespace lotbridge::os {

namespace {

using namespace std::chrono_literals;

constexpr auto longest_stop = 15s;  // a host promises to end within 10 s

// The host did it: true. Otherwise it was said why not.
bool tell(Invocation& invocation, std::filesystem::path const& directory, std::string_view command,
          std::string_view arguments = "{}") {
    auto const answer = app::ask_host(directory, command, arguments);
    if (!answer) {
        invocation.failed(fmt::format("no host runs on {}", base::to_text(directory)));
        return false;
    }
    if (!*answer) invocation.failed(answer->error());
    return answer->has_value();
}

std::string named(std::initializer_list<std::pair<char const*, std::string>> names) {
    rapidjson::StringBuffer arguments;
    JsonWriter writer(arguments);
    writer.StartObject();
    for (auto const& [member, name] : names) {
        writer.Key(member);
        writer.String(name.c_str());
    }
    writer.EndObject();
    return arguments.GetString();
}

void poll(Invocation& invocation, std::string const& lot) {
    auto const directory = invocation.data_directory();
    if (!directory) return invocation.failed(directory.error());
    if (tell(invocation, *directory, "poll_now", named({{"lot", lot}})))
        invocation.console.out << "reading now; `lotbridge status` tells how it went\n";
}

void resume(Invocation& invocation, std::string const& lot, std::string const& adapter) {
    auto const directory = invocation.data_directory();
    if (!directory) return invocation.failed(directory.error());
    if (tell(invocation, *directory, "resume", named({{"lot", lot}, {"adapter", adapter}})))
        invocation.console.out << "let run; `lotbridge status` tells how it goes\n";
}

void stop(Invocation& invocation) {
    auto const directory = invocation.data_directory();
    if (!directory) return invocation.failed(directory.error());
    if (!tell(invocation, *directory, "stop")) return;
    auto const until = std::chrono::steady_clock::now() + longest_stop;
    while (store::Store::is_held(*directory)) {  // a host that stops answers no questions any more
        if (std::chrono::steady_clock::now() > until)
            return invocation.failed(fmt::format("the host has not ended after {} s", longest_stop.count()));
        std::this_thread::sleep_for(100ms);
    }
    invocation.console.out << "stopped\n";
}

}  // namespace

void add_poll(CLI::App& program, Invocation& invocation) {
    auto* command = add_command(program, "poll", "Read the lots' systems now, not only when the next interval is over",
                                "  lotbridge poll\n"
                                "  lotbridge poll --lot demo");
    auto const lot = std::make_shared<std::string>();
    command->add_option("--lot", *lot, "Only this lot's");
    command->callback([&invocation, lot] { poll(invocation, *lot); });
}

void add_resume(CLI::App& program, Invocation& invocation) {
    auto* command = add_command(program, "resume",
                                "Let adapters run again that are held, because they broke too often or by a start in "
                                "safe mode",
                                "  lotbridge resume --lot demo --adapter database\n"
                                "  lotbridge resume");
    auto const lot = std::make_shared<std::string>(), adapter = std::make_shared<std::string>();
    command->add_option("--lot", *lot, "Only this lot's");
    command->add_option("--adapter", *adapter, "Only this one");
    command->callback([&invocation, lot, adapter] { resume(invocation, *lot, *adapter); });
}

void add_stop(CLI::App& program, Invocation& invocation) {
    auto* command =
        add_command(program, "stop",
                    "Stop the running host as SIGTERM does, and wait until it has ended. A service manager would start "
                    "it again: stop it there.",
                    "  lotbridge stop --settings host.json");
    command->callback([&invocation] { stop(invocation); });
}

}  // namespace lotbridge::os
