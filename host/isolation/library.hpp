// An adapter's library that this process never loads: its entry is read, and each of its adapters lives, in a process
// of its own. So does an adapter that is a program. To whoever drives it, it is a library like any other.
#pragma once

#include "isolation/child_channel.hpp"
#include "plugin/library.hpp"

#include <memory>

namespace lotbridge::isolation {

// Starts the process once to read the entry. Errors are those of plugin::Library::load, or say how the process died.
Result<std::shared_ptr<plugin::Library const>> load(plugin::Manifest const& manifest, Isolation const& isolation);

}  // namespace lotbridge::isolation
