// What a stay costs (C.3.1). The lot's own system is asked where it can tell; the coupons that it leaves open are
// applied here. Where it cannot, the fee is derived from the lot file's tariff and from the entry and the payments that
// the host has on disk. Each answer comes with a quote, which is found again for the payment that follows (C.3.2).
// Network thread only.
#pragma once

#include "base/log.hpp"
#include "base/scheduler.hpp"
#include "config/settings.hpp"
#include "relay/adapters.hpp"
#include "relay/obligations.hpp"
#include "relay/stay.hpp"
#include "store/store.hpp"

#include <lotbridge/adapter/quote.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace lotbridge::relay {

class Fees : public std::enable_shared_from_this<Fees> {
public:
    struct Parts {
        store::Store& store;
        Adapters& adapters;
        Obligations& obligations;
        base::Scheduler& scheduler;
        store::LotId lot;
        config::LotSettings const& settings;
        base::Log log;
    };
    explicit Fees(Parts parts);

    Service service() const;
    bool derives() const;  // no adapter tells a fee, and the lot file has a tariff

    struct Answer {
        plugin::CommandResult result;       // on LB_OK the words are what the cloud should know beside the reply
        std::optional<store::Quote> quote;  // to be kept with the answer
    };
    void ask(plugin::Request query, std::chrono::milliseconds limit, std::function<void(Answer)> done);
    // payment: a prepayment's body. When the quotes cannot be read, it is given back as it is: money goes first.
    void recognise(std::string payment, std::string record, std::function<void(Recognised)> done);

private:
    struct Call;
    using CallPtr = std::shared_ptr<Call>;

    void answered(CallPtr call, plugin::CommandResult result);
    void count_unapplied(Call& call) const;
    void apply_coupons(CallPtr call);
    void ask_about(CallPtr call, std::chrono::minutes stay);
    void derive(CallPtr call);
    void derive_from(CallPtr call, vo::VehicleEntry entry, std::vector<store::Command> const& payments);
    void finish(Call& call);
    LocalTime local_now() const;

    Parts parts_;
};

}  // namespace lotbridge::relay
