#include "relay/routine.hpp"

namespace lotbridge::relay {

using namespace std::chrono_literals;

// Beyond this the records' times are wrong for a person, and signatures with time stamps begin to fail.
constexpr std::chrono::milliseconds worrying_offset = 30s;

Routine::Routine(Parts parts) : parts_(std::move(parts)) {}

void Routine::start() {
    heartbeat();
    spaces_timer_ = parts_.scheduler.after(parts_.settings.cloud.profile.times.free_spaces, [weak = weak_from_this()] {
        if (auto const self = weak.lock()) self->free_spaces();
    });
}

void Routine::stop() {
    parts_.scheduler.cancel(heartbeat_timer_);
    parts_.scheduler.cancel(spaces_timer_);
}

void Routine::heartbeat() {
    heartbeat_timer_ = parts_.scheduler.after(parts_.settings.cloud.profile.times.heartbeat, [weak = weak_from_this()] {
        if (auto const self = weak.lock()) self->heartbeat();
    });
    auto const sent = parts_.scheduler.wall();
    auto const began = parts_.scheduler.now();
    parts_.gateway.exchange({.topic = "heartbeat", .opr_num = parts_.new_opr_num(), .data = "{}", .urgent = true},
                            [weak = weak_from_this(), sent, began](cloud::Outcome outcome) {
                                if (auto const self = weak.lock()) self->heartbeat_answered(sent, began, outcome);
                            });
}

void Routine::heartbeat_answered(WallTime sent, HostTime began, cloud::Outcome const& outcome) {
    if (outcome.kind != cloud::Outcome::Kind::accepted) {
        if (outcome.kind != cloud::Outcome::Kind::unsent)
            parts_.log.warning("the heartbeat was not accepted: " + outcome.code + " " + outcome.words);
        return;
    }
    last_heartbeat_ = parts_.scheduler.wall();
    if (!outcome.server_time) return;
    // The platform read its clock about half a round trip after we began.
    auto const round_trip = parts_.scheduler.now() - began;
    offset_ = *outcome.server_time - (sent + round_trip / 2);
    bool const worrying = *offset_ > worrying_offset || *offset_ < -worrying_offset;
    if (worrying && !offset_reported_)
        parts_.log.warning("this computer's clock differs from the platform's by " + std::to_string(*offset_ / 1s) +
                           " s; the times of the records will be wrong by as much");
    offset_reported_ = worrying;
}

void Routine::free_spaces() {
    spaces_timer_ = parts_.scheduler.after(parts_.settings.cloud.profile.times.free_spaces, [weak = weak_from_this()] {
        if (auto const self = weak.lock()) self->free_spaces();
    });
    if (parts_.gateway.reachable()) parts_.repeat_free_spaces();
}

}  // namespace lotbridge::relay
