// The part of the platform that watches the clock: how often a message comes, and how long a lot stays silent.
#include "platform.hpp"

#include "sense.hpp"

#include <spdlog/spdlog.h>
#include <algorithm>

namespace lotbridge::refcloud {
namespace {

// The clause that tells to send a refused message again after ten minutes, and not sooner.
std::string retry_clause(schema::Interface const& interface) {
    bool const named = interface.id == "vehicle_entry" || interface.id == "vehicle_exit" ||
                       interface.id == "cashier_settlement" || interface.id == "supplementary_bill";
    return named ? std::string(interface.function_clause) : "B.1.2.5";
}

}  // namespace

void Platform::note_pace(Incoming& incoming, Letter& letter, std::string_view result_code) {
    // "Messages that met 9000 are sent again with the new token at once; that is no retry in the sense of B.1.2.5."
    if (settings_.ends_token(result_code)) return;
    if (!letter.recent.empty()) storage_.tally(letter.park_id, "B.1.2.5");
    auto const now = clock_.now();
    auto const& times = settings_.times;
    std::erase_if(letter.recent, [&](std::int64_t at) { return now - at > times.shortened(times.hour).count(); });
    if (letter.recent.size() >= times.requests)
        incoming.findings.push_back(
            {Level::shall, "B.1.2.5",
             "more than " + std::to_string(times.requests) + " requests with one oprNum in an hour"});
    // A refused list that comes again in halves (E11) is not the same request.
    auto const digest = md5_hex(incoming.request.data);
    if (letter.digest == digest && letter.failed_at != 0 &&
        now - letter.failed_at < times.shortened(times.retry).count())
        incoming.findings.push_back({Level::shall, retry_clause(*incoming.interface),
                                     "sent again " + std::to_string(now - letter.failed_at) +
                                         " ms after a failure was answered, before the ten minutes were over"});
    letter.recent.push_back(now);
    if (!letter.accepted || result_code == "0000") letter.digest = digest;
    letter.failed_at = result_code.empty() || result_code == "0000" ? 0 : now;
}

// 6.1.2: from the event until it was accepted here. A lot whose clock is ahead, or that plays a day of the past, tells
// nothing of that.
void Platform::note_delay(Incoming const& incoming, json::Value const& vo) {
    if (!settings_.time_delays) return;
    auto const id = incoming.interface->id;
    bool const is_exit = id == "vehicle_exit" || id == "supplementary_bill";
    if (!is_exit && id != "vehicle_entry") return;
    auto const happened = local_time(vo, is_exit ? "outTime" : "inTime");
    if (happened.empty()) return;
    auto const& lot = *incoming.lot;
    auto const at = std::chrono::milliseconds(happened.to_utc(lot.utc_offset).time_since_epoch()).count();
    auto const delay = clock_.shown() - at;
    constexpr auto longest = std::chrono::milliseconds(std::chrono::days(1)).count();
    if (delay < 0 || delay > longest) return;
    storage_.tally(lot.park_id, "6.1.2");
    storage_.tally(lot.park_id, "milliseconds of delay", delay);
}

// What was seen, by clause: so that a report tells rules that were kept from rules that were never tried.
void Platform::tally(Incoming const& incoming) {
    auto const park_id = incoming.lot ? incoming.lot->park_id : std::string();
    auto const see = [&](std::string_view clause) { storage_.tally(park_id, clause); };
    see("B.1");
    if (!incoming.unreadable.empty()) return see("unreadable");
    for (auto const* clause : {"B.1.1", "B.1.2.1", "B.1.2.3", "B.1.2.4"}) see(clause);
    if (!incoming.interface) return;
    see(incoming.interface->function_clause);
    if (incoming.interface->clause != incoming.interface->function_clause) see(incoming.interface->clause);
    if (incoming.interface->id == "login") {
        see("B.2.4");
        return see("B.2.7");
    }
    if (incoming.lot) see("B.2.6");
}

void Platform::note_sign_of_life(Incoming const& incoming) {
    if (!incoming.lot || !incoming.interface) return;
    auto const id = incoming.interface->id;
    if (id != "heartbeat" && id != "free_spaces") return;
    auto state = storage_.lot(incoming.lot->park_id);
    (id == "heartbeat" ? state.heartbeat_at : state.free_spaces_at) = clock_.now();
    storage_.put(state);
}

void Platform::write_findings(Incoming const& incoming) {
    auto const park_id = incoming.lot ? incoming.lot->park_id : std::string();
    auto const topic = incoming.interface ? incoming.interface->id : std::string_view("unknown");
    for (auto const& finding : incoming.findings) {
        storage_.add_violation(park_id, topic, incoming.request.opr_num, finding);
        spdlog::warn("violation {} {} lot={} {} oprNum={}: {}", finding.clause, name(finding.level), park_id, topic,
                     incoming.request.opr_num, finding.words);
    }
}

Result<> Platform::report(std::string const& park_id, std::string_view topic, std::string const& opr_num,
                          Findings const& findings) {
    if (findings.empty()) return {};
    return storage_.attempt("noting violations", [&] {
        for (auto const& finding : findings) {
            storage_.add_violation(park_id, topic, opr_num, finding);
            spdlog::warn("violation {} {} lot={} {} oprNum={}: {}", finding.clause, name(finding.level), park_id, topic,
                         opr_num, finding.words);
        }
    });
}

Result<> Platform::start() {
    watch_silence();
    return storage_.attempt("entering the members of the settings", [this] {
        for (auto const& lot : settings_.lots)
            for (auto const& [plate, member] : lot.members)
                if (!register_.find(lot.park_id, "member", plate)) register_.put(lot.park_id, member, "settings");
    });
}

void Platform::watch_silence() {
    constexpr Milliseconds shortest(50);
    auto const limit = std::min(settings_.times.heartbeat, settings_.times.free_spaces);
    silence_timer_.expires_after(std::max(shortest, limit / 5));
    silence_timer_.async_wait([this](boost::system::error_code error) {
        if (error) return;
        auto const looked = storage_.attempt("looking for silent lots", [this] {
            look_for_silence();
            look_for_unreported();
        });
        if (!looked) spdlog::error("{}", looked.error().message);
        watch_silence();
    });
}

void Platform::look_for_silence() {
    for (auto const& lot : settings_.lots) {
        auto const token = storage_.token_of(lot.park_id);
        if (!token || token->ends_at <= clock_.shown()) continue;
        auto const state = storage_.lot(lot.park_id);
        report_silence(*token, "heartbeat", state.heartbeat_at, settings_.times.heartbeat,
                       {Level::should, "5.1.8", "no heartbeat for longer than the recommended five minutes"});
        report_silence(*token, "free_spaces", state.free_spaces_at, settings_.times.free_spaces,
                       {Level::should, "5.1.7", "no free spaces for longer than the recommended minute"});
    }
}

// 5.3.1: a vehicle that was let in without a plate gets a parking record, which is uploaded.
void Platform::look_for_unreported() {
    auto const limit = settings_.times.unlicensed.count();
    if (clock_.now() - excused_at_ < limit) return;
    for (auto& visit : visits_.unreported(clock_.now() - limit)) {
        Finding const finding{Level::shall, "5.3.1",
                              "a vehicle was let in without a plate, and its entry was not uploaded"};
        storage_.add_violation(visit.park_id, "unlicensed_entry", "", finding);
        spdlog::warn("violation {} {} lot={}: {}", finding.clause, name(finding.level), visit.park_id, finding.words);
        visit.overdue = true;
        visits_.put(visit);
    }
}

void Platform::report_silence(Token const& token, std::string_view topic, std::int64_t last, Milliseconds limit,
                              Finding finding) {
    last = std::max({last, token.issued_at, excused_at_});
    if (clock_.now() - last <= limit.count()) return;
    auto& reported = silent_since_[token.park_id + '/' + std::string(topic)];
    if (reported == last) return;
    reported = last;
    storage_.add_violation(token.park_id, topic, "", finding);
    spdlog::warn("violation {} {} lot={} {}: {}", finding.clause, name(finding.level), token.park_id, topic,
                 finding.words);
}

}  // namespace lotbridge::refcloud
