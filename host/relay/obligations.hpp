// Payments that the host has accepted from the cloud and owes to the legacy system (D7): applied until that succeeds,
// across restarts. The adapter recognises a payment it already has by its orderCode. Network thread only.
#pragma once

#include "base/log.hpp"
#include "base/scheduler.hpp"
#include "relay/adapters.hpp"
#include "store/store.hpp"

#include <functional>
#include <memory>
#include <set>
#include <string>

namespace lotbridge::relay {

class Obligations : public std::enable_shared_from_this<Obligations> {
public:
    struct Parts {
        store::Store& store;
        Adapters& adapters;
        base::Scheduler& scheduler;
        store::LotId lot;
        std::chrono::milliseconds limit;
        base::Log log;
    };
    explicit Obligations(Parts parts);

    void start();                      // takes up what an earlier run left
    void owe(store::Command command);  // recorded just now
    std::size_t open() const { return open_.size(); }

private:
    void apply(store::Command command);
    void applied(store::Command command, plugin::CommandResult result);

    Parts parts_;
    std::set<std::int64_t> open_;
};

}  // namespace lotbridge::relay
