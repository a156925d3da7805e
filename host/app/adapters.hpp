// The adapter instances of one lot, and which of them carries out which downlink interface.
#pragma once

#include "base/log.hpp"
#include "base/scheduler.hpp"
#include "config/settings.hpp"
#include "plugin/instance.hpp"
#include "relay/adapters.hpp"
#include "relay/books.hpp"
#include "relay/composite.hpp"
#include "relay/intake.hpp"
#include "relay/questions.hpp"
#include "store/store.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace lotbridge::app {

struct AdapterStatus {
    std::string name, plugin;
    bool isolated = false;  // in a process of its own
    plugin::Status status;
    struct Warning {
        std::string words;  // empty: none since the host's start
        WallTime at;
    };
    Warning warning;  // the last one that it logged
};

// What a capability sheet does not call unsupported.
relay::Topics offered(std::map<std::string, std::string> const& sheet);

// What an operator routes to an adapter wins; otherwise its capability sheet tells.
bool carries_out(config::AdapterSettings const& settings, std::map<std::string, std::string> const& sheet,
                 std::string_view topic);

class LotAdapters final : public relay::Adapters, public relay::Books {
public:
    // composite: null for a lot that needs none.
    LotAdapters(base::Scheduler& scheduler, store::Store& store, store::LotId lot, std::string lot_name,
                relay::Intake& intake, relay::Composite* composite, base::Log log);

    // In the order of the lot's file. Loads the library and makes the instance, stopped. An adapter that cannot be
    // loaded does not stop the others, and nobody takes its place.
    Result<> add(config::AdapterSettings const& settings, plugin::Catalogue const& catalogue);
    // One that is not even loaded before resume(); catalogue outlives this.
    void hold(config::AdapterSettings const& settings, plugin::Catalogue const& catalogue, std::string const& why);
    // Who carries their questions to the cloud; before start().
    void ask_through(std::shared_ptr<relay::Questions> questions) { questions_ = std::move(questions); }
    void start();
    // False: an instance is still inside a call of its legacy driver; the process must end without destroying this.
    bool stop(std::chrono::steady_clock::time_point until);
    void ask_to_stop();  // and waits for none
    void poll_soon();
    // Lets adapters that are held run again; an empty name: all of them. False: there is none of this name. An error:
    // one cannot be loaded; it is held on.
    Result<bool> resume(std::string_view adapter);
    std::vector<AdapterStatus> status() const;

    relay::Service service(std::string_view topic) const override;
    void command(plugin::Request request, std::chrono::milliseconds limit,
                 std::function<void(plugin::CommandResult)> done) override;

    bool caught_up() const override;
    void list_day(LocalDate day, std::function<void(plugin::Message)> found,
                  std::function<void(plugin::CommandResult)> done) override;
    void submit_day(LocalDate day, std::vector<std::string> records,
                    std::function<void(plugin::CommandResult)> done) override;

private:
    struct Member {
        config::AdapterSettings settings;
        std::unique_ptr<plugin::Instance> instance;  // null: it is not loaded
        bool isolated = false;
        std::string why_not_loaded;
        plugin::Catalogue const* held_from = nullptr;  // of one that is held from the start on
    };
    Result<> load(Member& member, plugin::Catalogue const& catalogue);
    std::string how_to_run(config::AdapterSettings const& settings) const;
    plugin::Upward upward(std::string const& name);
    std::vector<Member const*> servers_of(std::string_view topic) const;
    Result<Member const*> server_of(plugin::Request const& request) const;
    bool can(Member const& member, std::string_view topic) const;
    bool gives(Member const& member, std::string_view topic) const;
    bool keeps_books(Member const& member) const;
    bool tells_of_days(Member const& member) const;
    void heard(std::string const& name, base::Log const& log, int level, std::string_view line);
    void recall_offers(std::string const& name);
    void learn_offers(std::string const& name, std::map<std::string, std::string> const& sheet);
    bool any_silent() const;
    static std::string does_not_run(Member const& member);
    std::string why_nobody_is_ready() const;
    using Call = std::function<void(Member const& member, std::function<void(plugin::CommandResult)> done)>;
    void ask_bookkeepers(Call call, std::function<void(plugin::CommandResult)> done, std::size_t from = 0,
                         bool answered = false);

    base::Scheduler& scheduler_;
    store::Store& store_;
    store::LotId lot_;
    std::string lot_name_;
    relay::Intake& intake_;
    relay::Composite* composite_;
    base::Log log_;
    std::shared_ptr<relay::Questions> questions_;
    mutable std::mutex warnings_mutex_;
    std::map<std::string, AdapterStatus::Warning> warnings_;  // by adapter, from their threads
    std::vector<Member> members_;                             // in the order of the lot's file
};

}  // namespace lotbridge::app
