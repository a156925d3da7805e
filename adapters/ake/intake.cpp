// What was said becomes what is told: each fact once, whichever way and however often it came.
#include "adapter.hpp"

#include <lotbridge/adapter/poller.hpp>

namespace lotbridge::ake {
namespace {

std::string corrected(std::string const& record) { return "corrected " + record; }
std::string left(std::string const& record) { return "left " + record; }

}  // namespace

// A driver whom the cloud has sent is known by the code, the parking record from then on.
Context Adapter::context(Memory const& memory) const {
    return {channels_, [&memory](std::string_view record, std::string_view driver) {
                auto const* named = driver.empty() ? nullptr : memory.answered("code " + std::string(driver));
                return named ? *named : memory.value("car " + std::string(record));
            }};
}

bool Adapter::is_of_another_lot(Said const& said) {
    if (said.park.empty() || said.park == park_) return false;
    warn_once("the platform pushes what happens at lot " + said.park + ", which is not the setting park_code; refused");
    return true;
}

void Adapter::add(Said const& said, Draft& next) {
    if (!said.lock_key.empty() && next.known.memory.see("lockKey", said.lock_key) == Memory::Seen::again) return;
    if (!said.known)
        warn_once("the platform pushed " + said.cmd + ", which is not known; it was taken without being told");
    if (!said.trouble.empty()) warn_once(said.cmd + ": " + said.trouble);
    if (said.passage) add(*said.passage, next);
    if (said.correction) add(said.record, *said.correction, next);
    for (auto const& fact : said.facts) add(fact, next);
    if (said.other_channels) directory_.soon();
    if (!said.beat) return;
    last_beat_ = Clock::now();
    last_beat_seconds_ = seconds_now();
    tell_life(true, next);
}

// What the host has already it would keep once; what is known here need not be handed over.
void Adapter::add(Passage const& passage, Draft& next) {
    auto& memory = next.known.memory;
    auto const& record = passage.record;
    if (passage.entry && memory.see("entries", record) == Memory::Seen::fresh) {
        auto const& entry = *passage.entry;
        auto const told = schema::decode<vo::VehicleEntry>(entry.body);
        if (told) memory.see("plates", record, content_hash(told->car_num));
        if (!passage.driver.empty() && memory.answered("code " + passage.driver))
            memory.set_value("car " + record, passage.plate);
        next.batch.add_body(entry.name, entry.body, entry.key, entry.origin);
    }
    if (passage.correction) add(record, *passage.correction, next);
    if (passage.exit && memory.see("exits", record) == Memory::Seen::fresh) {
        auto const& exit = *passage.exit;
        next.batch.add_body(exit.name, exit.body, exit.key, exit.origin);
        memory.keep_answer(left(record), std::to_string(content_hash(passage.plate)));
        memory.forget(corrected(record));
        memory.set_value("car " + record, "");
    }
    if (!wants_pictures_) return;
    for (auto const& picture : passage.pictures) {
        if (memory.see("pictures", picture.upload.image_code) != Memory::Seen::fresh) continue;
        if (!next.known.pictures.add(picture, seconds_now()))
            warn_once("more than 300 pictures wait to be fetched; the oldest are given up, their records are told");
    }
}

// Pushes overtake each other: an older correction than the last one is none, nor is one that the exit has brought.
void Adapter::add(std::string const& record, Correction const& correction, Draft& next) const {
    auto& memory = next.known.memory;
    auto const at = correction.at.at().time_since_epoch().count();
    auto const plate = content_hash(correction.plate);
    auto const* last = memory.answered(left(record));
    if (last && *last == std::to_string(plate)) return;
    if (at < memory.mark(corrected(record))) return;
    if (memory.see("plates", record, plate) == Memory::Seen::again) return;
    if (!last) memory.raise(corrected(record), at);
    auto const& message = correction.message;
    next.batch.add_body(message.name, message.body, message.key, message.origin);
}

void Adapter::add(Fact const& fact, Draft& next) const {
    auto& memory = next.known.memory;
    if (!fact.about.empty() && memory.see("states", fact.about, content_hash(fact.value)) == Memory::Seen::again)
        return;
    next.batch.add_body(fact.message.name, fact.message.body, fact.message.key, fact.message.origin);
}

// The lot's own computer, as far as the platform hears of it. A new message each time: it has no identity of its own.
void Adapter::tell_life(bool up, Draft& next) const {
    auto const state = std::string(up ? "up" : "down");
    if (next.known.memory.value("lot") == state) return;
    next.known.memory.set_value("lot", state);
    next.batch.add(vo::StationStatus{.pc_name = "VEMS " + park_,
                                     .link_status = up ? vo::LinkStatus::online : vo::LinkStatus::offline,
                                     .create_time = now(),
                                     .operation_type = vo::OperationType::detail});
}

Result<> Adapter::look_for_life() {
    if (!last_beat_ || Clock::now() - *last_beat_ < silence_) return {};
    auto next = draft();
    next.known.memory.raise("beat", last_beat_seconds_);
    tell_life(false, next);
    LOTBRIDGE_CHECK(keep(std::move(next)));
    last_beat_.reset();
    host().log(LogLevel::warning, "the lot sends no sign of life any more: it is cut off from the platform");
    return {};
}

}  // namespace lotbridge::ake
