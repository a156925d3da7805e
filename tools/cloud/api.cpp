#include "api.hpp"

#include "page.hpp"

#include <boost/asio/use_awaitable.hpp>
#include <charconv>

namespace asio = boost::asio;

namespace lotbridge::refcloud {
namespace {

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

}  // namespace

asio::awaitable<HttpReply> Api::answer(HttpRequest request) {
    if (auto words = why_stranger(request); !words.empty())
        co_return HttpReply{403, json::Object().text("error", words).take()};
    auto call = Call::parse(request);
    if (call.method == "GET")
        if (auto file = page_file(call.file())) co_return std::move(*file);
    auto found = co_await carry_out(std::move(call));
    if (!found) co_return problem(found.error());
    co_return HttpReply{200, std::move(*found)};
}

asio::awaitable<Result<std::string>> Api::carry_out(Call call) {
    auto const& what = call.what();
    if (what == "faults") co_return break_things(call);
    if (counter_.serves(call)) co_return co_await counter_.serve(std::move(call));
    if (call.method == "GET") co_return reading_.look(call);
    if (call.method != "POST") co_return no_such_thing(call);
    if (what == "downlink") co_return co_await ask(std::move(call));
    if (what == "downlink-raw") co_return co_await ask_raw(std::move(call));
    if (what == "clock") co_return set_clock(call);
    co_return no_such_thing(call);
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

Result<Sending> Api::sending_of(Call const& call) const {
    Sending sending;
    LOTBRIDGE_TRY(sending.lot, call.lot(settings_));
    sending.opr_num = call.text("oprNum");
    sending.code = call.text("code");
    sending.signature = call.text("signature", "good");
    sending.cuts = positions(call.text("cut"));
    sending.copies = static_cast<unsigned>(std::max<std::int64_t>(1, call.number("copies", 1)));
    sending.as_given = call.number("exact", 0) != 0;
    sending.stars = call.number("stars", 0) != 0;
    sending.fill = static_cast<std::size_t>(call.number("fill", 0));
    sending.wait = call.wait(settings_);
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
    auto const lot = call.lot(settings_);
    if (!lot) co_return fail(lot.error());
    auto const expected = static_cast<std::size_t>(std::max<std::int64_t>(0, call.number("expect", 1)));
    auto const wait = call.wait(settings_);
    auto const packets =
        co_await downlink_.send_raw(**lot, std::move(call.body), positions(call.text("cut")), expected, wait);
    if (!packets) co_return fail(packets.error());
    json::List list;
    for (auto const& packet : *packets) list.text(packet);
    co_return json::Object().raw("packets", list.take()).take();
}

}  // namespace lotbridge::refcloud
