// The lot's adapters as the relay sees them: one lot may combine several, each serving some of the interfaces.
#pragma once

#include "plugin/instance.hpp"

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

namespace lotbridge::relay {

// Network thread only; done runs on the network thread.
class Adapters {
public:
    virtual ~Adapters() = default;
    // Whether some adapter of this lot carries out the interface.
    virtual bool serves(std::string_view topic) const = 0;
    // Not begun within limit: LB_RETRY, and it is never carried out. No adapter: LB_UNSUPPORTED.
    virtual void command(std::string topic, std::string body, std::chrono::milliseconds limit,
                         std::function<void(plugin::CommandResult)> done) = 0;
};

}  // namespace lotbridge::relay
