#include "relay/downlink.hpp"

#include "relay/hop.hpp"
#include "relay/letters.hpp"
#include "wire/frame.hpp"

#include <lotbridge/schema/body.hpp>
#include <lotbridge/schema/json.hpp>

#include <algorithm>

namespace lotbridge::relay {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view failure = "9999", success = "0000";
constexpr std::chrono::milliseconds look_again = 100ms;  // whether an adapter that starts is ready

bool is_gate(schema::Interface const& interface) { return interface.id == "gate_control"; }
bool is_fee(schema::Interface const& interface) { return interface.id == "fee_query"; }
bool is_payment(schema::Interface const& interface) { return interface.id == "prepayment"; }
bool is_member(schema::Interface const& interface) { return interface.id == "member_query"; }
bool moves_a_gate(schema::Interface const& interface) {
    return is_gate(interface) || interface.id == "unlicensed_entry" || interface.id == "unlicensed_exit";
}

// An answer to our hello or keep-alive, not a request: a reply has a result code.
bool is_reply(std::string_view text) {
    return text.find("\"resultCode\"") != std::string_view::npos && wire::read_reply(text).has_value();
}

// The first characters of UTF-8 text; header members have lengths in characters (E8).
std::string cut(std::string_view text, std::size_t characters) {
    std::size_t end = 0;
    for (; end < text.size(); ++end) {
        bool const starts = (static_cast<unsigned char>(text[end]) & 0xC0) != 0x80;
        if (starts && characters-- == 0) break;
    }
    return std::string(text.substr(0, end));
}

}  // namespace

// Stored answers carry their verdict in front, so that a repeat gets the same one.
std::string Downlink::stored_form(Answer const& answer) { return (answer.ok ? '+' + answer.data : '-' + answer.words); }

Downlink::Answer Downlink::read_stored(std::string const& stored) {
    if (stored.starts_with('+')) return {.ok = true, .data = stored.substr(1)};
    return {.ok = false, .words = stored.empty() ? "the outcome is unknown" : stored.substr(1)};
}

Downlink::Downlink(Parts parts) : parts_(std::move(parts)) {
    auto const& codes = parts_.settings.cloud.profile.codes;
    for (auto const& interface : schema::interfaces()) {
        if (interface.direction == schema::Direction::up) continue;
        auto const found = codes.find(std::string(interface.id));
        by_code_.emplace(found == codes.end() ? std::to_string(interface.number) : found->second, &interface);
    }
}

schema::Interface const* Downlink::interface_of(std::string_view code) const {
    auto const found = by_code_.find(code);
    return found == by_code_.end() ? nullptr : found->second;
}

void Downlink::start() {
    using Commands = std::vector<store::Command>;
    parts_.store.begun_commands(
        parts_.lot, hop<Commands>(parts_.scheduler, weak_from_this(), [](Downlink& self, Result<Commands> begun) {
            if (!begun) return self.parts_.log.error("reading the requests that were begun: " + begun.error().message);
            for (auto const& command : *begun) self.end_begun(command);
        }));
}

// It must not be tried again. A member is not ended: it may be kept twice, and one that was not kept would be lost.
void Downlink::end_begun(store::Command const& command) {
    auto const* interface = schema::find_interface(command.topic);
    if (!interface || is_member(*interface)) return;
    waiting_[command.id];
    auto call = std::make_shared<Call>(Call{.interface = interface, .body = command.body, .reply = [](std::string) {}});
    call->head.opr_num = command.opr_num;
    finish(std::move(call), command.id, store::CommandState::unknown,
           {.ok = false, .words = "the host was restarted while this request was carried out; its outcome is unknown"});
}

// ---- verify, fresh, known

