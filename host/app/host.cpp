#include "app/host.hpp"

#include "app/outbox_actions.hpp"
#include "app/reconcile_request.hpp"
#include "base/file.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "base/version.hpp"

#include <rapidjson/document.h>
#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

namespace lotbridge::app {

using namespace std::chrono_literals;

namespace {

constexpr auto settle_limit = 7s;    // for what is in flight
constexpr auto adapters_limit = 2s;  // and then for the adapters: 10 s are promised to the system's service managers
constexpr auto beat_pause = 5s;      // each one is a small synced write
constexpr int beats_between_tidying = 12;

}  // namespace

Host::Host(config::HostSettings settings, std::vector<BrokenLot> broken, base::Log log)
    : settings_(std::move(settings)), log_(std::move(log)), broken_(std::move(broken)) {}

Host::~Host() {
    control_.reset();
    lots_.clear();
    files_.join();
    store_.reset();
}

Result<std::unique_ptr<Host>> Host::create(config::HostSettings settings, std::vector<config::LotSettings> lots,
                                           std::vector<BrokenLot> broken, bool safe, base::Log log) {
    std::unique_ptr<Host> host(new Host(std::move(settings), std::move(broken), std::move(log)));
    LOTBRIDGE_CHECK(host->open(std::move(lots), safe));
    return host;
}

Result<> Host::open(std::vector<config::LotSettings> lots, bool safe) {
    auto const log = log_;
    LOTBRIDGE_TRY(store_,
                  store::Store::open(
                      settings_.data_directory,
                      {.min_free_bytes = settings_.store.min_free_bytes, .log = [log](int level, std::string words) {
                           log.write(static_cast<base::LogLevel>(level), words, {{"part", "store"}});
                       }}));
    scheduler_ = std::make_unique<base::AsioScheduler>(io_, store_->host_time_at_start());
    rehearsal_ = std::make_unique<Rehearsal>(*scheduler_, *store_, settings_, log_);
    started_ = scheduler_->wall();
    LOTBRIDGE_CHECK(begin_running(lots, safe));
    plugins_ = plugin::scan(settings_.plugin_directory);
    for (auto const& problem : plugins_.problems) log_.warning(problem, {{"part", "plugin"}});

    Shared const shared{io_, files_, *scheduler_, random_, *store_, settings_, plugins_, log_, held_};
    for (auto& settings : lots) {
        auto const name = settings.name;
        auto lot = Lot::open(shared, std::move(settings));
        if (lot) {
            lots_.push_back(std::move(*lot));
            continue;
        }
        log_.error("this lot cannot run: " + lot.error().message, {{"lot", name}});
        broken_.push_back({name, lot.error().message});
    }
    if (lots_.empty()) return fail(Errc::rejected, "no lot can run; the log tells why for each");
    return open_control();
}

// After the store, which one host alone can have open.
Result<> Host::begin_running(std::vector<config::LotSettings> const& lots, bool safe) {
    LOTBRIDGE_TRY(auto left, Running::left_behind(settings_.data_directory));
    if (safe && left.empty()) log_.info("safe mode: the last run was stopped in order, no adapter is held");
    if (!safe && !left.empty())
        log_.warning(
            "the last run ended without being stopped; if an adapter was the cause, `lotbridge run --safe-mode` "
            "starts without those that ran then");
    AdapterNames all;
    for (auto const& lot : lots)
        for (auto const& adapter : lot.adapters) all.insert({lot.name, adapter.name});
    LOTBRIDGE_TRY(running_, Running::begin(settings_.data_directory, all));
    if (safe) held_ = std::move(left);
    return {};
}

// Commands of the control door (control.hpp).
Result<> Host::open_control() {
    auto const on_outbox = [this](std::string action) {
        return [this, action](std::string arguments, ControlServer::Answer answer) {
            auto const lots = [this] {
                std::map<std::string, config::LotSettings> by_name;
                for (auto const& lot : lots_) by_name.emplace(lot->name(), lot->settings());
                return by_name;
            };
            change_outbox(*store_, lots, action, arguments,
                          [this, action, answer = std::move(answer)](Result<std::string> result) {
                              scheduler_->post([this, action, answer, result = std::move(result)] {
                                  if (action == "retry_payments" || action == "drop_payments")
                                      for (auto const& lot : lots_) lot->take_up_payments();
                                  answer(result);
                              });
                          });
        };
    };
    ControlServer::Handlers handlers{
        {"status", [this](std::string, ControlServer::Answer answer) { answer(to_json(status())); }},
        {"poll_now",
         [this](std::string const& arguments, ControlServer::Answer const& answer) { answer(poll_now(arguments)); }},
        {"resume",
         [this](std::string const& arguments, ControlServer::Answer const& answer) { answer(resume(arguments)); }},
        {"rehearse", [this](std::string const& arguments,
                            ControlServer::Answer const& answer) { answer(rehearsal_->begin(arguments)); }},
        {"stop",
         [this](std::string, ControlServer::Answer answer) {
             answer("{}");
             stop();
         }},
    };
    handlers.emplace("reconcile", [this](std::string const& arguments, ControlServer::Answer answer) {
        reconcile(arguments, std::move(answer));
    });
    for (auto const action : outbox_actions) handlers.emplace(action, on_outbox(std::string(action)));
    LOTBRIDGE_TRY(control_, ControlServer::open(io_, settings_.data_directory, std::move(handlers)));
    return {};
}

// {"lot":"name"}; without a name, all of them.
Result<std::string> Host::poll_now(std::string const& arguments) {
    rapidjson::Document document;
    document.Parse(arguments.c_str());
    auto const name = base::json::text(document, "lot");
    bool found = name.empty();
    for (auto const& lot : lots_) {
        if (!name.empty() && lot->settings().name != name) continue;
        lot->poll_soon();
        found = true;
    }
    if (!found) return fail(Errc::rejected, "this host runs no lot \"" + name + "\"");
    return "{}";
}

// {"lot":"name","adapter":"name"}; without a name, all of them.
Result<std::string> Host::resume(std::string const& arguments) {
    rapidjson::Document document;
    document.Parse(arguments.c_str());
    auto const lot_name = base::json::text(document, "lot"), adapter = base::json::text(document, "adapter");
    bool found = false;
    for (auto const& lot : lots_)
        if (lot_name.empty() || lot->name() == lot_name) {
            LOTBRIDGE_TRY(auto const there, lot->resume(adapter));
            found = found || there;
        }
    if (!found)
        return fail(Errc::rejected, "this host runs no adapter \"" + adapter + "\" of a lot \"" + lot_name + "\"");
    return "{}";
}

void Host::reconcile(std::string const& arguments, ControlServer::Answer answer) {
    auto const request = read_reconcile_request(arguments);
    if (!request) return answer(fail(request.error()));
    auto const lot = std::ranges::find_if(lots_, [&](std::unique_ptr<Lot> const& candidate) {
        return candidate->name() == request->lot || (request->lot.empty() && lots_.size() == 1);
    });
    if (lot == lots_.end())
        return answer(fail(Errc::rejected, request->lot.empty() ? "there are several lots, name one"
                                                                : "this host runs no lot \"" + request->lot + "\""));
    (*lot)->reconcile(request->day, request->repair, std::move(answer));
}

Ending Host::run(Doors doors) {
    doors_ = std::move(doors);
    auto const work = boost::asio::make_work_guard(io_);
    boost::asio::post(io_, [this] { start(); });
    io_.run();
    return ending_;
}

void Host::start() {
    for (auto const& lot : lots_) lot->start();
    std::string names;
    for (auto const& lot : lots_) names += (names.empty() ? "" : ", ") + lot->name();
    log_.info("LotBridge " + std::string(base::version()) + " started, lots: " + names + "; data in " +
              base::to_text(settings_.data_directory));
    if (doors_.ready) doors_.ready();
    beat();
}

// Keeps the host's clock, which proves that network thread and store still answer, and now and then tidies up.
void Host::beat() {
    if (stopping_) return;
    scheduler_->after(beat_pause, [this] { beat(); });
    store_->keep_host_time(scheduler_->now(), scheduler_->wall());
    if (!beating_) {
        beating_ = true;
        store_->when_written([this](Result<>) {
            scheduler_->post([this] {
                beating_ = false;
                if (doors_.alive && !stopping_) doors_.alive();
            });
        });
    }
    if (++beats_ % beats_between_tidying != 0) return;
    store_->tidy(scheduler_->wall(), settings_.store.keep_delivered, [log = log_](Result<std::size_t> removed) {
        if (!removed) log.warning("tidying the store: " + removed.error().message, {{"part", "store"}});
    });
}

// ---- the end

void Host::request_stop() {
    boost::asio::post(io_, [this] { stop(); });
}

void Host::stop() {
    if (std::exchange(stopping_, true)) return;
    log_.info("stopping: finishing what is in flight");
    stopping_lots_ = lots_.size();
    for (auto const& lot : lots_)
        lot->stop([this] {
            if (--stopping_lots_ == 0) finish(false);
        });
    scheduler_->after(settle_limit, [this] { finish(true); });
}

void Host::finish(bool impatient) {
    if (io_.stopped()) return;
    if (impatient && stopping_lots_ == 0) return;
    if (impatient)
        log_.warning("some requests were not answered in time; they will be sent again after the next start");
    // Of many that hang, all together have the time of one.
    for (auto const& lot : lots_) lot->ask_adapters_to_stop();
    auto const until = std::chrono::steady_clock::now() + adapters_limit;
    bool adapters_ended = true;
    for (auto const& lot : lots_) adapters_ended = lot->stop_adapters(until) && adapters_ended;
    ending_ = adapters_ended ? Ending::clean : Ending::forced;
    store_->keep_host_time(scheduler_->now(), scheduler_->wall());
    running_->end();  // the host may be left without being destroyed
    log_.info(adapters_ended ? "stopped" : "stopped, leaving an adapter inside its driver");
    io_.stop();
}

HostStatus Host::status() const {
    HostStatus status{.version = std::string(base::version()),
                      .process = base::process_id(),
                      .started = started_,
                      .now = scheduler_->wall(),
                      .accepting = store_->accepting()};
    status.broken_lots = broken_;
    for (auto const& lot : lots_) status.lots.push_back(lot->status());
    return status;
}

}  // namespace lotbridge::app
