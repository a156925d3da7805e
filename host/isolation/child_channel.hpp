// The way to an adapter that runs in a process of its own (`lotbridge adapter-runner`), and the process itself.
#pragma once

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

// plugin: the folder of the library and its manifest. log: what the adapter says, and what its process prints; any
// thread.
Result<std::unique_ptr<remote::Channel>> open_child(Isolation const& isolation, std::filesystem::path const& plugin,
                                                    std::function<void(remote::Log const&)> log);

}  // namespace lotbridge::isolation
