// The other end of child_channel.hpp: the process that carries one adapter for the host.
#pragma once

#include "base/child.hpp"

#include <filesystem>

namespace lotbridge::isolation {

// Loads the library beside plugin's manifest and does what the host says, until it says that this is over, or is gone.
// The exit code of the process.
int run_adapter(std::filesystem::path const& plugin, base::Pipes pipes);

}  // namespace lotbridge::isolation
