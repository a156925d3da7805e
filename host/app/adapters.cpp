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

}  // namespace

bool carries_out(config::AdapterSettings const& settings, std::map<std::string, std::string> const& sheet,
                 std::string_view topic) {
    if (!settings.serves.empty()) return std::ranges::find(settings.serves, topic) != settings.serves.end();
    auto const found = sheet.find(std::string(topic));
    return found != sheet.end() && found->second != "unsupported";
}

LotAdapters::LotAdapters(base::Scheduler& scheduler, store::Store& store, store::LotId lot, relay::Intake& intake,
                         base::Log log)
    : scheduler_(scheduler), store_(store), lot_(lot), intake_(intake), log_(std::move(log)) {}

Result<> LotAdapters::add(config::AdapterSettings const& settings, plugin::Catalogue const& catalogue) {
    LOTBRIDGE_TRY(auto loaded, load_adapter(settings, catalogue));
    plugin::InstanceOptions options{.name = settings.name,
                                    .settings = std::move(loaded.settings),
                                    .poll = settings.poll,
                                    .call_limit = settings.call_limit};
    members_.push_back({settings, std::make_unique<plugin::Instance>(std::move(loaded.library), std::move(options),
                                                                     upward(settings.name))});
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

std::vector<AdapterStatus> LotAdapters::status() const {
    std::vector<AdapterStatus> out;
    for (auto const& member : members_)
        out.push_back({member.settings.name, member.settings.plugin, member.instance->status()});
    return out;
}

LotAdapters::Member const* LotAdapters::server_of(std::string_view topic) const {
    for (auto const& member : members_)
        if (carries_out(member.settings, member.instance->status().capabilities, topic)) return &member;
    return nullptr;
}

relay::Service LotAdapters::service(std::string_view topic) const {
    if (server_of(topic)) return relay::Service::offered;
    auto const silent = [](Member const& member) { return member.instance->status().capabilities.empty(); };
    return std::ranges::any_of(members_, silent) ? relay::Service::starting : relay::Service::none;
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
