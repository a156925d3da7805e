#include "app/adapters.hpp"

#include "app/loading.hpp"

#include <algorithm>
#include <sstream>

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

// A name of the store's: what an adapter of a composite lot could do when it was last started.
std::string offers_of(std::string const& adapter) { return "offers/" + adapter; }

}  // namespace

relay::Topics offered(std::map<std::string, std::string> const& sheet) {
    relay::Topics topics;
    for (auto const& [topic, ability] : sheet)
        if (ability != "unsupported") topics.insert(topic);
    return topics;
}

bool carries_out(config::AdapterSettings const& settings, std::map<std::string, std::string> const& sheet,
                 std::string_view topic) {
    if (!settings.serves.empty()) return std::ranges::find(settings.serves, topic) != settings.serves.end();
    auto const found = sheet.find(std::string(topic));
    return found != sheet.end() && found->second != "unsupported";
}

LotAdapters::LotAdapters(base::Scheduler& scheduler, store::Store& store, store::LotId lot, std::string lot_name,
                         relay::Intake& intake, relay::Composite* composite, base::Log log)
    : scheduler_(scheduler),
      store_(store),
      lot_(lot),
      lot_name_(std::move(lot_name)),
      intake_(intake),
      composite_(composite),
      log_(std::move(log)) {}

std::string LotAdapters::how_to_run(config::AdapterSettings const& settings) const {
    return "let it run again with: lotbridge resume --lot " + lot_name_ + " --adapter " + settings.name;
}

Result<> LotAdapters::add(config::AdapterSettings const& settings, plugin::Catalogue const& catalogue) {
    recall_offers(settings.name);
    auto& member = members_.emplace_back(Member{.settings = settings});
    auto const loaded = load(member, catalogue);
    if (!loaded) member.why_not_loaded = loaded.error().message;
    return loaded;
}

Result<> LotAdapters::load(Member& member, plugin::Catalogue const& catalogue) {
    auto const& settings = member.settings;
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
    member.instance =
        std::make_unique<plugin::Instance>(std::move(loaded.library), std::move(options), upward(settings.name));
    member.isolated = loaded.isolated;
    return {};
}

plugin::Upward LotAdapters::upward(std::string const& name) {
    auto const log = log_.with({{"adapter", name}});
    return {
        .submit = [this, name, log](std::vector<plugin::Message> messages, std::string cursor) -> Result<> {
            auto const receipt = composite_ ? composite_->submit(name, std::move(messages), std::move(cursor))
                                            : intake_.submit(name, messages, std::move(cursor));
            if (!receipt) return fail(receipt.error());
            if (receipt->quarantined > 0)
                log.warning(
                    std::to_string(receipt->quarantined) +
                    " messages break the standard and were quarantined; see: lotbridge outbox list --quarantine");
            return {};
        },
        .put_image = [this](std::string_view type, std::string_view bytes) { return store_.put_image(type, bytes); },
        .log = [this, name, log](int level, std::string_view line) { heard(name, log, level, line); },
        .cursor = [this, name] { return store_.cursor(lot_, name); },
        .offers = [this, name](auto const& sheet) { learn_offers(name, sheet); },
        .ask = [this, name](plugin::Message question, std::chrono::milliseconds limit) -> Result<plugin::Answer> {
            if (composite_ && composite_->givers().verdict(name, question.name) == relay::Givers::Verdict::leaves)
                return fail(Errc::unsupported, "another adapter of this lot asks " + question.name);
            return questions_->ask(std::move(question), limit);
        },
        .dealt_with = [this](std::vector<std::int64_t> receipts,
                             bool well) { questions_->dealt_with(std::move(receipts), well); },
    };
}

void LotAdapters::heard(std::string const& name, base::Log const& log, int level, std::string_view line) {
    log.write(level_of(level), line);
    if (level != LB_LOG_WARNING) return;
    std::lock_guard const lock(warnings_mutex_);
    warnings_[name] = {std::string(line), std::chrono::floor<WallTime::duration>(std::chrono::system_clock::now())};
}

// So that nobody takes the place of one that has not started yet.
void LotAdapters::recall_offers(std::string const& name) {
    if (!composite_) return;
    auto const kept = store_.value(lot_, offers_of(name));
    if (!kept || !*kept) return;
    std::istringstream words(**kept);
    relay::Topics topics;
    for (std::string topic; words >> topic;) topics.insert(topic);
    composite_->givers().learn(name, std::move(topics));
}

