#include "reading.hpp"

#include "coupons.hpp"
#include "listings.hpp"
#include "report.hpp"

#include <algorithm>
#include <array>

namespace lotbridge::refcloud {
namespace {

constexpr std::int64_t most_rows = 10'000;

// What the standard calls its interfaces.
std::string interfaces() {
    constexpr std::array directions{"up", "down", "both"};
    json::List list;
    for (auto const& one : schema::interfaces())
        list.raw(json::Object()
                     .number("number", one.number)
                     .text("id", one.id)
                     .text("title", one.title_zh)
                     .text("titleEn", one.title_en)
                     .text("clause", one.clause)
                     .text("functionClause", one.function_clause)
                     .text("direction", directions[static_cast<std::size_t>(one.direction)])
                     .take());
    return list.take();
}

}  // namespace

Result<std::string> Reading::look(Call const& call) {
    LOTBRIDGE_TRY(auto found, storage_.attempt("reading /" + call.what(), [&] { return find(call); }));
    return found;
}

Result<std::string> Reading::find(Call const& call) {
    auto const& what = call.what();
    auto const lot = call.text("lot");
    if (what == "counts") return counts();
    if (what == "lots") return lots();
    if (what == "interfaces") return interfaces();
    if (what == "coupons") return coupons_on_offer();
    if (what == "report") return strictness_report(storage_, accounts_, lot);
    if (what == "reconciliations") return accounts_.days(lot, call.number("limit", 31));
    if (what == "cars") return storage_.rows(cars_with_plate, call.text("plate"), lot);
    if (what == "lanes") return storage_.rows(lanes_of_lot, lot);
    if (what == "gates") return storage_.rows(gates_of_lot, lot);
    if (what == "records" && !call.tail().empty()) return storage_.rows(messages_of_record, call.tail(), lot);
    if (auto list = register_.list(what, lot, std::min(call.number("limit", 1000), most_rows))) return std::move(*list);
    return rows(call);
}

Result<std::string> Reading::rows(Call const& call) {
    auto const* listing = find_listing(call.what());
    if (!listing) return no_such_thing(call);
    auto const latest = call.number("latest", 0);
    auto const& sql = latest > 0 ? listing->latest : listing->sql;
    return storage_.rows(sql.c_str(), call.number("after", 0), call.text(listing->filter), call.text("lot"),
                         std::min(latest > 0 ? latest : call.number("limit", 1000), most_rows));
}

std::string Reading::counts() {
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

std::string Reading::lots() {
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

}  // namespace lotbridge::refcloud
