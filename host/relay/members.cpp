#include "relay/members.hpp"

#include "relay/hop.hpp"
#include "relay/inquiry.hpp"

#include <lotbridge/schema/json.hpp>

namespace lotbridge::relay {
namespace {

constexpr auto member_query = "member_query";

// One number may belong to two vehicles with plates of different colours.
std::string key_of(std::string const& plate, std::string const& color) { return plate + '/' + color; }

}  // namespace

Members::Members(AskingParts parts, QuestionFigures& figures) : parts_(std::move(parts)), figures_(figures) {}

void Members::ask(std::string body, HostTime deadline, AnswerSink sink) {
    auto const vehicle = schema::decode<vo::MemberQuery>(body);
    if (!vehicle) return static_cast<void>(sink(fail(vehicle.error())));
    auto const timer = parts_.scheduler.at(deadline, [weak = weak_from_this(), vehicle = *vehicle, sink] {
        if (auto const self = weak.lock()) self->recall(vehicle, no_answer_in_time().value().message, sink);
    });
    inquire({parts_.gateway, parts_.scheduler, member_query, parts_.new_opr_num(), std::move(body), deadline, {}},
            [weak = weak_from_this(), vehicle = *vehicle, sink, timer](Inquired inquired) {
                auto const self = weak.lock();
                if (!self) return;
                self->parts_.scheduler.cancel(timer);
                auto const reply = inquired.fate == Inquired::Fate::answered
                                       ? schema::decode<vo::MemberQueryReply>(inquired.outcome.data)
                                       : fail(Errc::retry, std::move(inquired.outcome.words));
                if (!reply) return self->recall(vehicle, reply.error().message, sink);
                auto answer = schema::encode(*reply);
                self->keep(vehicle, answer);
                sink(plugin::Answer{std::move(answer)});
            });
}

void Members::learn(std::string const& body) {
    auto const change = schema::decode<vo::MemberChange>(body);
    if (!change) return parts_.log.error("a member that was handed down: " + change.error().message);
    keep({change->car_num, change->car_color},
         schema::encode(vo::MemberQueryReply{change->is_vip, change->is_auto_pay}));
}

void Members::keep(vo::MemberQuery const& vehicle, std::string answer) {
    parts_.store.keep_answer(parts_.lot, member_query, key_of(vehicle.car_num, vehicle.car_color),
                             {std::move(answer), parts_.scheduler.wall()}, [log = parts_.log](Result<> kept) {
                                 if (!kept) log.warning("keeping a member's state: " + kept.error().message);
                             });
}

// ---- without the cloud

// Of this colour, or else of none: platforms may hand members down without it.
void Members::recall(vo::MemberQuery vehicle, std::string why, AnswerSink sink) {
    auto key = key_of(vehicle.car_num, vehicle.car_color);
    parts_.store.kept_answer(
        parts_.lot, member_query, std::move(key),
        hop<std::optional<store::KeptAnswer>>(
            parts_.scheduler, weak_from_this(),
            [vehicle = std::move(vehicle), why = std::move(why), sink = std::move(sink)](
                Members& self, Result<std::optional<store::KeptAnswer>> kept) {
                if (!kept) return static_cast<void>(sink(fail(Errc::retry, why + "; " + kept.error().message)));
                if (*kept) return self.recalled(**kept, why, sink);
                if (!vehicle.car_color.empty()) return self.recall({vehicle.car_num, ""}, why, sink);
                sink(fail(Errc::retry, why + "; nothing is known of this vehicle from before"));
            }));
}

void Members::recalled(store::KeptAnswer const& kept, std::string const& why, AnswerSink const& sink) {
    auto const age = parts_.scheduler.wall() - kept.at;
    if (age > parts_.settings.cloud.profile.times.member_cache) {
        sink(fail(Errc::retry, why + "; what is known of this vehicle is too old"));
    } else if (sink(plugin::Answer{kept.text})) {
        ++figures_.from_cache;
    }
}

}  // namespace lotbridge::relay