void Downlink::packet(std::string text, bool oversized, Reply reply) {
    auto const arrived = parts_.scheduler.now();
    auto call = std::make_shared<Call>(Call{.arrived = arrived, .reply = std::move(reply)});
    if (oversized) return refuse(*call, "the packet is larger than this lot accepts");
    if (is_reply(text)) return;
    ++figures_.requests;
    auto request = wire::read_request(text, parts_.settings.cloud.profile.header);
    if (!request) return refuse(*call, request.error().message);
    call->head = request->head;
    call->interface = interface_of(request->head.code);
    if (auto admitted = admit(*request, *call); !admitted) return refuse(*call, admitted.error().message);
    for (auto const& warning : request->warnings) departures_.add(warning, parts_.scheduler.wall());
    when_served(std::move(call));
}

Result<> Downlink::admit(wire::Request const& request, Call& call) const {
    auto const& profile = parts_.settings.cloud.profile;
    using Verdict = wire::Signer::Verdict;
    auto const verdict = parts_.signer.verify(request.data, request.signature);
    if (verdict == Verdict::unknown_key)
        return fail(Errc::rejected, "the signature names a key that this lot does not have");
    if (verdict == Verdict::wrong) return fail(Errc::rejected, "the signature does not match the data");
    if (verdict == Verdict::absent && profile.require_request_signature)
        return fail(Errc::rejected, "the request is not signed");

    if (!call.interface) return fail(Errc::rejected, "interface code \"" + request.head.code + "\" is unknown");
    if (request.head.opr_num.empty()) return fail(Errc::rejected, "oprNum is missing");
    LOTBRIDGE_TRY(auto const body, schema::Body::read(*call.interface->pushed, request.data));
    call.body = body.normalised();
    if (auto const park = body.text("parkId"); !park.empty() && park != parts_.settings.park_id)
        return fail(Errc::rejected, "parkId does not name this lot");
    if (auto const park = body.text("parkCode"); !park.empty() && park != parts_.settings.park_code)
        return fail(Errc::rejected, "parkCode does not name this lot");
    call.key = is_payment(*call.interface) ? body.text("orderCode") : request.head.opr_num;
    call.record = body.text("recordCode");
    return {};
}

// An adapter that is starting is waited for, as long as the request may take at all.
void Downlink::when_served(std::shared_ptr<Call> call) {
    auto const left = call->arrived + life(*call->interface) - parts_.scheduler.now();
    switch (service(*call->interface)) {
        case Service::none:
            if (is_member(*call->interface)) break;
            return refuse(*call,
                          "this lot's system cannot do \"" + std::string(call->interface->id) + "\" (unsupported)");
        case Service::starting:
            if (left <= 0ms) return refuse(*call, "the adapter to this lot's system is not ready yet");
            parts_.scheduler.after(std::min(left, look_again), [weak = weak_from_this(), call] {
                if (auto const self = weak.lock()) self->when_served(call);
            });
            return;
        case Service::offered:
            break;
    }
    begin(std::move(call));
}

Service Downlink::service(schema::Interface const& interface) const {
    return is_fee(interface) ? parts_.fees.service() : parts_.adapters.service(interface.id);
}

// ---- recorded, so that it is carried out once

// A payment is recorded together with the quote that it was made upon.
void Downlink::begin(std::shared_ptr<Call> call) {
    if (!is_payment(*call->interface)) return record(std::move(call));
    auto body = call->body;
    auto stay = call->record;
    parts_.fees.recognise(std::move(body), std::move(stay), [weak = weak_from_this(), call](Recognised recognised) {
        call->body = std::move(recognised.payment);
        call->words = std::move(recognised.words);
        if (auto const self = weak.lock()) self->record(call);
    });
}

void Downlink::record(std::shared_ptr<Call> call) {
    store::NewCommand command{.lot = parts_.lot,
                              .topic = std::string(call->interface->id),
                              .key = call->key,
                              .opr_num = call->head.opr_num,
                              .body = call->body,
                              .record = call->record,
                              .arrived = parts_.scheduler.wall(),
                              .owed = is_payment(*call->interface),
                              .audit = audit(*call, "requested", "")};
    // A payment's answer is fixed now and given as soon as the payment is on disk (D7).
    if (command.owed) command.answer = receipt_for(call->key);
    parts_.store.begin_command(
        std::move(command),
        hop<store::CommandStart>(
            parts_.scheduler, weak_from_this(), [call](Downlink& self, Result<store::CommandStart> start) {
                if (start) return self.begun(call, std::move(*start));
                self.refuse(*call,
                            "the request could not be recorded and is not carried out: " + start.error().message);
            }));
}