void LotAdapters::learn_offers(std::string const& name, std::map<std::string, std::string> const& sheet) {
    if (!composite_) return;
    auto topics = offered(sheet);
    std::string words;
    for (auto const& topic : topics) words.append(words.empty() ? "" : " ").append(topic);
    if (auto const kept = store_.put_value(lot_, offers_of(name), words); !kept)
        log_.warning("keeping what an adapter can do: " + kept.error().message, {{"adapter", name}});
    composite_->givers().learn(name, std::move(topics));
}

void LotAdapters::start() {
    for (auto& member : members_)
        if (member.instance) member.instance->start();
}

void LotAdapters::ask_to_stop() {
    for (auto& member : members_)
        if (member.instance) member.instance->stop(std::chrono::milliseconds(0));
}

bool LotAdapters::stop(std::chrono::steady_clock::time_point until) {
    ask_to_stop();
    bool stopped = true;
    for (auto& member : members_) {
        if (!member.instance) continue;
        auto const left = until - std::chrono::steady_clock::now();
        auto const patience =
            std::max(std::chrono::duration_cast<std::chrono::milliseconds>(left), std::chrono::milliseconds(0));
        if (member.instance->stop(patience)) continue;
        log_.error("the adapter is still inside a call of its legacy driver", {{"adapter", member.settings.name}});
        stopped = false;
    }
    return stopped;
}

void LotAdapters::poll_soon() {
    for (auto& member : members_)
        if (member.instance) member.instance->poll_soon();
}

void LotAdapters::hold(config::AdapterSettings const& settings, plugin::Catalogue const& catalogue,
                       std::string const& why) {
    recall_offers(settings.name);
    auto const words = why + "; " + how_to_run(settings);
    members_.push_back({.settings = settings, .why_not_loaded = words, .held_from = &catalogue});
    log_.warning(words, {{"adapter", settings.name}});
}

Result<bool> LotAdapters::resume(std::string_view adapter) {
    bool found = adapter.empty();
    for (auto& member : members_) {
        if (!adapter.empty() && member.settings.name != adapter) continue;
        if (member.instance) {
            member.instance->resume();
        } else if (member.held_from) {
            LOTBRIDGE_CHECK(load(member, *member.held_from));
            member.instance->start();
        } else {
            continue;
        }
        found = true;
    }
    return found;
}

std::vector<AdapterStatus> LotAdapters::status() const {
    std::vector<AdapterStatus> out;
    for (auto const& member : members_) {
        if (!member.instance && !member.held_from) continue;
        out.push_back({member.settings.name,
                       member.settings.plugin,
                       member.isolated,
                       member.instance ? member.instance->status()
                                       : plugin::Status{.health = plugin::Health::held, .words = member.why_not_loaded},
                       {}});
    }
    std::lock_guard const lock(warnings_mutex_);
    for (auto& adapter : out)
        if (auto const warned = warnings_.find(adapter.name); warned != warnings_.end())
            adapter.warning = warned->second;
    return out;
}

// In a composite lot also before it has started, if it has ever.
bool LotAdapters::can(Member const& member, std::string_view topic) const {
    if (composite_) return composite_->givers().can(member.settings.name, topic);
    return member.instance && offered(member.instance->status().capabilities).contains(topic);
}

// The one that the lot's file names, otherwise all that can, in the file's order.
std::vector<LotAdapters::Member const*> LotAdapters::servers_of(std::string_view topic) const {
    std::vector<Member const*> servers;
    for (auto const& member : members_) {
        bool const named = !member.settings.serves.empty();
        if (named ? !carries_out(member.settings, {}, topic) : !can(member, topic)) continue;
        if (named) return {&member};
        servers.push_back(&member);
    }
    return servers;
}

// A request about a lane goes to an adapter that has it. Whether that one runs is no question: nobody steps in for it.
// Null: nobody carries it out.
Result<LotAdapters::Member const*> LotAdapters::server_of(plugin::Request const& request) const {
    auto const servers = servers_of(request.name);
    if (servers.empty()) return nullptr;
    if (!composite_ || composite_->lanes().empty()) return servers.front();
    auto const lane = relay::Lanes::lane_of(request.body);
    if (!composite_->lanes().has(lane)) return servers.front();
    for (auto const* server : servers)
        if (composite_->lanes().has(lane, server->settings.name)) return server;
    return fail(Errc::unsupported,
                "no adapter of this lot that carries out \"" + request.name + "\" has the lane " + lane);
}

relay::Service LotAdapters::service(std::string_view topic) const {
    if (!servers_of(topic).empty()) return relay::Service::offered;
    return any_silent() ? relay::Service::starting : relay::Service::none;
}

// ---- books of a day

