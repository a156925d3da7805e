// The whole host: builds everything from the settings, starts upwards, stops downwards.
#pragma once

#include "app/control.hpp"
#include "app/lot.hpp"
#include "app/rehearsal.hpp"
#include "app/running.hpp"
#include "base/asio_scheduler.hpp"
#include "base/log.hpp"
#include "base/system_random.hpp"
#include "config/settings.hpp"
#include "plugin/library.hpp"
#include "store/store.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lotbridge::app {

// What a clean end looks like from outside: the process's exit code.
enum class Ending { clean = 0, forced = 3 };

class Host {
public:
    // Opens the store and makes every lot. A lot that cannot be made is logged and left out; none at all is an error.
    // broken: lots that the settings name and that cannot even be tried; the status shows them.
    // safe: adapters that ran when the last run crashed are held.
    static Result<std::unique_ptr<Host>> create(config::HostSettings settings, std::vector<config::LotSettings> lots,
                                                std::vector<BrokenLot> broken, bool safe, base::Log log);
    ~Host();

    struct Doors {
        std::function<void()> ready;  // everything is started
        std::function<void()> alive;  // called every few seconds while the network thread and the store make progress
    };
    // Runs on the calling thread until request_stop(). forced: something did not end within 10 s (an adapter inside its
    // driver); the caller must then leave the process without destroying the host.
    Ending run(Doors doors);
    void request_stop();  // any thread

    HostStatus status() const;  // network thread
    boost::asio::io_context& io() { return io_; }
    store::Store& store() { return *store_; }
    base::Scheduler& scheduler() { return *scheduler_; }

private:
    Host(config::HostSettings settings, std::vector<BrokenLot> broken, base::Log log);
    Result<> open(std::vector<config::LotSettings> lots, bool safe);
    Result<> begin_running(std::vector<config::LotSettings> const& lots, bool safe);
    Result<> open_control();
    Result<std::string> poll_now(std::string const& arguments);
    Result<std::string> resume(std::string const& arguments);
    void reconcile(std::string const& arguments, ControlServer::Answer answer);
    void start();
    void beat();
    void stop();
    void finish(bool forced);

    config::HostSettings settings_;
    base::Log log_;
    boost::asio::io_context io_{1};
    boost::asio::thread_pool files_{1};
    base::SystemRandom random_;
    std::unique_ptr<store::Store> store_;
    std::unique_ptr<base::AsioScheduler> scheduler_;
    std::optional<Running> running_;
    AdapterNames held_;
    plugin::Catalogue plugins_;
    std::vector<std::unique_ptr<Lot>> lots_;
    std::vector<BrokenLot> broken_;
    std::unique_ptr<Rehearsal> rehearsal_;
    std::unique_ptr<ControlServer> control_;
    Doors doors_;
    WallTime started_{};
    std::size_t stopping_lots_ = 0;
    bool stopping_ = false, beating_ = false;
    int beats_ = 0;
    Ending ending_ = Ending::clean;
};

}  // namespace lotbridge::app
