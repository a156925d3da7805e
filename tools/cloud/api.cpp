#include "api.hpp"

#include "driver.hpp"
#include "form.hpp"
#include "listings.hpp"

#include <boost/asio/use_awaitable.hpp>
#include <charconv>

namespace asio = boost::asio;

namespace lotbridge::refcloud {
namespace {

constexpr std::int64_t most_rows = 10'000;

HttpReply problem(Error const& error) {
    auto const status = error.code == Errc::unsupported ? 404u : error.code == Errc::rejected ? 400u : 503u;
    return {status, json::Object().text("error", error.message).take()};
}

std::vector<std::size_t> positions(std::string_view text) {
    std::vector<std::size_t> out;
    while (!text.empty()) {
        std::size_t position = 0;
        std::from_chars(text.data(), text.data() + text.size(), position);
        out.push_back(position);
        text.remove_prefix(std::min(text.find(','), text.size() - 1) + 1);
    }
    return out;
}

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

}  // namespace

std::string Api::Call::text(std::string_view name, std::string_view otherwise) const {
    auto const found = query.find(name);
    return found == query.end() ? std::string(otherwise) : found->second;
}

std::int64_t Api::Call::number(std::string_view name, std::int64_t otherwise) const {
    auto const digits = text(name);
    auto value = otherwise;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

Api::Call Api::parse(HttpRequest const& request) {
    Call call;
    call.method = std::string(request.method_string());
    call.body = request.body();
    std::string_view target(request.target().data(), request.target().size());
    auto path = target.substr(0, target.find('?'));
    auto query = target.substr(std::min(path.size() + 1, target.size()));
    while (!path.empty()) {
        path.remove_prefix(1);
        auto const step = path.substr(0, path.find('/'));
        call.path.push_back(percent_decoded(step).value_or(std::string(step)));
        path.remove_prefix(step.size());
    }
    if (call.path.empty()) call.path.emplace_back();
    while (!query.empty()) {
        auto const pair = query.substr(0, query.find('&'));
        auto const equals = std::min(pair.find('='), pair.size());
        auto const value = pair.substr(std::min(equals + 1, pair.size()));
        call.query[std::string(pair.substr(0, equals))] = percent_decoded(value).value_or(std::string(value));
        query.remove_prefix(std::min(pair.size() + 1, query.size()));
    }
    return call;
}

asio::awaitable<HttpReply> Api::answer(HttpRequest request) {
    auto call = parse(request);
    auto const& what = call.path.front();
    auto found = Result<std::string>(
        fail(Errc::unsupported, call.method + " /" + what + ": there is no such thing, see --help"));
    if (call.method == "POST" && what == "downlink") {
        found = co_await ask(std::move(call));
    } else if (call.method == "POST" && what == "downlink-raw") {
        found = co_await ask_raw(std::move(call));
    } else if (call.method == "POST" && what == "fee-and-pay") {
        found = co_await pay(std::move(call));
    } else if (call.method == "POST" && what == "clock") {
        found = set_clock(call);
    } else if (what == "faults") {
        found = break_things(call);
    } else if (call.method == "GET") {
        found = look(call);
    }
    if (!found) co_return problem(found.error());
    co_return HttpReply{200, std::move(*found)};
}

Result<std::string> Api::look(Call const& call) {
    LOTBRIDGE_TRY(auto found, storage_.attempt("reading /" + call.path.front(), [&]() -> Result<std::string> {
        if (call.path.front() == "counts") return counts();
        if (call.path.front() == "lots") return lots();
        return rows(call);
    }));
    return found;
}

Result<std::string> Api::rows(Call const& call) {
    auto const& what = call.path.front();
    auto const lot = call.text("lot");
    if (what == "records" && !call.tail().empty()) return storage_.rows(messages_of_record, call.tail(), lot);
    auto const* listing = find_listing(what);
    if (!listing) return fail(Errc::unsupported, "GET /" + what + ": there is no such thing, see --help");
    return storage_.rows(listing->sql, call.number("after", 0), call.text(listing->filter), lot,
                         std::min(call.number("limit", 1000), most_rows));
}

std::string Api::counts() {
    json::Object interfaces;
    Counts all;
    for (auto const& [name, counts] : storage_.counts()) {
        all.accepted += counts.accepted;
        all.repeats += counts.repeats;
        interfaces.raw(name, json::Object()
                                 .number("accepted", counts.accepted)
                                 .number("repeats", counts.repeats)
                                 .number("refused", counts.refused)
                                 .number("unanswered", counts.unanswered)
                                 .take());
    }
    return json::Object()
        .number("accepted", all.accepted)
        .number("repeats", all.repeats)
        .raw("interfaces", interfaces.take())
        .raw("violations",
             storage_.rows("SELECT level, clause, count(*) AS times FROM violation GROUP BY level, clause"))
        .raw("downlink",
             storage_.rows("SELECT interface, outcome, count(*) AS times FROM downlink GROUP BY interface, outcome"))
        .take();
}

std::string Api::lots() {
    json::List list;
    for (auto const& lot : settings_.lots) {
        auto const state = storage_.lot(lot.park_id);
        auto const token = storage_.token_of(lot.park_id);
        list.raw(json::Object()
                     .text("parkId", lot.park_id)
                     .text("parkCode", lot.park_code)
                     .boolean("downlink", downlink_.connected(lot))
                     .boolean("token", token && token->ends_at > clock_.shown())
                     .number("logins", state.logins)
                     .number("totalSpaces", state.total_spaces)
                     .number("freeSpaces", state.free_spaces)
                     .number("heartbeatAt", state.heartbeat_at)
                     .take());
    }
    return list.take();
}

Result<std::string> Api::break_things(Call const& call) {
    if (call.method == "GET") return faults_.list();
    if (call.method == "POST") {
        LOTBRIDGE_TRY(auto const order, json::parse(call.body, "the body of POST /faults"));
        return faults_.add(order);
    }
    if (call.method != "DELETE") return fail(Errc::unsupported, call.method + " /faults: only GET, POST and DELETE");
    if (call.tail().empty()) {
        faults_.clear();
        return "{}";
    }
    std::int64_t id = 0;
    auto const digits = call.tail();
    std::from_chars(digits.data(), digits.data() + digits.size(), id);
    if (!faults_.remove(id)) return fail(Errc::unsupported, "there is no fault " + digits);
    return "{}";
}

// {"now": "2024-02-29 23:59:58"}: the platform's clock as the first lot sees it; {} sets it right again.
Result<std::string> Api::set_clock(Call const& call) {
    LOTBRIDGE_TRY(auto const order, json::parse(call.body, "the body of POST /clock"));
    auto const offset = settings_.lots.front().utc_offset;
    auto const wanted = LocalTime::parse(json::text(order, "now"));
    if (!wanted) return fail(Errc::rejected, "now is no time like 2024-02-29 23:59:58");
    auto const shown = std::chrono::milliseconds(wanted->to_utc(offset).time_since_epoch()).count();
    clock_.shift(std::chrono::milliseconds(wanted->empty() ? 0 : shown - clock_.now()));
    return json::Object().text("now", clock_.local(offset).text()).take();
}

Result<Lot const*> Api::lot_of(Call const& call) const {
    auto const wanted = call.text("lot");
    auto const* lot = wanted.empty() ? &settings_.lots.front() : settings_.lot(wanted);
    if (!lot) return fail(Errc::unsupported, "there is no lot " + wanted);
    return lot;
}

Result<Sending> Api::sending_of(Call const& call) const {
    Sending sending;
    LOTBRIDGE_TRY(sending.lot, lot_of(call));
    sending.opr_num = call.text("oprNum");
    sending.code = call.text("code");
    sending.signature = call.text("signature", "good");
    sending.cuts = positions(call.text("cut"));
    sending.copies = static_cast<unsigned>(std::max<std::int64_t>(1, call.number("copies", 1)));
    sending.as_given = call.number("exact", 0) != 0;
    sending.stars = call.number("stars", 0) != 0;
    sending.fill = static_cast<std::size_t>(call.number("fill", 0));
    sending.wait = Milliseconds(call.number("wait", settings_.times.answer.count()));
    return sending;
}

asio::awaitable<Result<std::string>> Api::ask(Call call) {
    auto const* interface = schema::find_interface(std::string_view(call.tail()));
    if (!interface || interface->direction == schema::Direction::up)
        co_return fail(Errc::unsupported, "no downlink interface is named \"" + call.tail() + "\"");
    auto sending = sending_of(call);
    if (!sending) co_return fail(sending.error());
    if (call.body.empty()) call.body = "{}";
    if (call.number("dry", 0) != 0) {
        auto const packet = downlink_.packet(*interface, call.body, *sending);
        if (!packet) co_return fail(packet.error());
        co_return json::Object().text("oprNum", sending->opr_num).text("packet", *packet).take();
    }
    auto const copies = sending->copies;
    auto const answers = co_await downlink_.ask(*interface, std::move(call.body), std::move(*sending));
    if (!answers) co_return fail(answers.error());
    if (copies == 1) co_return as_json(answers->front());
    json::List list;
    for (auto const& answer : *answers) list.raw(as_json(answer));
    co_return json::Object().raw("replies", list.take()).take();
}

asio::awaitable<Result<std::string>> Api::ask_raw(Call call) {
    auto const lot = lot_of(call);
    if (!lot) co_return fail(lot.error());
    auto const expected = static_cast<std::size_t>(std::max<std::int64_t>(0, call.number("expect", 1)));
    auto const wait = Milliseconds(call.number("wait", settings_.times.answer.count()));
    auto const packets =
        co_await downlink_.send_raw(**lot, std::move(call.body), positions(call.text("cut")), expected, wait);
    if (!packets) co_return fail(packets.error());
    json::List list;
    for (auto const& packet : *packets) list.text(packet);
    co_return json::Object().raw("packets", list.take()).take();
}

asio::awaitable<Result<std::string>> Api::pay(Call call) {
    auto const lot = lot_of(call);
    if (!lot) co_return fail(lot.error());
    auto order = json::parse(call.body, "the body of POST /fee-and-pay");
    if (!order) co_return fail(order.error());
    auto const wait = Milliseconds(call.number("wait", settings_.times.answer.count()));
    auto const payment = co_await fee_and_pay(downlink_, clock_, **lot, std::move(*order), wait);
    if (!payment) co_return fail(payment.error());
    json::Object out;
    out.text("outcome", payment->words).raw("fee", as_json(payment->fee));
    if (payment->payment) out.raw("payment", as_json(*payment->payment));
    co_return out.take();
}

}  // namespace lotbridge::refcloud
