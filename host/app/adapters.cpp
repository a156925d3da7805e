#include "app/adapters.hpp"

#include "app/loading.hpp"

#include <algorithm>

namespace lotbridge::app {
namespace {

base::LogLevel level_of(int level) {
    switch (level) {
        case LB_LOG_DEBUG:
            return base::LogLevel::debug;
        case LB_LOG_INFO:
            return base::LogLevel::info;
        case LB_LOG_WARNING:
            return base::LogLevel::warning;
        default:
            return base::LogLevel::error;
    }
}

// A process is stopped when a call of it takes too long: greeting and start are two.
constexpr auto stop_process = std::chrono::seconds(15);
constexpr unsigned most_faults = 5;

constexpr auto book_limit = std::chrono::minutes(5);  // to begin; the call itself has the adapter's own limit

bool offers(plugin::Status const& status, char const* topic) {
    auto const found = status.capabilities.find(topic);
    return found != status.capabilities.end() && found->second != "unsupported";
}
bool keeps_books(plugin::Status const& status) { return offers(status, "daily_reconciliation"); }
bool tells_of_days(plugin::Status const& status) {
    return keeps_books(status) || offers(status, "vehicle_exit") || offers(status, "supplementary_bill");
}

}  // namespace

bool carries_out(config::AdapterSettings const& settings, std::map<std::string, std::string> const& sheet,
                 std::string_view topic) {
    if (!settings.serves.empty()) return std::ranges::find(settings.serves, topic) != settings.serves.end();
    auto const found = sheet.find(std::string(topic));
    return found != sheet.end() && found->second != "unsupported";
}

LotAdapters::LotAdapters(base::Scheduler& scheduler, store::Store& store, store::LotId lot, std::string lot_name,
                         relay::Intake& intake, base::Log log)
    : scheduler_(scheduler),
      store_(store),
      lot_(lot),
      lot_name_(std::move(lot_name)),
      intake_(intake),
      log_(std::move(log)) {}

std::string LotAdapters::how_to_run(config::AdapterSettings const& settings) const {
    return "let it run again with: lotbridge resume --lot " + lot_name_ + " --adapter " + settings.name;
}

Result<> LotAdapters::add(config::AdapterSettings const& settings, plugin::Catalogue const& catalogue) {
    LOTBRIDGE_TRY(auto loaded, load_adapter(settings, catalogue));
    plugin::InstanceOptions options{
        .name = settings.name,
        .settings = std::move(loaded.settings),
        .poll = settings.poll,
        .call_limit = settings.call_limit,
        .how_to_run = how_to_run(settings),
    };
    if (loaded.isolated) {
        options.call_limit = 2 * settings.call_limit + stop_process;
        options.most_faults = most_faults;
    }
    members_.push_back(
        {settings,
         std::make_unique<plugin::Instance>(std::move(loaded.library), std::move(options), upward(settings.name)),
         loaded.isolated});
    return {};
}

plugin::Upward LotAdapters::upward(std::string const& name) {
    auto const log = log_.with({{"adapter", name}});
    return {
        .submit = [this, name, log](std::vector<plugin::Message> messages, std::string cursor) -> Result<> {
            auto const receipt = intake_.submit(name, messages, std::move(cursor));
            if (!receipt) return fail(receipt.error());
            if (receipt->quarantined > 0)
                log.warning(
                    std::to_string(receipt->quarantined) +
                    " messages break the standard and were quarantined; see: lotbridge outbox list --quarantine");
            return {};
        },
        .put_image = [this](std::string_view type, std::string_view bytes) { return store_.put_image(type, bytes); },
        .log = [log](int level, std::string_view line) { log.write(level_of(level), line); },
        .cursor = [this, name] { return store_.cursor(lot_, name); },
        .ask = [this](plugin::Message question,
                      std::chrono::milliseconds limit) { return questions_->ask(std::move(question), limit); },
        .dealt_with = [this](std::vector<std::int64_t> receipts,
                             bool well) { questions_->dealt_with(std::move(receipts), well); },
    };
}

void LotAdapters::start() {
    for (auto& member : members_) member.instance->start();
}

bool LotAdapters::stop(std::chrono::milliseconds wait) {
    auto const deadline = std::chrono::steady_clock::now() + wait;
    bool stopped = true;
    for (auto& member : members_) {
        auto const left = deadline - std::chrono::steady_clock::now();
        auto const patience =
            std::max(std::chrono::duration_cast<std::chrono::milliseconds>(left), std::chrono::milliseconds(0));
        if (member.instance->stop(patience)) continue;
        log_.error("the adapter is still inside a call of its legacy driver", {{"adapter", member.settings.name}});
        stopped = false;
    }
    return stopped;
}

void LotAdapters::poll_soon() {
    for (auto& member : members_) member.instance->poll_soon();
}

void LotAdapters::hold(config::AdapterSettings const& settings, plugin::Catalogue const& catalogue,
                       std::string const& why) {
    held_.push_back({settings, &catalogue, why + "; " + how_to_run(settings)});
    log_.warning(held_.back().words, {{"adapter", settings.name}});
}

Result<bool> LotAdapters::resume(std::string_view adapter) {
    bool found = adapter.empty();
    for (auto held = held_.begin(); held != held_.end();) {
        if (!adapter.empty() && held->settings.name != adapter) {
            ++held;
            continue;
        }
        LOTBRIDGE_CHECK(add(held->settings, *held->catalogue));
        members_.back().instance->start();
        held = held_.erase(held);
        found = true;
    }
    for (auto& member : members_) {
        if (!adapter.empty() && member.settings.name != adapter) continue;
        member.instance->resume();
        found = true;
    }
    return found;
}

std::vector<AdapterStatus> LotAdapters::status() const {
    std::vector<AdapterStatus> out;
    for (auto const& held : held_)
        out.push_back({held.settings.name, held.settings.plugin, false,
                       plugin::Status{.health = plugin::Health::held, .words = held.words}});
    for (auto const& member : members_)
        out.push_back({member.settings.name, member.settings.plugin, member.isolated, member.instance->status()});
    return out;
}

LotAdapters::Member const* LotAdapters::server_of(std::string_view topic) const {
    for (auto const& member : members_)
        if (carries_out(member.settings, member.instance->status().capabilities, topic)) return &member;
    return nullptr;
}

relay::Service LotAdapters::service(std::string_view topic) const {
    if (server_of(topic)) return relay::Service::offered;
    return any_silent() ? relay::Service::starting : relay::Service::none;
}

// ---- books of a day

bool LotAdapters::caught_up() const {
    bool some_tell = false;
    for (auto const& member : members_) {
        auto const status = member.instance->status();
        if (!tells_of_days(status)) continue;
        if (status.health != plugin::Health::running || status.reading) return false;
        some_tell = true;
    }
    return some_tell || !any_silent();
}

// One that could not be started yet has not told what it can do.
bool LotAdapters::any_silent() const {
    return !held_.empty() || std::ranges::any_of(members_, [](Member const& member) {
        return member.instance->status().capabilities.empty();
    });
}

void LotAdapters::list_day(LocalDate day, std::function<void(plugin::Message)> found,
                           std::function<void(plugin::CommandResult)> done) {
    auto call = [day = day.text(), found = std::move(found)](plugin::Instance& instance, auto answered) {
        instance.list_day(day, book_limit, found, std::move(answered));
    };
    ask_bookkeepers(std::move(call), std::move(done));
}

void LotAdapters::submit_day(LocalDate day, std::vector<std::string> records,
                             std::function<void(plugin::CommandResult)> done) {
    auto call = [day = day.text(), records = std::move(records)](plugin::Instance& instance, auto answered) {
        instance.submit_day(day, records, book_limit, std::move(answered));
    };
    ask_bookkeepers(std::move(call), std::move(done));
}

// One after the other. A failure ends it; who keeps no books after all is passed over.
void LotAdapters::ask_bookkeepers(Call call, std::function<void(plugin::CommandResult)> done, std::size_t from,
                                  bool answered) {
    auto const next = std::find_if(members_.begin() + static_cast<std::ptrdiff_t>(from), members_.end(),
                                   [](Member const& member) { return keeps_books(member.instance->status()); });
    if (next == members_.end()) {
        plugin::CommandResult result{.status = LB_OK, .reply = {}, .words = {}};
        if (!answered && any_silent())
            result = {.status = LB_RETRY, .reply = {}, .words = "an adapter of this lot has not started yet"};
        else if (!answered)
            result = {.status = LB_UNSUPPORTED, .reply = {}, .words = "no adapter of this lot keeps books of a day"};
        return scheduler_.post([done = std::move(done), result] { done(result); });
    }
    auto const index = static_cast<std::size_t>(next - members_.begin());
    call(*next->instance, [this, call, done = std::move(done), index, answered](plugin::CommandResult result) {
        scheduler_.post([this, call, done, index, answered, result = std::move(result)] {
            if (result.status != LB_OK && result.status != LB_UNSUPPORTED) return done(result);
            ask_bookkeepers(call, done, index + 1, answered || result.status == LB_OK);
        });
    });
}

void LotAdapters::command(plugin::Request request, std::chrono::milliseconds limit,
                          std::function<void(plugin::CommandResult)> done) {
    auto on_network = [&scheduler = scheduler_, done = std::move(done)](plugin::CommandResult result) {
        scheduler.post([done, result = std::move(result)] { done(result); });
    };
    auto const* server = server_of(request.name);
    if (!server) {
        bool const starting = service(request.name) == relay::Service::starting;
        return on_network({.status = starting ? LB_RETRY : LB_UNSUPPORTED,
                           .reply = "",
                           .words = starting ? "no adapter is ready yet"
                                             : "no adapter of this lot carries out \"" + request.name + "\""});
    }
    server->instance->command(std::move(request), limit, std::move(on_network));
}

}  // namespace lotbridge::app