void Downlink::begun(std::shared_ptr<Call> call, store::CommandStart start) {
    if (!start.first) return repeat(std::move(call), start.command);
    if (is_member(*call->interface)) return take_member(std::move(call), start.command.id);
    if (!is_payment(*call->interface)) return carry_out(std::move(call), start.command.id);
    auto answer = read_stored(start.command.answer);
    answer.words = call->words;
    if (!call->words.empty()) parts_.log.warning("a payment came late: " + call->words, {{"id", call->head.opr_num}});
    reply_with(*call, answer);
    parts_.obligations.owe(std::move(start.command));
}

void Downlink::repeat(std::shared_ptr<Call> call, store::Command const& command) {
    ++figures_.repeated;
    if (auto const running = waiting_.find(command.id); running != waiting_.end()) {
        running->second.push_back(std::move(call));
        return;
    }
    // A member may be kept twice; one that an earlier run did not get to would be lost.
    if (is_member(*call->interface) && command.answer.empty()) return take_member(std::move(call), command.id);
    auto answer = read_stored(command.answer);
    if (answer.ok && !is_payment(*call->interface)) answer.words = command.words;
    reply_with(*call, answer);
}

// Kept by the host (5.6.2), and told to an adapter that keeps members itself. The answer is what a lot would get that
// asks.
void Downlink::take_member(std::shared_ptr<Call> call, std::int64_t id) {
    parts_.learn_member(call->body);
    if (parts_.adapters.service(call->interface->id) == Service::offered) return carry_out(std::move(call), id);
    auto answer = answer_of(*call, {.status = LB_OK, .reply = call->body});
    finish(std::move(call), id, store::CommandState::answered, std::move(answer));
}

// ---- carried out by an adapter

std::chrono::milliseconds Downlink::life(schema::Interface const& interface) const {
    auto const& downlink = parts_.settings.cloud.profile.downlink;
    if (is_gate(interface)) return downlink.gate_life;
    return moves_a_gate(interface) ? downlink.unlicensed_life : downlink.command_limit;
}

void Downlink::carry_out(std::shared_ptr<Call> call, std::int64_t id) {
    auto const left = call->arrived + life(*call->interface) - parts_.scheduler.now();
    if (left <= std::chrono::milliseconds(0))
        return finish(std::move(call), id, store::CommandState::answered,
                      {.ok = false, .words = "too late, not carried out"});
    waiting_[id];
    auto answered = [weak = weak_from_this(), call, id](plugin::CommandResult result) {
        auto const self = weak.lock();
        if (!self) return;
        auto const state = result.status == LB_BROKEN ? store::CommandState::unknown : store::CommandState::answered;
        self->finish(call, id, state, self->answer_of(*call, std::move(result)));
    };
    if (is_fee(*call->interface)) {
        return parts_.fees.ask({std::string(call->interface->id), call->body, call->head.opr_num}, left,
                               [call, answered](Fees::Answer answer) {
                                   call->quote = std::move(answer.quote);
                                   answered(std::move(answer.result));
                               });
    }
    parts_.adapters.command({std::string(call->interface->id), call->body, call->head.opr_num}, left,
                            std::move(answered));
}

Downlink::Answer Downlink::answer_of(Call const& call, plugin::CommandResult result) const {
    if (is_member(*call.interface) && result.status == LB_UNSUPPORTED) result = {.status = LB_OK, .reply = call.body};
    switch (result.status) {
        case LB_OK:
            break;
        case LB_UNSUPPORTED:
            return {.ok = false, .words = "unsupported by this lot's system: " + result.words};
        case LB_RETRY:
            return {.ok = false,
                    .words = "the lot's system did not answer in time or is away, not carried out: " + result.words};
        case LB_BROKEN:
            return {.ok = false, .words = "the outcome is unknown: " + result.words};
        default:
            return {.ok = false, .words = result.words};
    }
    auto data = schema::normalise(*call.interface->response, result.reply);
    if (!data) return {.ok = false, .words = "the adapter's answer breaks the standard: " + data.error().message};
    return {.ok = true, .data = std::move(*data), .words = std::move(result.words)};
}

