#include "app/lot.hpp"

#include "app/check.hpp"
#include "app/opr_num.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>

namespace lotbridge::app {
namespace {

std::vector<std::string> keys_of(config::CloudSettings const& cloud) {
    std::vector<std::string> keys;
    for (auto const& key : cloud.signature_keys) keys.push_back(key.reveal());
    return keys;
}

wire::SignatureForm form_of(config::PlatformProfile const& profile) {
    return profile.signature == config::PlatformProfile::SignatureForm::append ? wire::SignatureForm::append
                                                                               : wire::SignatureForm::replace_last_two;
}

// As a capability sheet has it: what the lot as a whole can tell of its fees.
std::string name_of(relay::Fees const& fees) {
    if (fees.derives()) return "derived";
    switch (fees.service()) {
        case relay::Service::offered:
            return "native";
        case relay::Service::starting:
            return "starting";
        case relay::Service::none:
            break;
    }
    return "unsupported";
}

}  // namespace

Result<std::unique_ptr<Lot>> Lot::open(Shared const& shared, config::LotSettings settings) {
    LOTBRIDGE_TRY(auto const id, shared.store.lot(settings.name, settings.utc_offset));
    std::unique_ptr<Lot> lot(new Lot(shared, std::move(settings), id));
    for (auto const& adapter : lot->settings_.adapters) {
        if (shared.held.contains({lot->settings_.name, adapter.name})) {
            lot->adapters_->hold(adapter, shared.plugins,
                                 "held by safe mode: it ran when the host ended without being stopped");
            continue;
        }
        auto const added = lot->adapters_->add(adapter, shared.plugins);
        if (added) continue;
        lot->log_.error(added.error().message, {{"adapter", adapter.name}});
        lot->problems_.push_back(adapter.name + ": " + added.error().message);
    }
    LOTBRIDGE_CHECK(lot->make_cloud());
    lot->make_relay();
    return lot;
}

Lot::Lot(Shared const& shared, config::LotSettings settings, store::LotId id)
    : shared_(shared),
      settings_(std::move(settings)),
      id_(id),
      log_(shared.log.with({{"lot", settings_.name}})),
      signer_(keys_of(settings_.cloud), form_of(settings_.cloud.profile)),
      intake_(shared.store, id, settings_, [&scheduler = shared.scheduler] { return scheduler.wall(); }),
      composite_(make_composite(shared.scheduler)),
      adapters_(std::make_unique<LotAdapters>(shared.scheduler, shared.store, id, settings_.name, intake_,
                                              composite_.get(), log_)) {}

std::shared_ptr<relay::Composite> Lot::make_composite(base::Scheduler& scheduler) {
    if (!relay::Composite::is_composite(settings_)) return nullptr;
    return std::make_shared<relay::Composite>(relay::Composite::Parts{
        .intake = intake_,
        .settings = settings_,
        .notes = [this] { return shared_.store.notes(id_); },
        .wall = [&scheduler] { return scheduler.wall(); },
        .log = log_,
    });
}

Lot::~Lot() {
    if (composite_) composite_->close();
}

void Lot::make_relay() {
    auto const opr_num = [&random = shared_.random] { return new_opr_num(random); };
    uplink_ = std::make_shared<relay::Uplink>(relay::Uplink::Parts{
        .store = shared_.store,
        .gateway = *session_,
        .scheduler = shared_.scheduler,
        .lot = id_,
        .settings = settings_,
        .read_image =
            [this](std::string key, std::function<void(Result<std::string>)> done) {
                boost::asio::post(shared_.files, [this, key = std::move(key), done = std::move(done)] {
                    shared_.scheduler.post(
                        [done, bytes = shared_.store.read_image(key)]() mutable { done(std::move(bytes)); });
                });
            },
        .new_opr_num = opr_num,
        .log = log_,
    });
    obligations_ = std::make_shared<relay::Obligations>(relay::Obligations::Parts{
        .store = shared_.store,
        .adapters = *adapters_,
        .scheduler = shared_.scheduler,
        .lot = id_,
        .limit = settings_.cloud.profile.downlink.command_limit,
        .patience = settings_.cloud.profile.times.retry_refused,
        .log = log_,
    });
    fees_ = std::make_shared<relay::Fees>(relay::Fees::Parts{
        .store = shared_.store,
        .adapters = *adapters_,
        .obligations = *obligations_,
        .scheduler = shared_.scheduler,
        .lot = id_,
        .settings = settings_,
        .log = log_,
    });
    questions_ = std::make_shared<relay::Questions>(relay::AskingParts{
        .store = shared_.store,
        .gateway = *session_,
        .obligations = *obligations_,
        .scheduler = shared_.scheduler,
        .lot = id_,
        .settings = settings_,
        .new_opr_num = opr_num,
        .log = log_,
    });
    adapters_->ask_through(questions_);
    downlink_ = std::make_shared<relay::Downlink>(relay::Downlink::Parts{
        .store = shared_.store,
        .adapters = *adapters_,
        .obligations = *obligations_,
        .fees = *fees_,
        .scheduler = shared_.scheduler,
        .random = shared_.random,
        .lot = id_,
        .settings = settings_,
        .signer = signer_,
        .log = log_,
        .learn_member = [this](std::string const& body) { questions_->learn_member(body); },
    });
    routine_ = std::make_shared<relay::Routine>(relay::Routine::Parts{
        .gateway = *session_,
        .scheduler = shared_.scheduler,
        .settings = settings_,
        .new_opr_num = opr_num,
        .repeat_free_spaces = [this] { intake_.repeat_free_spaces(); },
        .log = log_,
    });
    reconciler_ = std::make_shared<relay::Reconciler>(relay::Reconciler::Parts{
        .store = shared_.store,
        .books = *adapters_,
        .adapters = *adapters_,
        .gateway = *session_,
        .scheduler = shared_.scheduler,
        .random = shared_.random,
        .lot = id_,
        .settings = settings_,
        .kept = shared_.settings.store.keep_delivered,
        .open_reader = [directory = shared_.settings.data_directory] { return store::Reader::open(directory); },
        .aside = [&files = shared_.files](std::function<void()> work) { boost::asio::post(files, std::move(work)); },
        .log = log_,
    });
    session_->on_reachable([this](bool reachable) {
        shared_.store.outage(id_, !reachable, shared_.scheduler.wall(), [log = log_](Result<> kept) {
            if (!kept) log.warning("writing down an outage of the cloud: " + kept.error().message);
        });
        uplink_->link(reachable);
    });
}

Result<> Lot::make_cloud() {
    LOTBRIDGE_TRY(auto const token, shared_.store.value(id_, kept_token));
    LOTBRIDGE_TRY(session_, cloud::Session::open(
                                shared_.io, shared_.scheduler, shared_.random, settings_, token.value_or(""),
                                {.save_token =
                                     [this](std::string stored) {
                                         auto const saved = shared_.store.put_value(id_, kept_token, stored);
                                         if (!saved) log_.error("keeping the token: " + saved.error().message);
                                         if (channel_ && session_->has_token()) channel_->greet();
                                     },
                                 .alert = [this](std::string words) { tell(base::LogLevel::error, std::move(words)); },
                                 .note = [this](std::string words) { tell(base::LogLevel::info, std::move(words)); },
                                 .link = [this](bool up, std::string words) { link_turned(up, std::move(words)); }}));
    if (settings_.cloud.downlink.empty()) return {};
    channel_ = std::make_unique<cloud::DownlinkChannel>(
        shared_.io, shared_.scheduler, shared_.random, settings_.cloud.downlink, settings_.cloud.profile.downlink,
        cloud::DownlinkChannel::Handlers{
            .hello = [this] { return session_->hello_packet(); },
            .keepalive = [this] { return session_->heartbeat_packet(); },
            .packet =
                [this](cloud::Packet packet, std::function<void(std::string)> reply) {
                    if (!packet.oversized && session_->take_line_reply(packet.text)) return;
                    downlink_->packet(std::move(packet.text), packet.oversized, std::move(reply));
                },
            .state =
                [this](bool connected, std::string words) {
                    downlink_words_ = words;
                    if (!connected) session_->line_ended();
                    log_.write(connected ? base::LogLevel::info : base::LogLevel::warning,
                               (connected ? "downlink connected: " : "downlink lost: ") + words);
                },
        });
    return {};
}

void Lot::tell(base::LogLevel level, std::string words) {
    log_.write(level, words);
    link_words_ = std::move(words);
}

// An outage is one warning, however often the link is tried, and one line when it is over.
void Lot::link_turned(bool up, std::string words) {
    if (up) words += "; " + std::to_string(intake_.taken_in() - taken_in_before_) + " messages came meanwhile";
    taken_in_before_ = intake_.taken_in();
    tell(up ? base::LogLevel::info : base::LogLevel::warning, std::move(words));
}

void Lot::start() {
    session_->start();
    uplink_->start();
    obligations_->start();
    questions_->start();
    downlink_->start();
    routine_->start();
    if (auto const begun = reconciler_->start(); !begun)
        log_.error("the daily reconciliation cannot begin: " + begun.error().message);
    if (auto const remembered = intake_.start(); !remembered)
        log_.error("the last count of free spaces cannot be read: " + remembered.error().message);
    if (channel_) channel_->start();
    adapters_->start();
    if (composite_) settle_pictures();
}

// Beside the network thread, because it waits for the disk.
void Lot::settle_pictures() {
    auto const pause = std::max(settings_.pictures.match / 2, config::Milliseconds(100));
    shared_.scheduler.after(pause, [this, weak = std::weak_ptr(composite_)] {
        auto const composite = weak.lock();
        if (!composite) return;
        boost::asio::post(shared_.files, [composite] { composite->settle(); });
        settle_pictures();
    });
}

void Lot::stop(std::function<void()> done) {
    if (channel_) channel_->stop();
    routine_->stop();
    reconciler_->stop();
    // Uplink and questions each have something in flight.
    auto const both = [left = std::make_shared<int>(2), done = std::move(done)] {
        if (--*left == 0) done();
    };
    questions_->stop(both);
    uplink_->stop(both);
}

LotStatus Lot::status() const {
    return {
        .name = settings_.name,
        .reachable = session_->reachable(),
        .downlink = channel_ && channel_->connected(),
        .link_words = link_words_,
        .downlink_words = downlink_words_,
        .fees = name_of(*fees_),
        .uplink = uplink_->figures(),
        .requests = downlink_->figures(),
        .in_flight = uplink_->in_flight(),
        .owed_payments = obligations_->open(),
        .questions = questions_->figures(),
        .questions_in_doubt = questions_->in_doubt(),
        .answer_departures = session_->departures(),
        .request_departures = downlink_->departures(),
        .last_heartbeat = routine_->last_heartbeat(),
        .clock_offset = routine_->clock_offset(),
        .adapters = adapters_->status(),
        .composite = composite_ ? std::optional(composite_->figures()) : std::nullopt,
        .problems = problems_,
    };
}

}  // namespace lotbridge::app
