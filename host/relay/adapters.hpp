// The lot's adapters as the relay sees them: one lot may combine several, each serving some of the interfaces.
#pragma once

#include "plugin/instance.hpp"

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

namespace lotbridge::relay {

// starting: the adapters that may offer it have not told yet what they can do.
enum class Service { none, starting, offered };

// Network thread only; done runs on the network thread.
class Adapters {
public:
    virtual ~Adapters() = default;
    // Whether some adapter of this lot carries out the interface.
    virtual Service service(std::string_view topic) const = 0;
    // Not begun within limit, or no adapter ready for it yet: LB_RETRY, and it is never carried out. No adapter at all:
    // LB_UNSUPPORTED.
    virtual void command(plugin::Request request, std::chrono::milliseconds limit,
                         std::function<void(plugin::CommandResult)> done) = 0;
};

}  // namespace lotbridge::relay
