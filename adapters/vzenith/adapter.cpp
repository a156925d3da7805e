#include "adapter.hpp"

#include "tcp_camera.hpp"

#include <lotbridge/text/encoding.hpp>

#include <algorithm>
#include <charconv>

namespace lotbridge::vzenith {
namespace {

using namespace std::chrono_literals;

constexpr auto look_interval = 50ms;
constexpr auto settle_every = 1s;
constexpr std::size_t events_at_once = 100;
constexpr auto skew_to_warn = 30s;

std::string with_plate(std::string words, std::string_view plate) {
    constexpr std::string_view mark = "{plate}";
    if (auto const at = words.find(mark); at != words.npos) words.replace(at, mark.size(), plate);
    return words;
}

}  // namespace

LocalTime Adapter::now() const {
    return LocalTime::from_utc(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()), utc_offset_);
}

Result<> Adapter::start(Settings const& settings) {
    LOTBRIDGE_TRY(auto const offset, settings.integer_or("utc_offset_minutes", 480));
    LOTBRIDGE_TRY(auto const repeat, settings.integer_or("repeat_seconds", 10));
    LOTBRIDGE_TRY(auto const patience, settings.integer_or("patience_seconds", 600));
    LOTBRIDGE_TRY(auto const unlicensed, settings.text_or("unlicensed", "by_code"));
    utc_offset_ = std::chrono::minutes(offset);
    rules_ = {.repeat = std::chrono::seconds(repeat), .patience = std::chrono::seconds(patience)};
    rules_.quiet = std::min(rules_.quiet, rules_.patience);
    unlicensed_free_ = unlicensed == "free";
    cursor_.reset();
    auto opened = open_cameras(settings);
    if (!opened) stop();
    return opened;
}

Result<> Adapter::open_cameras(Settings const& settings) {
    LOTBRIDGE_TRY(auto const lanes, read_lanes(settings));
    LOTBRIDGE_TRY(network_, net::Network::start());
    Report const report = [this](Event event) { return inbox_.put(std::move(event)); };
    std::vector<HttpCamera*> pushing;
    for (auto const& lane : lanes) {
        auto const number = cameras_.size();
        if (lane.by_tcp()) {
            LOTBRIDGE_TRY(auto camera, TcpCamera::open(*network_, lane, number, utc_offset_, report));
            cameras_.push_back(std::move(camera));
        } else {
            auto camera = std::make_unique<HttpCamera>(lane, number, utc_offset_, report);
            pushing.push_back(camera.get());
            cameras_.push_back(std::move(camera));
        }
    }
    moved_.assign(cameras_.size(), {});
    if (!settings.has("listen")) {
        if (pushing.empty()) return {};
        return fail(Errc::rejected,
                    "settings /listen: lane " + pushing.front()->lane().code + " takes pushes, so it is needed");
    }
    LOTBRIDGE_TRY(auto const listen, settings.object("listen"));
    return open_pushes(listen, std::move(pushing));
}

Result<> Adapter::open_pushes(Settings const& listen, std::vector<HttpCamera*> cameras) {
    net::HttpListenerOptions options;
    LOTBRIDGE_TRY(options.listen, net::read_listen(listen));
    auto const warn = [this](std::string const& words) { host().log(LogLevel::warning, words); };
    LOTBRIDGE_TRY(pushes_, HttpCameras::open(*network_, options, std::move(cameras), warn));
    return {};
}

void Adapter::stop() {
    pushes_.reset();
    inbox_.clear();  // unanswered: what was told comes again
    events_.clear();
    cameras_.clear();
    network_.reset();
}

std::chrono::milliseconds Adapter::look_every() const { return look_interval; }

Offers Adapter::capabilities() const {
    auto sheet = lotbridge::Adapter::capabilities();
    auto const any = [&](auto has) {
        return std::ranges::any_of(cameras_, [&](auto const& c) { return has(c->lane()); });
    };
    auto const without = [&]<class M>(M const*) { sheet = sheet.with(schema::about<M>.number, Support::unsupported); };
    bool const sees_gates = any([](Lane const& lane) { return lane.opened_input >= 0; });
    // By push alone nobody acknowledges an order, so the limit switch must.
    bool const moves_gates = any([](Lane const& lane) { return lane.by_tcp(); }) || sees_gates;
    if (!sees_gates) {
        without(static_cast<vo::GateStatus const*>(nullptr));
        without(static_cast<vo::ManualGateOpening const*>(nullptr));
    }
    if (!moves_gates) without(static_cast<vo::GateControl const*>(nullptr));
    if (!moves_gates || unlicensed_free_) {
        without(static_cast<vo::UnlicensedEntry const*>(nullptr));
        without(static_cast<vo::UnlicensedExit const*>(nullptr));
    }
    return sheet;
}

// ---- what comes up

Result<Batch> Adapter::poll(std::string_view cursor) {
    if (cursor_ != cursor) {
        LOTBRIDGE_TRY(memory_, Memory::read(cursor, heard_keys, kept_answers));
        LOTBRIDGE_TRY(stays_, Stays::read(memory_.value("stays"), rules_));
        cursor_ = cursor;
    }
    LOTBRIDGE_CHECK(attend());
    return Batch();
}

Result<Batch> Adapter::look() {
    // Until the first poll nothing is known of what was before.
    if (cursor_) LOTBRIDGE_CHECK(attend());
    return Batch();
}

