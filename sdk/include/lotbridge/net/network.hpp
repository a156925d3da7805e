// The network thread of one adapter instance. Listeners, clients and servers are opened on it and must go before it:
// make it the adapter's first member, or close them in stop() before it.
//
// Callbacks run on this thread, one at a time: they hand on what came (net/inbox.hpp) and return at once. An exception
// that leaves a callback ends the connection that it belongs to, and nothing else. Everything here is limited in size,
// number and time, and failures are values.
#pragma once

#include <lotbridge/result.hpp>

#include <memory>

namespace lotbridge::net {

class Core;  // private

class Network {
public:
    static Result<Network> start();
    Network(Network&&) noexcept;
    Network& operator=(Network&&) noexcept;
    // Afterwards no callback runs.
    ~Network();

    Core& core() const { return *core_; }

private:
    explicit Network(std::shared_ptr<Core> core);

    std::shared_ptr<Core> core_;
};

}  // namespace lotbridge::net