bool LotAdapters::gives(Member const& member, std::string_view topic) const {
    if (!can(member, topic)) return false;
    return !composite_ || composite_->givers().verdict(member.settings.name, topic) == relay::Givers::Verdict::gives;
}
bool LotAdapters::keeps_books(Member const& member) const { return gives(member, "daily_reconciliation"); }
bool LotAdapters::tells_of_days(Member const& member) const {
    return keeps_books(member) || gives(member, "vehicle_exit") || gives(member, "supplementary_bill");
}

bool LotAdapters::caught_up() const {
    bool some_tell = false;
    for (auto const& member : members_) {
        if (!member.instance || !tells_of_days(member)) continue;
        auto const status = member.instance->status();
        if (status.health != plugin::Health::running || status.reading) return false;
        some_tell = true;
    }
    return some_tell || !any_silent();
}

std::string LotAdapters::does_not_run(Member const& member) {
    return "the adapter \"" + member.settings.name + "\" does not run: " + member.why_not_loaded;
}
std::string LotAdapters::why_nobody_is_ready() const {
    auto const held = std::ranges::find_if(members_, [](Member const& member) { return !member.instance; });
    return held == members_.end() ? "no adapter is ready yet" : does_not_run(*held);
}

// One that could not be started yet has not told what it can do.
bool LotAdapters::any_silent() const {
    return std::ranges::any_of(members_, [](Member const& member) {
        return member.instance ? member.instance->status().capabilities.empty() : member.held_from != nullptr;
    });
}

void LotAdapters::list_day(LocalDate day, std::function<void(plugin::Message)> found,
                           std::function<void(plugin::CommandResult)> done) {
    auto call = [this, day = day.text(), found = std::move(found)](Member const& member, auto answered) {
        auto of_this_lot = [this, name = member.settings.name, found](plugin::Message message) {
            if (!composite_) return found(std::move(message));
            if (auto told = composite_->of_the_books(name, std::move(message))) found(std::move(*told));
        };
        member.instance->list_day(day, book_limit, std::move(of_this_lot), std::move(answered));
    };
    ask_bookkeepers(std::move(call), std::move(done));
}

void LotAdapters::submit_day(LocalDate day, std::vector<std::string> records,
                             std::function<void(plugin::CommandResult)> done) {
    auto call = [day = day.text(), records = std::move(records)](Member const& member, auto answered) {
        member.instance->submit_day(day, records, book_limit, std::move(answered));
    };
    ask_bookkeepers(std::move(call), std::move(done));
}

// One after the other. A failure ends it; who keeps no books after all is passed over.
void LotAdapters::ask_bookkeepers(Call call, std::function<void(plugin::CommandResult)> done, std::size_t from,
                                  bool answered) {
    auto const next = std::find_if(members_.begin() + static_cast<std::ptrdiff_t>(from), members_.end(),
                                   [this](Member const& member) { return member.instance && keeps_books(member); });
    if (next == members_.end()) {
        plugin::CommandResult result{.status = LB_OK, .reply = {}, .words = {}};
        if (!answered && any_silent())
            result = {.status = LB_RETRY, .reply = {}, .words = "an adapter of this lot has not started yet"};
        else if (!answered)
            result = {.status = LB_UNSUPPORTED, .reply = {}, .words = "no adapter of this lot keeps books of a day"};
        return scheduler_.post([done = std::move(done), result] { done(result); });
    }
    auto const index = static_cast<std::size_t>(next - members_.begin());
    call(*next, [this, call, done = std::move(done), index, answered](plugin::CommandResult result) {
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
    auto const refuse = [&](lb_status status, std::string words) {
        on_network({.status = status, .reply = "", .words = "command " + request.name + ": " + std::move(words)});
    };
    auto const found = server_of(request);
    if (!found) return refuse(LB_UNSUPPORTED, found.error().message);
    auto const* server = *found;
    if (!server && service(request.name) == relay::Service::none)
        return refuse(LB_UNSUPPORTED, "no adapter of this lot carries it out");
    if (!server) return refuse(LB_RETRY, why_nobody_is_ready());
    if (!server->instance) return refuse(LB_RETRY, does_not_run(*server));
    if (composite_ && !composite_->lanes().empty()) {
        request.body = composite_->lanes().to_adapter(server->settings.name, request.body);
        auto in_our_words = [this, name = server->settings.name, on_network](plugin::CommandResult result) {
            result.reply = composite_->lanes().to_cloud(name, result.reply).body;
            on_network(std::move(result));
        };
        return server->instance->command(std::move(request), limit, std::move(in_our_words));
    }
    server->instance->command(std::move(request), limit, std::move(on_network));
}

}  // namespace lotbridge::app