// What came is made durable, then answered; what could not be stored is not answered, and comes again.
Result<> Adapter::attend() {
    for (auto& event : inbox_.take(events_at_once)) events_.push_back(std::move(event));
    if (!events_.empty() || Clock::now() >= next_settling_) {
        auto const taken = take(events_);
        // Cars come again, and an edge or a link does not.
        std::erase_if(events_, [&](Event const& event) { return taken || std::holds_alternative<Seen>(event.what); });
        LOTBRIDGE_CHECK(taken);
    }
    for (auto const& camera : cameras_) {
        auto const& serialno = camera->lane().serialno;
        camera->tend(memory_.has_mark(serialno) ? std::optional(memory_.mark(serialno)) : std::nullopt);
    }
    return {};
}

Result<> Adapter::take(std::vector<Event> const& events) {
    next_settling_ = Clock::now() + settle_every;
    Intake intake{{}, memory_, stays_, {}, moved_};
    tell_channels(intake);
    for (auto const& event : events) {
        auto const* seen = std::get_if<Seen>(&event.what);
        if (seen) LOTBRIDGE_CHECK(take_seen(event.lane, *seen, intake));
        if (auto const* edge = std::get_if<Edge>(&event.what)) take_edge(event.lane, *edge, intake);
        if (auto const* link = std::get_if<Link>(&event.what)) take_link(event.lane, *link, intake);
        if (auto const* records = std::get_if<Records>(&event.what)) take_records(event.lane, *records, intake);
    }
    report(intake.stays.settled(now()), intake.batch);
    LOTBRIDGE_CHECK(keep(intake));
    moved_ = std::move(intake.moved);
    for (auto const& [answer, verdict] : intake.told) answer(verdict);
    return {};
}

Result<> Adapter::keep(Intake& intake) {
    if (intake.stays != stays_) intake.memory.set_value("stays", intake.stays.text());
    if (intake.memory == memory_ && intake.batch.messages().empty()) return {};
    auto cursor = intake.memory.text();
    intake.batch.resume_at(cursor);
    LOTBRIDGE_CHECK(host().submit(intake.batch));
    memory_ = std::move(intake.memory);
    stays_ = std::move(intake.stays);
    cursor_ = std::move(cursor);
    return {};
}

void Adapter::take_records(std::size_t number, Records const& records, Intake& intake) const {
    auto const& serialno = cameras_[number]->lane().serialno;
    if (records.begun_anew) intake.memory.forget(serialno);
    intake.memory.raise(serialno, records.newest);
}

Result<> Adapter::take_seen(std::size_t number, Seen const& seen, Intake& intake) {
    auto const& lane = cameras_[number]->lane();
    auto const& recognition = seen.recognition;
    std::int64_t record = 0;
    std::from_chars(recognition.id.data(), recognition.id.data() + recognition.id.size(), record);
    if (lane.by_tcp() && record == intake.memory.mark(lane.serialno) + 1) intake.memory.raise(lane.serialno, record);
    notice(lane, recognition);
    // With the time, because numbers begin anew when a camera is reset.
    auto const identity = recognition.id + "@" + recognition.time.text();
    bool const again = recognition.lost || intake.memory.see(lane.serialno + " seen", identity) == Memory::Seen::again;
    intake.told.push_back({seen.answer, again ? Verdict() : welcome(lane, recognition)});
    if (intake.told.back().verdict.open || recognition.opened_itself) intake.moved[number] = Clock::now();
    return again ? Result<>() : take_passage(lane, recognition, intake);
}

// A replay never opens a gate: the car has gone long ago.
Verdict Adapter::welcome(Lane const& lane, Recognition const& seen) const {
    Verdict verdict;
    if (seen.replayed || seen.opened_itself) return verdict;
    verdict.open = lane.opens && (!seen.plate.empty() || unlicensed_free_);
    auto const plate = seen.plate.empty() ? std::string_view(no_plate) : std::string_view(seen.plate);
    if (!lane.voice.empty()) verdict.orders.emplace_back(VoiceOrder{with_plate(lane.voice, plate)});
    if (!lane.screen) return verdict;
    auto const& words = lane.way == Way::in ? lane.screen->entry : lane.screen->exit;
    auto const text = from_utf8(with_plate(words, plate), Encoding::gb18030);
    if (text && !words.empty())
        verdict.orders.emplace_back(
            ScreenOrder{lane.screen->channel, lane.screen->before + *text + lane.screen->after});
    return verdict;
}

// Once for each camera and kind: what somebody should see to.
void Adapter::notice(Lane const& lane, Recognition const& seen) {
    auto const warn = [&](std::string const& kind, std::string const& words) {
        if (warned_.insert(lane.code + kind).second) host().log(LogLevel::warning, what_of(lane) + ": " + words);
    };
    if (seen.lost) return warn("lost", "it has a record no more that was not fetched in time");
    if (seen.unreadable) warn("key", "a plate is encrypted and cannot be opened; see the lane's plate_key");
    if (seen.replayed || seen.time.empty()) return;
    auto const skew = seen.time.at() - now().at();
    if (skew > skew_to_warn || skew < -skew_to_warn)
        warn("clock", "its clock is off by " + std::to_string(skew.count()) + " s; its times are reported as they are");
}

}  // namespace lotbridge::vzenith
