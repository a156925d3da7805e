// The downward journey: packet → verified, known, for this lot → seen before: stored answer → recorded → adapter acts →
// answer stored → reply. A request is carried out once, a gate is never moved late or twice (D5-D8).
// Network thread only.
#pragma once

#include "base/log.hpp"
#include "base/scheduler.hpp"
#include "base/tally.hpp"
#include "config/settings.hpp"
#include "relay/adapters.hpp"
#include "relay/fees.hpp"
#include "relay/obligations.hpp"
#include "store/store.hpp"
#include "wire/envelope.hpp"

#include <lotbridge/schema/catalogue.hpp>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lotbridge::relay {

struct DownlinkFigures {
    std::uint64_t requests = 0, answered = 0, refused = 0, repeated = 0;
};

class Downlink : public std::enable_shared_from_this<Downlink> {
public:
    using Reply = std::function<void(std::string packet)>;

    struct Parts {
        store::Store& store;
        Adapters& adapters;
        Obligations& obligations;
        Fees& fees;
        base::Scheduler& scheduler;
        base::Random& random;
        store::LotId lot;
        config::LotSettings const& settings;
        wire::Signer const& signer;
        base::Log log;
        std::function<void(std::string const& body)> learn_member;  // the host keeps members, whatever adapters do
    };
    explicit Downlink(Parts parts);

    // Ends what an earlier run began: nobody knows what became of it. Before the first packet.
    void start();
    // One packet from the cloud without its '*'. reply is called at most once, with a packet without '*'.
    void packet(std::string text, bool oversized, Reply reply);

    DownlinkFigures const& figures() const { return figures_; }
    // What in requests departs from the standard, which are handled all the same (E8).
    base::Tally const& departures() const { return departures_; }

private:
    struct Call {
        schema::Interface const* interface = nullptr;
        wire::RequestHead head;
        std::string body, key, record;
        std::string words;  // of a payment, beside success
        std::optional<store::Quote> quote;
        HostTime arrived{};
        Reply reply;
    };
    struct Answer {
        bool ok = false;
        std::string data, words;
    };

    Result<> admit(wire::Request const& request, Call& call) const;
    schema::Interface const* interface_of(std::string_view code) const;
    Service service(schema::Interface const& interface) const;
    void end_begun(store::Command const& command);
    void when_served(std::shared_ptr<Call> call);
    void begin(std::shared_ptr<Call> call);
    void record(std::shared_ptr<Call> call);
    void begun(std::shared_ptr<Call> call, store::CommandStart start);
    void repeat(std::shared_ptr<Call> call, store::Command const& command);
    void take_member(std::shared_ptr<Call> call, std::int64_t id);
    void carry_out(std::shared_ptr<Call> call, std::int64_t id);
    std::chrono::milliseconds life(schema::Interface const& interface) const;
    Answer answer_of(Call const& call, plugin::CommandResult result) const;
    void finish(std::shared_ptr<Call> call, std::int64_t id, store::CommandState state, Answer answer);
    std::optional<store::Audit> audit(Call const& call, std::string outcome, std::string detail) const;
    void refuse(Call const& call, std::string words);
    void reply_with(Call const& call, Answer const& answer);
    std::string packet_of(wire::RequestHead const& head, Answer const& answer);
    static std::string message_of(Answer const& answer);
    static std::string stored_form(Answer const& answer);
    static Answer read_stored(std::string const& stored);

    Parts parts_;
    std::map<std::string, schema::Interface const*, std::less<>> by_code_;
    std::map<std::int64_t, std::vector<std::shared_ptr<Call>>>
        waiting_;  // repeats of a request that is being carried out
    DownlinkFigures figures_;
    base::Tally departures_;
};

}  // namespace lotbridge::relay
