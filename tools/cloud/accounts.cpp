#include "accounts.hpp"

#include "sense.hpp"

#include <algorithm>
#include <array>

namespace lotbridge::refcloud {
namespace {

constexpr std::size_t date_size = std::string_view("2024-05-01").size();

std::string day_of(json::Value const& vo, std::string_view member) {
    return json::text(vo, member).substr(0, date_size);
}

// One of the four figures of C.3.5, and what the books say of it.
struct Figure {
    char const* name;
    Money told, booked;
};

std::array<Figure, 3> sums(json::Value const& vo, DayAccounts const& booked) {
    return {Figure{"payMoneySum", money(vo, "payMoneySum"), booked.pay},
            Figure{"chargeMoneySum", money(vo, "chargeMoneySum"), booked.charge},
            Figure{"agioMoneySum", money(vo, "agioMoneySum"), booked.agio}};
}

// The standard does not say whether a stay that cost nothing is a transaction (交易): both readings are right.
bool right_number(std::int64_t told, DayAccounts const& booked) {
    return told == booked.stays || told == booked.priced;
}

}  // namespace

void Accounts::book(schema::Interface const& interface, std::string const& park_id, json::Value const& vo) {
    auto const put = [&](std::string const& day, char const* kind, std::string const& name, Money pay, Money charge,
                         Money agio) {
        Storage::Query(storage_, "INSERT OR REPLACE INTO account VALUES(?,?,?,?,?,?,?)", park_id, day, kind, name,
                       pay.fen(), charge.fen(), agio.fen())
            .next();
    };
    if (interface.id == "vehicle_exit" || interface.id == "supplementary_bill")
        put(day_of(vo, "outTime"), "stay", json::text(vo, "recordCode"), money(vo, "payMoney"),
            money(vo, "chargeMoney"), money(vo, "agioMoney"));
    if (interface.id == "cashier_settlement")
        put(day_of(vo, "endDate"), "settlement", json::text(vo, "userId") + '/' + json::text(vo, "startDate"), Money(),
            money(vo, "moneySum"), Money());
}

DayAccounts Accounts::of(std::string const& park_id, std::string const& day) {
    DayAccounts out;
    Storage::Query stays(storage_,
                         "SELECT count(*), coalesce(sum(pay<>0), 0), coalesce(sum(pay), 0),"
                         " coalesce(sum(charge), 0), coalesce(sum(agio), 0)"
                         " FROM account WHERE park_id=? AND day=? AND kind='stay'",
                         park_id, day);
    if (stays.next())
        out = {stays.number(0),
               stays.number(1),
               Money::from_fen(stays.number(2)),
               Money::from_fen(stays.number(3)),
               Money::from_fen(stays.number(4)),
               {}};
    Storage::Query settled(
        storage_, "SELECT coalesce(sum(charge), 0) FROM account WHERE park_id=? AND day=? AND kind='settlement'",
        park_id, day);
    if (settled.next()) out.settled = Money::from_fen(settled.number(0));
    return out;
}

Findings Accounts::judge_reconciliation(std::string const& park_id, json::Value const& vo) {
    Findings out;
    auto const booked = of(park_id, json::text(vo, "dateTime"));
    auto const differs = [&](std::string_view name, std::string const& told, std::string const& own) {
        out.push_back({Level::shall, "5.2.5",
                       std::string(name) + " is " + told + ", the day's accepted exits and bills make " + own});
    };
    if (auto const told = json::integer(vo, "payNum"); !right_number(told, booked))
        differs("payNum", std::to_string(told),
                std::to_string(booked.stays) + ", " + std::to_string(booked.priced) + " of them with a price");
    for (auto const& figure : sums(vo, booked))
        if (figure.told != figure.booked) differs(figure.name, figure.told.text(), figure.booked.text());
    if (booked.settled > booked.charge)
        out.push_back({Level::notice, "5.2.3",
                       "the cashiers have settled " + booked.settled.text() +
                           " in cash on a day whose accepted exits and bills brought " + booked.charge.text()});
    return out;
}

Money Accounts::prepaid(std::string const& park_id, std::string const& record_code) {
    Storage::Query query(storage_, "SELECT coalesce(sum(paid), 0) FROM payment WHERE park_id=? AND record_code=?",
                         park_id, record_code);
    return Money::from_fen(query.next() ? query.number(0) : 0);
}

Findings Accounts::judge_prepaid(std::string const& park_id, json::Value const& exit) {
    if (prepaid(park_id, json::text(exit, "recordCode")) <= money(exit, "chargeMoney")) return {};
    return {{Level::notice, "5.2.2", "chargeMoney is less than the payments that the lot has confirmed"}};
}

void Accounts::book_payment(std::string const& park_id, json::Value const& prepayment, std::int64_t at) {
    Storage::Query(storage_, "INSERT OR IGNORE INTO payment VALUES(?,?,?,?,?,?)", json::text(prepayment, "orderCode"),
                   at, park_id, json::text(prepayment, "recordCode"), money(prepayment, "orderMoney").fen(),
                   money(prepayment, "discountAmout").fen())  // sic
        .next();
}

std::vector<Accounts::Told> Accounts::reconciliations(std::string const& park_id, std::int64_t limit) {
    std::vector<Told> out;
    Storage::Query query(storage_,
                         "SELECT park_id, body FROM register WHERE kind='reconciliation' AND (?1='' OR park_id=?1)"
                         " ORDER BY name DESC LIMIT ?2",
                         park_id, limit);
    while (query.next()) {
        auto vo = json::parse(query.text(1), "a reconciliation");
        if (vo) out.push_back({query.text(0), query.text(1), std::move(*vo)});
    }
    return out;
}

Accounts::Missing Accounts::missing(std::string const& park_id) {
    constexpr std::int64_t no_limit = -1;
    Missing out;
    for (auto const& told : reconciliations(park_id, no_limit)) {
        auto const due = json::integer(told.vo, "payNum");
        ++out.days;
        out.due += due;
        out.missing += std::max<std::int64_t>(0, due - of(told.park_id, json::text(told.vo, "dateTime")).stays);
    }
    return out;
}

std::string Accounts::days(std::string const& park_id, std::int64_t limit) {
    json::List list;
    for (auto const& told : reconciliations(park_id, limit)) {
        auto const day = json::text(told.vo, "dateTime");
        auto const booked = of(told.park_id, day);
        json::Object own;
        own.number("stays", booked.stays).number("priced", booked.priced).raw("settled", booked.settled.text());
        bool agrees = right_number(json::integer(told.vo, "payNum"), booked);
        for (auto const& figure : sums(told.vo, booked)) {
            own.raw(figure.name, figure.booked.text());
            agrees = agrees && figure.told == figure.booked;
        }
        list.raw(json::Object()
                     .text("parkId", told.park_id)
                     .text("day", day)
                     .boolean("agrees", agrees)
                     .raw("lot", told.body)
                     .raw("platform", own.take())
                     .take());
    }
    return list.take();
}

}  // namespace lotbridge::refcloud
