// lotbridge adapter-runner: one adapter in a process of its own. The host starts it; nobody types it.
#include "base/text.hpp"
#include "isolation/runner.hpp"
#include "os/invocation.hpp"

namespace lotbridge::os {

void add_adapter_runner(CLI::App& program, Invocation& invocation) {
    auto* command = add_command(program, "adapter-runner",
                                "Carries one adapter for a host that has started it; of no use by itself",
                                "  it is in the lot's file: \"isolation\": \"process\"");
    command->group("");  // not in the list of commands
    struct Given {
        std::string plugin;
        std::intptr_t read = -1, write = -1;
    };
    auto const given = std::make_shared<Given>();
    command->add_option("--plugin", given->plugin, "Folder of the plugin")->required();
    command->add_option("--read", given->read, "The end of the pipe from the host")->required();
    command->add_option("--write", given->write, "The end of the pipe to the host")->required();
    command->callback([&invocation, given] {
        invocation.exit_code =
            isolation::run_adapter(base::to_path(given->plugin), base::Pipes(given->read, given->write));
    });
}

}  // namespace lotbridge::os
