#include "runner/adapter_runner.hpp"

#include "base/text.hpp"
#include "isolation/runner.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace lotbridge::runner {

CLI::App* add_adapter_runner(CLI::App& program, int& exit_code) {
    auto* command = program.add_subcommand("adapter-runner",
                                           "Carries one adapter for a host that has started it; of no use by itself");
    command->group("");  // not in the list of commands
    struct Given {
        std::string plugin;
        std::intptr_t read = -1, write = -1;
    };
    auto const given = std::make_shared<Given>();
    command->add_option("--plugin", given->plugin, "Folder of the plugin")->required();
    command->add_option("--read", given->read, "The end of the pipe from the host")->required();
    command->add_option("--write", given->write, "The end of the pipe to the host")->required();
    command->callback([&exit_code, given] {
        exit_code = isolation::run_adapter(base::to_path(given->plugin), base::Pipes(given->read, given->write));
    });
    return command;
}

}  // namespace lotbridge::runner