void Downlink::finish(std::shared_ptr<Call> call, std::int64_t id, store::CommandState state, Answer answer) {
    auto kept = hop<void>(parts_.scheduler, weak_from_this(), [call, id, answer](Downlink& self, Result<> result) {
        if (!result)
            self.parts_.log.error("keeping the answer: " + result.error().message, {{"id", call->head.opr_num}});
        self.reply_with(*call, answer);
        auto const repeats = self.waiting_.extract(id);
        if (repeats.empty()) return;
        for (auto const& repeat : repeats.mapped()) self.reply_with(*repeat, answer);
    });
    auto const* const outcome = state == store::CommandState::unknown ? "unknown"
                                : answer.ok                           ? "acknowledged"
                                                                      : "refused";
    parts_.store.finish_command({.id = id,
                                 .state = state,
                                 .answer = stored_form(answer),
                                 .words = answer.words,
                                 .quote = answer.ok ? call->quote : std::nullopt,
                                 .audit = audit(*call, outcome, answer.ok ? answer.data : answer.words)},
                                std::move(kept));
}

// D8: whatever was to move a gate leaves a line when it is begun and one with its outcome.
std::optional<store::Audit> Downlink::audit(Call const& call, std::string outcome, std::string detail) const {
    if (!call.interface || !moves_a_gate(*call.interface)) return std::nullopt;
    return store::Audit{.lot = parts_.lot,
                        .at = parts_.scheduler.wall(),
                        .what = std::string(call.interface->id) + ' ' + call.body,
                        .who = "cloud, oprNum " + call.head.opr_num,
                        .outcome = std::move(outcome),
                        .detail = std::move(detail)};
}

// ---- replies

void Downlink::reply_with(Call const& call, Answer const& answer) {
    ++figures_.answered;
    if (!answer.ok)
        parts_.log.warning(std::string(call.interface->id) +
                               " was answered with failure: " + loggable(call.interface->id, call.body, answer.words),
                           {{"id", call.head.opr_num}});
    call.reply(packet_of(call.head, answer));
}

// Nothing was begun, and nothing will be.
void Downlink::refuse(Call const& call, std::string words) {
    ++figures_.refused;
    parts_.log.warning("a request from the cloud was refused: " + words, {{"id", call.head.opr_num}});
    if (auto line = audit(call, "refused", words))
        parts_.store.audit(std::move(*line), [log = parts_.log](Result<> written) {
            if (!written) log.error("writing to the audit log: " + written.error().message);
        });
    call.reply(packet_of(call.head, {.ok = false, .words = std::move(words)}));
}

std::string Downlink::message_of(Answer const& answer) {
    if (!answer.ok) return answer.words;
    return answer.words.empty() ? "success" : "success: " + answer.words;
}

std::string Downlink::packet_of(wire::RequestHead const& head, Answer const& answer) {
    wire::ReplyHead reply{.code = cut(head.code, 10),
                          .opr_num = cut(head.opr_num, 36),
                          .ip = cut(head.ip, 15),
                          .result_code = std::string(answer.ok ? success : failure),
                          .result_message = cut(message_of(answer), 200)};
    auto const data = wire::escape_star(answer.ok ? answer.data : "{}");
    auto const keys = parts_.signer.keys();
    auto const& profile = parts_.settings.cloud.profile;
    auto const key = profile.key_choice == config::PlatformProfile::KeyChoice::fixed || keys == 0
                         ? parts_.settings.cloud.fixed_key
                         : static_cast<std::size_t>(parts_.random.below(keys));
    auto packet = wire::write_reply(reply, data, parts_.signer, key, profile.header);
    return packet ? wire::escape_star(*packet) : std::string();
}

}  // namespace lotbridge::relay
