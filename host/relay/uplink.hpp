// The upward journey's second half: next message of each free parking record → cloud → delivered, held or parked.
// Order is kept per record, because the store hands out only heads of records; live messages go before the backlog.
// Network thread only.
#pragma once

#include "base/log.hpp"
#include "base/scheduler.hpp"
#include "cloud/gateway.hpp"
#include "config/settings.hpp"
#include "relay/preparation.hpp"
#include "store/store.hpp"

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace lotbridge::relay {

struct UplinkFigures {
    std::uint64_t accepted = 0, refused = 0, lost = 0, dead = 0;
};

class Uplink : public std::enable_shared_from_this<Uplink> {
public:
    struct Parts {
        store::Store& store;
        cloud::Gateway& gateway;
        base::Scheduler& scheduler;
        store::LotId lot;
        config::LotSettings const& settings;
        ImageReader read_image;
        std::function<std::string()> new_opr_num;  // for a batch, which is a message of its own
        base::Log log;
        std::chrono::milliseconds settle_pause{2};  // for answers to gather before they are written down
    };
    explicit Uplink(Parts parts);

    void start();
    // Claims nothing more and gives back what is not on its way; done is called when nothing is in flight.
    void stop(std::function<void()> done);
    void link(bool reachable);  // the gateway's word

    UplinkFigures const& figures() const { return figures_; }
    std::size_t in_flight() const { return in_flight_; }

private:
    struct Parcel {
        std::vector<store::Letter> letters;  // more than one: a batch of one topic
        std::string image;
        HostTime sent{};
        int packets = 0, malformed = 0;  // that went out with these letters and are not settled yet
    };

    void pump();
    void claim();
    void claimed(std::vector<store::Letter> letters, std::size_t limit);
    void look_further(bool full);
    std::size_t least_ahead() const;
    Parcel next_parcel();
    std::size_t batch_of(std::string const& topic) const;

    void dispatch(Parcel parcel);
    bool hold_back(store::Letter const& letter);
    void prepare(store::Letter letter);
    void wait(store::Letter const& letter, std::string words);
    void lay_aside(store::Letter const& letter, std::string words);
    void give_up(store::Letter const& letter, std::string words, bool for_good);
    void send(Parcel parcel);
    void answered(Parcel parcel, cloud::Outcome outcome);
    bool blames_the_packet(cloud::Outcome const& outcome) const;
    void report(store::Letter const& letter, cloud::Outcome const& outcome, store::Settlement const& settlement);

    void landed();
    void put_aside(store::Settlement settlement);
    void flush();
    void arm(HostTime due);
    void release_due();

    Parts parts_;
    config::PlatformProfile::Times const& times_;
    std::size_t ahead_;  // how many letters to claim before their turn
    std::shared_ptr<Preparation> preparation_;
    std::deque<store::Letter> window_;  // claimed, not yet on their way
    std::deque<Parcel> halves_;         // of refused batches
    std::vector<store::Settlement> settlements_;
    std::size_t in_flight_ = 0, settling_ = 0;
    bool claiming_ = false, starved_ = false, flushing_ = false, stopping_ = false;
    store::Seq live_from_ = 0;  // letters after this one are live, those before are backlog
    HostTime armed_ = HostTime::max();
    base::Scheduler::TimerId timer_ = 0;
    std::function<void()> stopped_;
    UplinkFigures figures_;
};

}  // namespace lotbridge::relay
