// The part of the platform that knows how things stand: spaces, lists, members, vehicles without a plate.
#include "platform.hpp"

#include "sense.hpp"

#include <algorithm>

namespace lotbridge::refcloud {
namespace {

// failReason of C.7.3; 0: the member's account pays.
int why_not(std::optional<Member> const& member, Record const& record, Money price) {
    constexpr int not_enabled = 2, balance_too_low = 4, record_unknown = 6, no_member = 7, paid_elsewhere = 8;
    if (record.exit != 0 || record.bill != 0) return paid_elsewhere;  // a stay that is over has been paid for
    if (record.entry == 0) return record_unknown;
    if (!member) return no_member;
    if (!member->auto_pay) return not_enabled;
    return member->balance && *member->balance < price ? balance_too_low : 0;
}

}  // namespace

// What the message says of the lot as it is now, against what is known of it.
Judgement Platform::judge_state(Incoming const& incoming, json::Value const& vo, std::string const& body) {
    auto const& park_id = incoming.lot->park_id;
    auto const id = incoming.interface->id;
    if (id == "unlicensed_entry") return visits_.judge_entry(park_id, vo);
    if (id == "unlicensed_exit") return visits_.judge_exit(park_id, vo);
    auto judgement = register_.take(*incoming.interface, park_id, vo, body);
    std::ranges::move(note_spaces(incoming, vo), std::back_inserter(judgement.findings));
    if (id == "daily_reconciliation")
        std::ranges::move(accounts_.judge_reconciliation(park_id, vo), std::back_inserter(judgement.findings));
    return judgement;
}

Findings Platform::note_spaces(Incoming const& incoming, json::Value const& vo) {
    auto const id = incoming.interface->id;
    if (id != "total_spaces" && id != "free_spaces") return {};
    auto state = storage_.lot(incoming.lot->park_id);
    if (id == "total_spaces") state.total_spaces = json::integer(vo, "totalNum");
    if (id == "free_spaces") state.free_spaces = json::integer(vo, "emptyNum");
    storage_.put(state);
    if (state.total_spaces < 0 || state.free_spaces <= state.total_spaces) return {};
    return {{Level::shall, std::string(incoming.interface->clause), "more spaces are free than there are"}};
}

void Platform::note_taken(Lot const& lot, schema::Interface const& interface, std::string const& body,
                          std::string const& reply) {
    auto const vo = json::parse(body, "a request");
    auto const data = json::parse(reply, "a reply");
    if (!vo || !data) return;
    if (interface.id == "vehicle_correction") {
        auto record = storage_.record(lot.park_id, json::text(*vo, "recordCode"));
        advance(record, interface, *vo, record.latest);
        storage_.put(record);
    }
    if (interface.id == "prepayment" && json::integer(*data, "result") == 1)
        accounts_.book_payment(lot.park_id, *vo, clock_.now());
    if (interface.id == "unlicensed_entry") {
        auto const plate = json::text(*vo, "plateno");
        // The entry may have been reported before the reply to the request came.
        auto visit = visits_.find(lot.park_id, plate).value_or(Visit{lot.park_id, plate});
        visit.lane = json::text(*vo, "inCross");
        visit.let_in_at = clock_.now();
        if (visit.record_code.empty()) visit.record_code = storage_.record_inside(lot.park_id, plate);
        visits_.put(visit);
    }
}

std::string Platform::answer_data(Incoming const& incoming, json::Value const& vo) {
    auto const id = incoming.interface->id;
    if (id != "member_query" && id != "auto_deduct") return "{}";
    auto const& park_id = incoming.lot->park_id;
    auto member = register_.member(park_id, json::text(vo, "carNum"));
    if (id == "member_query")
        return json::Object()
            .number("isVip", member.has_value())
            .number("isAutoPay", member && member->auto_pay)
            .take();
    auto const record = storage_.record(park_id, json::text(vo, "recordCode"));
    auto const price = money(vo, "chargeMoney");
    auto const reason = why_not(member, record, price);
    if (reason == 0 && member->balance) {
        member->balance = *member->balance - price;
        register_.put(park_id, *member, "platform");
    }
    return json::Object()
        .number("payStatus", reason == 0)
        .text("orderNum", "D" + md5_hex(incoming.request.opr_num))
        .raw("balancePay", price.text())
        .number("couponValue", 0)
        .raw("actualPay", reason == 0 ? price.text() : "0")
        .raw("realPayMoney", reason == 0 ? price.text() : "0")
        .number("failReason", reason)
        .raw("discountDetail", "[]")
        .take();
}

}  // namespace lotbridge::refcloud
