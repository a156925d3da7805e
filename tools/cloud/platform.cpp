#include "platform.hpp"

#include "sense.hpp"

#include <spdlog/spdlog.h>
#include <algorithm>

namespace lotbridge::refcloud {
namespace {

// 5.1.1: the token dies at 00:00 on the first of the next month, by the lot's clock.
std::int64_t end_of_month(std::int64_t shown, std::chrono::minutes offset) {
    using namespace std::chrono;
    auto const today = floor<days>(sys_time<milliseconds>(milliseconds(shown)) + offset);
    year_month_day const date(today);
    auto const next = sys_days((date.year() / date.month() + months(1)) / 1);
    return duration_cast<milliseconds>(next.time_since_epoch() - offset).count();
}

}  // namespace

Platform::Platform(boost::asio::io_context& io, Settings const& settings, Storage& storage, Clock& clock)
    : settings_(settings),
      storage_(storage),
      clock_(clock),
      topics_(interfaces_by_code(settings)),
      register_(storage, clock),
      accounts_(storage),
      visits_(storage),
      silence_timer_(io),
      excused_at_(clock.now()) {}

Incoming Platform::open(std::string_view envelope, Findings found, std::vector<Picture> pictures) const {
    Incoming out;
    out.findings = std::move(found);
    out.pictures = std::move(pictures);
    auto request = read_request(envelope, out.findings, settings_.header);
    if (!request) {
        out.unreadable = request.error().message;
        return out;
    }
    out.request = std::move(*request);
    auto const topic = topics_.find(out.request.code);
    if (topic != topics_.end()) out.interface = topic->second;
    return out;
}

Result<Outcome> Platform::handle(Incoming& incoming) {
    return storage_.attempt("handling a message", [&] {
        auto outcome = judge(incoming);
        tally(incoming);
        if (settings_.ends_token(outcome.result_code)) storage_.tally("", "B.2.5");
        note_sign_of_life(incoming);
        write_findings(incoming);
        auto& counts = storage_.counts()[incoming.interface ? std::string(incoming.interface->id) : "unknown"];
        if (outcome.repeat) ++counts.repeats;
        if (outcome.result_code != "0000") ++counts.refused;
        return outcome;
    });
}

Result<> Platform::note_fault(Incoming& incoming, std::string_view result_code) {
    return storage_.attempt("noting a fault", [&] {
        incoming.lot = lot_of_token(incoming.request.k);
        if (incoming.lot && incoming.interface) {
            auto const& lot = *incoming.lot;
            auto const known = storage_.letter(lot.park_id, incoming.request.opr_num);
            auto letter = known.value_or(Letter{lot.park_id, incoming.request.opr_num,
                                                std::string(incoming.interface->id), md5_hex(incoming.request.data)});
            note_pace(incoming, letter, result_code);
            storage_.put(letter);
            if (auto token = storage_.token_of(lot.park_id); token && settings_.ends_token(result_code)) {
                token->doubted = true;
                storage_.put(*token);
            }
            note_sign_of_life(incoming);
            auto& counts = storage_.counts()[letter.topic];
            ++(result_code.empty() ? counts.unanswered : counts.refused);
        }
        write_findings(incoming);
    });
}

Result<> Platform::note_unanswered(Incoming const& incoming) {
    if (!incoming.lot || !incoming.interface) return {};
    return storage_.attempt("noting that an answer was withheld", [&] {
        auto const& park_id = incoming.lot->park_id;
        ++storage_.counts()[std::string(incoming.interface->id)].unanswered;
        if (incoming.interface->id == "login") {
            if (auto token = storage_.token_of(park_id)) {
                token->doubted = true;
                storage_.put(*token);
            }
        } else if (auto letter = storage_.letter(park_id, incoming.request.opr_num)) {
            letter->failed_at = 0;
            storage_.put(*letter);
        }
    });
}

Outcome Platform::refuse(Incoming& incoming, std::string clause, std::string words) const {
    incoming.findings.push_back({Level::shall, std::move(clause), words});
    return {"9999", std::move(words)};
}

Outcome Platform::judge(Incoming& incoming) {
    if (!incoming.unreadable.empty()) return refuse(incoming, "B.1.2.1", "unreadable: " + incoming.unreadable);
    if (!incoming.interface) return refuse(incoming, "B.1.2.1", "unknown code (E1)");
    if (incoming.interface->id == "login") return login(incoming);
    if (incoming.interface->direction == schema::Direction::down)
        return refuse(incoming, std::string(incoming.interface->clause), "this interface goes down only");
    if (incoming.request.k.empty()) incoming.findings.push_back({Level::shall, "5.1.1", "a request without token"});
    incoming.lot = lot_of_token(incoming.request.k);
    if (!incoming.lot) return {settings_.relogin.front(), "the token is not valid"};
    if (auto refusal = judge_signature(incoming)) return *refusal;
    return judge_letter(incoming);
}

std::optional<Outcome> Platform::judge_signature(Incoming& incoming) const {
    switch (incoming.lot->keys.verify(incoming.request.data, incoming.request.signature)) {
        case Verdict::good:
            return std::nullopt;
        case Verdict::absent:
            if (!settings_.require_signature) return std::nullopt;
            return refuse(incoming, "B.2.6", "the signature is missing");
        case Verdict::unknown_key:
            return refuse(incoming, "B.2.6", "the signature names a key that the pool does not hold");
        case Verdict::wrong:
            break;
    }
    return refuse(incoming, "B.2.6", "the signature is wrong");
}

Outcome Platform::judge_letter(Incoming& incoming) {
    auto const& request = incoming.request;
    auto const digest = md5_hex(request.data);
    auto const known = storage_.letter(incoming.lot->park_id, request.opr_num);
    auto letter =
        known.value_or(Letter{incoming.lot->park_id, request.opr_num, std::string(incoming.interface->id), digest});
    Outcome outcome;
    if (!letter.accepted) {
        outcome = take(incoming, letter);
    } else if (letter.digest != digest || letter.topic != incoming.interface->id) {
        outcome = refuse(incoming, "B.1.2.1", "oprNum was used before for another message");
    } else {
        ++letter.repeats;
        outcome = {"0000", "accepted before", letter.answer, true};
    }
    note_pace(incoming, letter, outcome.result_code);
    storage_.put(letter);
    return outcome;
}

Outcome Platform::take(Incoming& incoming, Letter& letter) {
    auto const vos = vos_of(incoming.request.data);
    if (!vos) return refuse(incoming, "B.1.2.3", vos.error().message);
    if (auto const most = settings_.batch_of(*incoming.interface); !settings_.batch.empty() && vos->size() > most)
        return refuse(incoming, "B.1.2.3", "a list of more than " + std::to_string(most) + " VOs (E11)");
    // A list is taken whole or not at all: the sender splits a refused one until the refused VO is alone (E11).
    auto savepoint = storage_.savepoint();
    std::int64_t kept = 0;
    for (auto const body : *vos) {
        auto const taken = take_vo(incoming, std::string(body), letter);
        if (!taken) return {"9999", taken.error().message};
        kept += *taken;
    }
    savepoint.release();
    storage_.counts()[std::string(incoming.interface->id)].accepted += kept;
    letter.accepted = true;
    return {"0000", "accepted", letter.answer};
}

Result<bool> Platform::take_vo(Incoming& incoming, std::string const& body, Letter& letter) {
    auto const& interface = *incoming.interface;
    auto const& park_id = incoming.lot->park_id;
    LOTBRIDGE_TRY(auto const parsed, json::parse(body, "a VO"));
    json::Value const& vo = parsed;
    auto judgement = judge_fields(interface, *interface.request, vo, body, *incoming.lot);
    std::ranges::move(judgement.findings, std::back_inserter(incoming.findings));
    if (!judgement.refusal.empty()) return fail(Errc::rejected, judgement.refusal);

    letter.answer = answer_data(incoming, vo);
    std::ranges::move(judge_sense(interface, vo), std::back_inserter(incoming.findings));
    if (belongs_to_a_record(interface)) {
        LOTBRIDGE_TRY(auto const kept, take_of_record(incoming, vo, body));
        if (kept) accounts_.book(interface, park_id, vo);
        return kept;
    }
    auto state = judge_state(incoming, vo, body);
    std::ranges::move(state.findings, std::back_inserter(incoming.findings));
    if (!state.refusal.empty()) return fail(Errc::rejected, state.refusal);
    if (state.told_before) return false;
    accounts_.book(interface, park_id, vo);
    storage_.add_message(park_id, interface.id, json::text(vo, "recordCode"), incoming.request.opr_num, body);
    return true;
}

Result<bool> Platform::take_of_record(Incoming& incoming, json::Value const& vo, std::string const& body) {
    auto const& interface = *incoming.interface;
    auto const& park_id = incoming.lot->park_id;
    auto const record_code = json::text(vo, "recordCode");
    auto record = storage_.record(park_id, record_code);
    if (interface.id == "vehicle_exit" && record.corrections != 0) storage_.tally(park_id, "5.1.4.2");
    auto order = judge_order(interface, vo, record, [&](std::int64_t message) { return storage_.body(message); });
    std::ranges::move(order.findings, std::back_inserter(incoming.findings));
    if (!order.refusal.empty() && settings_.refuse_disorder) return fail(Errc::rejected, order.refusal);
    if (order.told_before) return false;
    if (interface.id == "vehicle_exit" || interface.id == "supplementary_bill")
        std::ranges::move(accounts_.judge_prepaid(park_id, vo), std::back_inserter(incoming.findings));
    auto const message = storage_.add_message(park_id, interface.id, record_code, incoming.request.opr_num, body);
    if (interface.id == "image_upload") {
        std::vector<std::string> parts;
        for (auto const& picture : incoming.pictures) parts.push_back(picture.name);
        std::ranges::move(judge_picture(vo, parts, settings_.images), std::back_inserter(incoming.findings));
    }
    for (auto const& picture : incoming.pictures) storage_.add_picture(message, picture.name, picture.bytes);
    advance(record, interface, vo, message);
    storage_.put(record);
    if (interface.id == "vehicle_entry") visits_.note_entry(park_id, record.plate, record_code);
    note_delay(incoming, vo);
    return true;
}

Outcome Platform::login(Incoming& incoming) {
    auto& request = incoming.request;
    if (!request.k.empty()) incoming.findings.push_back({Level::shall, "B.1.2.1", "k is not empty in a login (E13)"});
    auto const data = json::parse(request.data, "data");
    if (!data || !data->IsObject()) return refuse(incoming, "B.1.2.3", "data is no VO");
    incoming.lot = settings_.lot_of_user(json::text(*data, settings_.user_member));
    if (!incoming.lot) return refuse(incoming, "5.1.1", "user or password is wrong");
    if (auto refusal = judge_signature(incoming)) return *refusal;
    if (auto refusal = judge_credentials(incoming, *data)) return *refusal;
    auto const body = json::Object().text("parkUserName", incoming.lot->user).take();
    storage_.add_message(incoming.lot->park_id, incoming.interface->id, "", request.opr_num, body);
    ++storage_.counts()["login"].accepted;
    return {"0000", "welcome", issue_token(incoming)};
}

// B.2.7, in the members and the form that the profile says (S4).
std::optional<Outcome> Platform::judge_credentials(Incoming& incoming, json::Value const& data) const {
    if (data.MemberCount() != 2)
        incoming.findings.push_back({Level::shall, "C.2.1", "a login has a user and a password and nothing else"});
    auto const& lot = *incoming.lot;
    auto const form = settings_.password_form;
    bool const digested = form == PasswordForm::md5_upper || form == PasswordForm::md5_lower;
    auto const password = open_password(json::text(data, settings_.password_member), lot.key, lot.iv, form);
    if (!password) return refuse(incoming, "B.2.7", settings_.password_member + " " + password.error().message);
    bool const right = digested ? same_digest(*password, lot.password_md5)
                                : same_digest(password_digest(*password), lot.password_digest);
    if (!right) return refuse(incoming, "5.1.1", "user or password is wrong");
    return std::nullopt;
}

std::string Platform::issue_token(Incoming& incoming) {
    auto const& lot = *incoming.lot;
    auto const before = storage_.token_of(lot.park_id);
    if (before && before->ends_at > clock_.shown() && !before->doubted)
        incoming.findings.push_back({Level::notice, "B.2.4", "a second login while the first token was good"});
    Token const token{lot.park_id, new_uuid(), clock_.now(), end_of_month(clock_.shown(), lot.utc_offset)};
    storage_.put(token);
    auto state = storage_.lot(lot.park_id);
    ++state.logins;
    storage_.put(state);
    return json::Object().text("token", token.k).text("parkId", lot.park_id).text("parkCode", lot.park_code).take();
}

Lot const* Platform::lot_of_token(std::string const& k) {
    if (k.empty()) return nullptr;
    auto const token = storage_.token(k);
    return token && token->ends_at > clock_.shown() ? settings_.lot(token->park_id) : nullptr;
}

std::string Platform::token_of(Lot const& lot) {
    auto const token = storage_.token_of(lot.park_id);
    return token && token->ends_at > clock_.shown() ? token->k : std::string();
}

std::string Platform::seal(Incoming const& incoming, Outcome const& outcome) const {
    auto const& request = incoming.request;
    constexpr std::size_t longest_message = 200;  // V200
    Reply reply{request.code,
                request.opr_num,
                request.ip,
                outcome.result_code,
                first_characters(outcome.words, longest_message),
                {},
                outcome.data};
    // Any key of the pool will do (S3); the last character of the oprNum picks one.
    auto const pick = request.opr_num.empty() ? 0u : static_cast<unsigned char>(request.opr_num.back());
    if (incoming.lot) reply.signature = incoming.lot->keys.sign(reply.data, pick);
    return write_reply(reply, settings_.header);
}

}  // namespace lotbridge::refcloud
