// One lot, put together: its adapters, its uplink and downlink, its conversation with the cloud.
#pragma once

#include "app/adapters.hpp"
#include "app/running.hpp"
#include "app/status.hpp"
#include "base/log.hpp"
#include "base/scheduler.hpp"
#include "cloud/downlink_channel.hpp"
#include "cloud/session.hpp"
#include "config/settings.hpp"
#include "relay/composite.hpp"
#include "relay/downlink.hpp"
#include "relay/fees.hpp"
#include "relay/intake.hpp"
#include "relay/obligations.hpp"
#include "relay/questions.hpp"
#include "relay/reconciler.hpp"
#include "relay/routine.hpp"
#include "relay/uplink.hpp"
#include "store/store.hpp"
#include "wire/signature.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace lotbridge::app {

// What the lots of one host share. Everything outlives the lots.
struct Shared {
    boost::asio::io_context& io;
    boost::asio::thread_pool& files;  // reads pictures, and a day of the store
    base::Scheduler& scheduler;
    base::Random& random;
    store::Store& store;
    config::HostSettings const& settings;
    plugin::Catalogue const& plugins;
    base::Log log;
    AdapterNames const& held;  // by safe mode
};

// Network thread only.
class Lot {
public:
    // An adapter that cannot be loaded is logged and shown; the lot then runs with the others.
    static Result<std::unique_ptr<Lot>> open(Shared const& shared, config::LotSettings settings);
    ~Lot();

    void start();
    // Takes in nothing more, settles what is in flight, then calls done.
    void stop(std::function<void()> done);
    // After stop's done or the host's deadline.
    void ask_adapters_to_stop() { adapters_->ask_to_stop(); }
    // False: an adapter is still inside a call.
    bool stop_adapters(std::chrono::steady_clock::time_point until) { return adapters_->stop(until); }

    store::LotId id() const { return id_; }
    std::string const& name() const { return settings_.name; }
    config::LotSettings const& settings() const { return settings_; }
    void poll_soon() { adapters_->poll_soon(); }
    Result<bool> resume(std::string_view adapter) { return adapters_->resume(adapter); }  // see LotAdapters
    void take_up_payments() { obligations_->start(); }  // that a person sent back or ended
    void reconcile(LocalDate day, bool repair, relay::Reconciler::Done done) {
        reconciler_->reconcile(day, repair, std::move(done));
    }
    LotStatus status() const;

private:
    Lot(Shared const& shared, config::LotSettings settings, store::LotId id);
    std::shared_ptr<relay::Composite> make_composite(base::Scheduler& scheduler);
    Result<> make_cloud();
    void make_relay();
    void settle_pictures();
    void tell(base::LogLevel level, std::string words);  // what the session has to say
    void link_turned(bool up, std::string words);

    Shared shared_;
    config::LotSettings settings_;
    store::LotId id_;
    base::Log log_;
    wire::Signer signer_;
    relay::Intake intake_;
    std::shared_ptr<relay::Composite> composite_;  // null: one adapter, and no map
    std::unique_ptr<LotAdapters> adapters_;
    std::unique_ptr<cloud::Session> session_;
    std::unique_ptr<cloud::DownlinkChannel> channel_;
    std::shared_ptr<relay::Obligations> obligations_;
    std::shared_ptr<relay::Fees> fees_;
    std::shared_ptr<relay::Questions> questions_;
    std::shared_ptr<relay::Uplink> uplink_;
    std::shared_ptr<relay::Downlink> downlink_;
    std::shared_ptr<relay::Routine> routine_;
    std::shared_ptr<relay::Reconciler> reconciler_;
    std::string link_words_, downlink_words_;
    std::uint64_t taken_in_before_ = 0;  // the link turned
    std::vector<std::string> problems_;  // adapters that could not be loaded
};

}  // namespace lotbridge::app
