// adapter-runner: one adapter in a process of its own. The host starts it; nobody types it.
#pragma once

#include <CLI/CLI.hpp>

namespace lotbridge::runner {

// Adds the sub-command, whose callback carries the adapter to its end and then sets the exit code.
CLI::App* add_adapter_runner(CLI::App& program, int& exit_code);

}  // namespace lotbridge::runner
