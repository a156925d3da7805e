// The asking half of the downlink: a request is sealed and sent, its reply awaited, judged and kept.
#include "downlink.hpp"
#include "downlink_session.hpp"
#include "replies.hpp"

#include <spdlog/spdlog.h>
#include <algorithm>

namespace asio = boost::asio;

namespace lotbridge::refcloud {
namespace {

// The caller's fields with the lot's own parkId and parkCode where the interface has them and the caller said nothing.
Result<std::string> with_own_lot(schema::Shape const& shape, std::string body, Lot const& lot) {
    LOTBRIDGE_TRY(auto const given, json::parse(body, "the request's body"));
    if (!given.IsObject()) return fail(Errc::rejected, "the request's body is no JSON object");
    json::Object own;
    auto const add = [&](std::string_view name, std::string const& value) {
        if (std::ranges::find(shape.fields, name, &schema::FieldInfo::wire) != shape.fields.end() &&
            !json::find(given, name))
            own.text(name, value);
    };
    add("parkId", lot.park_id);
    add("parkCode", lot.park_code);
    auto head = own.take();
    if (head == "{}") return body;
    auto const inside = body.substr(body.find('{') + 1);
    head.back() = given.ObjectEmpty() ? ' ' : ',';
    return head + inside;
}

std::string signature_for(Sending const& sending, std::string const& data) {
    auto const& keys = sending.lot->keys;
    if (sending.signature == "none") return {};
    auto const key = sending.opr_num.empty() ? 0u : static_cast<unsigned char>(sending.opr_num.back());
    auto signature = keys.sign(data, key);
    if (signature.empty()) return signature;
    if (sending.signature == "wrong") signature.front() = signature.front() == '0' ? '1' : '0';
    if (sending.signature == "unknown_key") signature.replace(signature.size() - 2, 2, "99");
    return signature;
}

}  // namespace

std::string as_json(Answered const& answered) {
    json::List violations;
    for (auto const& finding : answered.findings)
        violations.raw(json::Object().text("clause", finding.clause).text("words", finding.words).take());
    return json::Object()
        .text("oprNum", answered.reply.opr_num)
        .text("code", answered.reply.code)
        .text("resultCode", answered.reply.result_code)
        .text("resultMessge", answered.reply.result_message)
        .raw("data", answered.reply.data.empty() ? "null" : answered.reply.data)
        .number("milliseconds", answered.milliseconds)
        .raw("violations", violations.take())
        .text("packet", answered.packet)
        .take();
}

Result<std::string> Downlink::packet(schema::Interface const& interface, std::string const& body, Sending& sending) {
    LOTBRIDGE_TRY(auto data, with_own_lot(*interface.pushed, body, *sending.lot));
    if (!sending.as_given) {
        LOTBRIDGE_TRY(data, schema::normalise(*interface.pushed, data));
    }
    if (!sending.stars) data = without_stars(data);
    if (sending.opr_num.empty()) sending.opr_num = new_uuid();
    Request request;
    LOTBRIDGE_TRY(request.k, storage_.attempt("reading a token", [&] { return platform_.token_of(*sending.lot); }));
    request.code = sending.code.empty() ? settings_.code_of(interface) : sending.code;
    request.opr_num = sending.opr_num;
    request.signature = signature_for(sending, data);
    request.data = std::move(data);
    auto text = write_request(request, settings_.header);
    // Blanks after data: legal JSON of any size, and the signature stays.
    if (text.size() < sending.fill) text.insert(text.size() - 1, sending.fill - text.size(), ' ');
    return text;
}

asio::awaitable<Result<std::vector<Answered>>> Downlink::ask(schema::Interface const& interface, std::string body,
                                                             Sending sending) {
    auto const connection = by_lot_.find(sending.lot->park_id);
    if (connection == by_lot_.end())
        co_return fail(Errc::retry, "lot " + sending.lot->park_id + " is not on the downlink");
    auto const session = connection->second;
    auto const text = packet(interface, body, sending);
    if (!text) co_return fail(text.error());
    std::string bytes;
    for (unsigned i = 0; i < sending.copies; ++i) bytes += *text + '*';

    auto const began = clock_.now();
    auto const waiting = std::make_shared<Waiting>(io_, sending.opr_num, sending.copies);
    session->waiting.push_back(waiting);
    auto collected = co_await write(session, std::move(bytes), sending.cuts);
    if (collected) collected = co_await collect(session, waiting, sending.wait);
    std::erase(session->waiting, waiting);

    auto answers = judge_all(interface, sending, body, *waiting, began);
    if (!answers) co_return fail(answers.error());
    auto const kept = storage_.attempt("keeping a downlink request", [&] {
        keep(interface, sending, {*text, clock_.now() - began}, *answers, collected);
        for (auto const& answer : *answers)
            if (is_success(answer.reply.result_code))
                platform_.note_taken(*sending.lot, interface, body, answer.reply.data);
    });
    if (!kept) co_return fail(kept.error());
    if (!collected) co_return fail(collected.error());
    co_return answers;
}

// One row for each reply, and one for the replies that did not come.
void Downlink::keep(schema::Interface const& interface, Sending const& sending, Asked const& asked,
                    std::vector<Answered> const& answers, Result<> const& collected) {
    DownlinkRow row{sending.lot->park_id, std::string(interface.id), sending.opr_num, asked.packet};
    for (auto const clause : {std::string_view("B.2.1"), interface.function_clause, interface.clause})
        storage_.tally(row.park_id, clause);
    for (auto const& answer : answers) {
        for (auto const* clause : {"B.2.2", "B.1.2.2", "B.2.6"}) storage_.tally(row.park_id, clause);
        row.reply = answer.packet;
        row.outcome = answer.reply.result_code;
        row.milliseconds = answer.milliseconds;
        storage_.add_downlink(row);
    }
    if (collected) return;
    row.reply.clear();
    row.outcome = collected.error().message;
    row.milliseconds = asked.milliseconds;
    storage_.add_downlink(row);
}

Result<std::vector<Answered>> Downlink::judge_all(schema::Interface const& interface, Sending const& sending,
                                                  std::string const& body, Waiting const& waiting, std::int64_t began) {
    LOTBRIDGE_TRY(auto const asked, json::parse(body, "the request's body"));
    LOTBRIDGE_TRY(auto first, storage_.attempt("reading an earlier reply", [&] {
        return storage_.first_reply(sending.lot->park_id, sending.opr_num);
    }));
    std::vector<Answered> answers;
    for (std::size_t i = 0; i < waiting.packets.size(); ++i) {
        auto answered = judge(interface, sending, waiting.packets[i]);
        answered.milliseconds = waiting.times[i] - began;
        judge_body(interface, *sending.lot, asked, answered);
        judge_repetition(first, answered);
        if (first.empty()) first = answered.packet;
        LOTBRIDGE_CHECK(report(*sending.lot, interface.id, sending.opr_num, answered.findings));
        answers.push_back(std::move(answered));
    }
    return answers;
}

asio::awaitable<Result<>> Downlink::collect(SessionPtr session, std::shared_ptr<Waiting> waiting, Milliseconds wait) {
    waiting->done.expires_after(wait);
    // All may be there already, or the line gone, before the wait begins.
    if (waiting->packets.size() < waiting->expected && session->socket.is_open())
        co_await waiting->done.async_wait(quiet);
    if (waiting->packets.size() >= waiting->expected) co_return Result<>();
    if (!session->socket.is_open()) co_return fail(Errc::retry, "the lot closed the connection before it replied");
    co_return fail(Errc::retry, "no reply within " + std::to_string(wait.count()) + " ms");
}

asio::awaitable<Result<std::vector<std::string>>> Downlink::send_raw(Lot const& lot, std::string bytes,
                                                                     std::vector<std::size_t> cuts,
                                                                     std::size_t expected, Milliseconds wait) {
    auto const connection = by_lot_.find(lot.park_id);
    if (connection == by_lot_.end()) co_return fail(Errc::retry, "lot " + lot.park_id + " is not on the downlink");
    auto const session = connection->second;
    auto const waiting = std::make_shared<Waiting>(io_, "", expected);
    session->waiting.push_back(waiting);
    auto written = co_await write(session, std::move(bytes), std::move(cuts));
    if (written && expected != 0) {
        auto const collected = co_await collect(session, waiting, wait);
        if (!collected) spdlog::info("raw packets to lot {}: {}", lot.park_id, collected.error().message);
    }
    std::erase(session->waiting, waiting);
    if (!written) co_return fail(written.error());
    co_return waiting->packets;
}

Answered Downlink::judge(schema::Interface const& interface, Sending const& sending, std::string packet) {
    Answered out;
    auto reply = read_reply(packet, out.findings, settings_.header);
    out.packet = std::move(packet);
    if (!reply) {
        out.findings.push_back({Level::shall, "B.1.2.2", "unreadable reply: " + reply.error().message});
    } else {
        out.reply = std::move(*reply);
        auto const asked = sending.code.empty() ? settings_.code_of(interface) : sending.code;
        if (out.reply.code != asked)
            out.findings.push_back({Level::shall, "B.1.2.2", "the reply has another code (D4)"});
        if (sending.lot->keys.verify(out.reply.data, out.reply.signature) != Verdict::good &&
            settings_.require_signature)
            out.findings.push_back({Level::shall, "B.2.6", "the reply's signature is not good"});
    }
    return out;
}

void Downlink::judge_body(schema::Interface const& interface, Lot const& lot, json::Value const& asked,
                          Answered& answered) {
    auto const data = json::parse(answered.reply.data, "data");
    if (!data) return;
    if (is_success(answered.reply.result_code))
        std::ranges::move(judge_fields(interface, *interface.response, *data, answered.reply.data, lot).findings,
                          std::back_inserter(answered.findings));
    std::ranges::move(judge_reply(interface, asked, answered.reply, *data, answered.milliseconds),
                      std::back_inserter(answered.findings));
}

Result<> Downlink::report(Lot const& lot, std::string_view interface, std::string const& opr_num,
                          Findings const& findings) {
    return platform_.report(lot.park_id, interface, opr_num, findings);
}

// D5: a request repeated by the cloud is answered with the first answer.
void Downlink::judge_repetition(std::string const& first_packet, Answered& answered) {
    Findings unused;
    auto const first = read_reply(first_packet, unused);
    if (!first) return;
    if (first->result_code != answered.reply.result_code || first->data != answered.reply.data)
        answered.findings.push_back(
            {Level::shall, "B.1.2.1", "a repeated oprNum was answered otherwise than the first (D5)"});
}

}  // namespace lotbridge::refcloud
