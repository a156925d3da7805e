// The way to an adapter that runs in a process of its own, and the process itself: `lotbridge adapter-runner` with the
// adapter's library, or the program that the adapter is (docs/external-adapters.md).
#pragma once

#include "plugin/library.hpp"

#include <lotbridge/remote/adapter.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>

namespace lotbridge::isolation {

struct Isolation {
    std::filesystem::path program;  // lotbridge itself, or another whose adapter-runner does what it does
    std::uint64_t memory = 0;       // bytes that the process may fill; 0: as many as there are
    std::chrono::milliseconds call_limit{30000};
};

// aside.log: what the adapter says, and what its process prints.
Result<std::unique_ptr<remote::Channel>> open_child(Isolation const& isolation, plugin::Manifest const& manifest,
                                                    remote::Aside aside);

}  // namespace lotbridge::isolation
