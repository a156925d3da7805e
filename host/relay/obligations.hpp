// Payments that the host has accepted from the cloud and owes to the legacy system (D7): applied until that succeeds,
// across restarts. The adapter recognises a payment it already has by its orderCode. One that the legacy system refuses
// (the car has left) may only have come too early, so it is tried on; refused for some time on end, it is left to a
// person. Network thread only.
#pragma once

#include "base/log.hpp"
#include "base/scheduler.hpp"
#include "relay/adapters.hpp"
#include "store/store.hpp"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace lotbridge::relay {

// What a payment is answered as soon as it is on disk, whoever brings it and however often (D5, D7), as Downlink keeps
// it.
std::string receipt_for(std::string order_code);

class Obligations : public std::enable_shared_from_this<Obligations> {
public:
    struct Parts {
        store::Store& store;
        Adapters& adapters;
        base::Scheduler& scheduler;
        store::LotId lot;
        std::chrono::milliseconds limit;     // of one try
        std::chrono::milliseconds patience;  // with a legacy system that refuses
        base::Log log;
    };
    explicit Obligations(Parts parts);

    void start();                      // takes up what an earlier run left, or a person sent back or ended
    void owe(store::Command command);  // recorded just now
    std::size_t open() const { return open_.size(); }
    // Payments for a stay that the lot's system does not have: not yet, or because it refused them.
    std::vector<store::Command> unapplied(std::string_view record) const;

private:
    struct Debt {
        store::Command command;
        std::optional<HostTime> refused_since;
    };
    void apply(Debt debt);
    void applied(Debt debt, plugin::CommandResult const& result);
    void noted(Debt debt, store::CommandState state, std::string const& words, Result<> const& kept);
    void leave_to_a_person(Debt const& debt, std::string const& words);

    Parts parts_;
    std::map<std::int64_t, store::Command> open_;
    std::set<std::int64_t> applied_;                  // of these, and only not yet written down
    std::map<std::int64_t, store::Command> refused_;  // left to a person
};

}  // namespace lotbridge::relay
