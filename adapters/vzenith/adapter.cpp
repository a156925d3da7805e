#include "adapter.hpp"

#include "tcp_camera.hpp"

#include <lotbridge/text/encoding.hpp>

#include <algorithm>
#include <charconv>
#include <iterator>

namespace lotbridge::vzenith {
namespace {

using namespace std::chrono_literals;

constexpr auto skew_to_warn = 30s;

std::string with_plate(std::string words, std::string_view plate) {
    constexpr std::string_view mark = "{plate}";
    if (auto const at = words.find(mark); at != words.npos) words.replace(at, mark.size(), plate);
    return words;
}

}  // namespace

Result<Known> Known::read(std::string_view cursor, StayRules const& rules) {
    Known known;
    LOTBRIDGE_TRY(known.memory, Memory::read(cursor, heard_keys, kept_answers));
    LOTBRIDGE_TRY(known.stays, Stays::read(known.memory.value("stays"), rules));
    return known;
}

std::string Known::text() const {
    auto all = memory;
    all.set_value("stays", stays.text());
    return all.text();
}

Result<> Adapter::open(Settings const& settings, net::Network& network) {
    LOTBRIDGE_TRY(auto const offset, settings.integer_or("utc_offset_minutes", 480));
    LOTBRIDGE_TRY(auto const repeat, settings.integer_or("repeat_seconds", 10));
    LOTBRIDGE_TRY(auto const patience, settings.integer_or("patience_seconds", 600));
    LOTBRIDGE_TRY(auto const unlicensed, settings.text_or("unlicensed", "by_code"));
    utc_offset_ = std::chrono::minutes(offset);
    rules_ = {.repeat = std::chrono::seconds(repeat), .patience = std::chrono::seconds(patience)};
    rules_.quiet = std::min(rules_.quiet, rules_.patience);
    unlicensed_free_ = unlicensed == "free";
    LOTBRIDGE_TRY(auto const lanes, read_lanes(settings));
    Report const report = [this](Event event) { return heard(std::move(event)); };
    std::vector<HttpCamera*> pushing;
    for (auto const& lane : lanes) {
        auto const number = cameras_.size();
        if (lane.by_tcp()) {
            LOTBRIDGE_TRY(auto camera, TcpCamera::open(network, lane, number, utc_offset_, report));
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
    return open_pushes(listen, network, std::move(pushing));
}

Result<> Adapter::open_pushes(Settings const& listen, net::Network& network, std::vector<HttpCamera*> cameras) {
    net::HttpListenerOptions options;
    LOTBRIDGE_TRY(options.listen, net::read_listen(listen));
    auto const warn = [this](std::string const& words) { host().log(LogLevel::warning, words); };
    LOTBRIDGE_TRY(pushes_, HttpCameras::open(network, options, std::move(cameras), warn));
    return {};
}

void Adapter::close() {
    pushes_.reset();
    events_.clear();  // unanswered: what was told comes again
    cameras_.clear();
}

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

// What came is made durable, then answered; what could not be stored is not answered, and comes again.
Result<> Adapter::take(std::vector<Event> events) {
    std::ranges::move(events, std::back_inserter(events_));
    if (!events_.empty() || settling_.due()) {
        settling_.done();
        auto const told = tell(events_);
        // Cars come again, and an edge or a link does not.
        std::erase_if(events_, [&](Event const& event) { return told || std::holds_alternative<Seen>(event.what); });
        LOTBRIDGE_CHECK(told);
    }
    for (auto const& camera : cameras_) {
        auto const& serialno = camera->lane().serialno;
        auto const& memory = known().memory;
        camera->tend(memory.has_mark(serialno) ? std::optional(memory.mark(serialno)) : std::nullopt);
    }
    return {};
}

Result<> Adapter::tell(std::vector<Event> const& events) {
    Intake intake{draft(), {}, moved_};
    tell_channels(intake);
    for (auto const& event : events) {
        auto const* seen = std::get_if<Seen>(&event.what);
        if (seen) LOTBRIDGE_CHECK(take_seen(event.lane, *seen, intake));
        if (auto const* edge = std::get_if<Edge>(&event.what)) take_edge(event.lane, *edge, intake);
        if (auto const* link = std::get_if<Link>(&event.what)) take_link(event.lane, *link, intake);
        if (auto const* records = std::get_if<Records>(&event.what)) take_records(event.lane, *records, intake);
    }
    report(intake.next.known.stays.settled(now()), intake.next.batch);
    LOTBRIDGE_CHECK(keep(std::move(intake.next)));
    moved_ = std::move(intake.moved);
    for (auto const& [answer, verdict] : intake.told) answer(verdict);
    return {};
}

void Adapter::take_records(std::size_t number, Records const& records, Intake& intake) const {
    auto const& serialno = cameras_[number]->lane().serialno;
    if (records.begun_anew) intake.next.known.memory.forget(serialno);
    intake.next.known.memory.raise(serialno, records.newest);
}

Result<> Adapter::take_seen(std::size_t number, Seen const& seen, Intake& intake) {
    auto const& lane = cameras_[number]->lane();
    auto const& recognition = seen.recognition;
    std::int64_t record = 0;
    std::from_chars(recognition.id.data(), recognition.id.data() + recognition.id.size(), record);
    if (lane.by_tcp() && record == intake.next.known.memory.mark(lane.serialno) + 1)
        intake.next.known.memory.raise(lane.serialno, record);
    notice(lane, recognition);
    // With the time, because numbers begin anew when a camera is reset.
    auto const identity = recognition.id + "@" + recognition.time.text();
    bool const again =
        recognition.lost || intake.next.known.memory.see(lane.serialno + " seen", identity) == Memory::Seen::again;
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
        warn_once(what_of(lane) + ": " + words, lane.code + kind);
    };
    if (seen.lost) return warn("lost", "it has a record no more that was not fetched in time");
    if (seen.unreadable) warn("key", "a plate is encrypted and cannot be opened; see the lane's plate_key");
    if (seen.replayed || seen.time.empty()) return;
    auto const skew = seen.time.at() - now().at();
    if (skew > skew_to_warn || skew < -skew_to_warn)
        warn("clock", "its clock is off by " + std::to_string(skew.count()) + " s; its times are reported as they are");
}

}  // namespace lotbridge::vzenith
