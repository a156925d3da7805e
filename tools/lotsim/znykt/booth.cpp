#include "lotsim/znykt/booth.hpp"

#include "lotsim/pace.hpp"

#include <fmt/format.h>
#include <algorithm>

namespace lotbridge::lotsim::znykt {
namespace {

using soci::into;
using soci::use;

constexpr char no_plate[] = "88888888";  // as the main tables write it

// How the outbox names a car.
std::string car_no(Passage const& passage) { return passage.plate ? *passage.plate : "无牌车" + passage.card; }

// ASCII in all cases.
std::string last_six(Passage const& passage) {
    auto const& name = passage.plate ? *passage.plate : passage.card;
    return name.substr(name.size() - 6);
}

// yyyyMMddHHmmssfff-123456
std::string order_no(Passage const& passage) {
    auto text = to_seconds(passage.at).text();
    std::erase_if(text, [](char c) { return c < '0' || c > '9'; });
    auto const fraction = passage.at - std::chrono::floor<std::chrono::seconds>(passage.at);
    return fmt::format("{}{:03}-{}", text, fraction.count(), last_six(passage));
}

void insert_inside(soci::session& sql, Passage const& passage) {
    auto const plate = passage.plate.value_or(no_plate);
    auto const at = to_seconds(passage.at);
    std::string const lane(passage.lane.name);
    sql << "INSERT INTO MYCARCOMERECORD (CardNO, CPH, CardType, InTime, OutTime, InGateName, InOperator, InPic)"
           " VALUES (:card, :plate, :type, :at, :out, :lane, '收费员1', :picture)",
        use(passage.card, "card"), use(plate, "plate"), use(passage.type, "type"), use(at, "at"), use(at, "out"),
        use(lane, "lane"), use(passage.picture, "picture");
}

std::string tell_entry(soci::session& sql, Passage const& passage) {
    auto const order = order_no(passage), name = car_no(passage), at = to_seconds(passage.at).text();
    std::string const lane(passage.lane.name);
    for (int i = 0; i < (passage.told_twice ? 2 : 1); ++i)
        sql << "INSERT INTO zh_EnterCar (orderNo, carNo, carType, enterTime, gateName, operatorName, imgpath)"
               " VALUES (:order, :name, :type, :at, :lane, '收费员1', :picture)",
            use(order, "order"), use(name, "name"), use(passage.type, "type"), use(at, "at"), use(lane, "lane"),
            use(passage.picture, "picture");
    return order;
}

void close_forgotten(soci::session& sql, std::string const& card) {
    long long id = 0;
    sql << "SELECT ID FROM MYCARCOMERECORD WHERE CardNO = :card ORDER BY ID DESC LIMIT 1", use(card), into(id);
    if (!sql.got_data()) return;
    sql << "INSERT INTO MYCARGOOUTRECORD (CardNO, CPH, CardType, InTime, OutTime, InGateName, InOperator)"
           " SELECT CardNO, CPH, CardType, InTime, OutTime, InGateName, InOperator FROM MYCARCOMERECORD WHERE ID = :id",
        use(id);
    sql << "DELETE FROM MYCARCOMERECORD WHERE ID = :id", use(id);
}

// The newest entry of the same plate, whichever stay that is; none after an upgrade.
std::optional<std::string> newest_order(soci::session& sql, std::string const& name) {
    std::string order;
    sql << "SELECT orderNo FROM zh_EnterCar WHERE carNo = :name ORDER BY id DESC LIMIT 1", use(name), into(order);
    return sql.got_data() ? std::optional(order) : std::nullopt;
}

// By its number: an update that looks for the order would wait for an entry whose transaction is open. False: the
// outbox knows no such entry any more.
bool mend_entry(soci::session& sql, std::string const& order, std::string const& plate) {
    long long id = 0;
    sql << "SELECT id FROM zh_EnterCar WHERE orderNo = :order ORDER BY id DESC LIMIT 1", use(order), into(id);
    if (!sql.got_data()) return false;
    sql << "UPDATE zh_EnterCar SET carNo = :plate WHERE id = :id", use(plate), use(id);
    return true;
}

void tell_correction(soci::session& sql, std::string const& order, std::string const& plate) {
    sql << "INSERT INTO zh_UpdateCar (orderNo, carNo) VALUES (:order, :plate)", use(order), use(plate);
}

void tell_exit(soci::session& sql, Passage const& passage, Left const& left, std::optional<std::string> const& order,
               bool alone) {
    auto const name = car_no(passage), at = to_seconds(passage.at).text();
    std::string const lane(passage.lane.name);
    auto const reason = left.waived > Money() ? std::optional<std::string>("值班经理放行") : std::nullopt;
    int const flag = alone ? 1 : 0;
    for (int i = 0; i < (passage.told_twice ? 2 : 1); ++i)
        sql << "INSERT INTO zh_OutCar (orderNo, carNo, carType, outTime, gateName, operatorName, imgpath, totalAmount,"
               " couponMoney, ycflag, freeReason) VALUES (:order, :name, :type, :at, :lane, '收费员2', :picture, :due,"
               " :waived, :flag, :reason)",
            use(order, "order"), use(name, "name"), use(passage.type, "type"), use(at, "at"), use(lane, "lane"),
            use(passage.picture, "picture"), use(left.due, "due"), use(left.waived, "waived"), use(flag, "flag"),
            use(reason, "reason");
}

}  // namespace

Result<std::string> Booth::enter(Passage const& passage) {
    return attempt("recording an entry", [&] {
        auto& sql = database_.sql();
        close_forgotten(sql, passage.card);
        insert_inside(sql, passage);
        return tell_entry(sql, passage);
    });
}

Result<std::string> Booth::begin_late(Passage const& passage) {
    if (!own_) {
        LOTBRIDGE_TRY(auto connection, database_.again());
        own_.emplace(std::move(connection));
    }
    return attempt("opening a late entry's transaction", [&] {
        close_forgotten(database_.sql(), passage.card);
        transaction_.emplace(*own_);
        insert_inside(own_->sql(), passage);
        return tell_entry(own_->sql(), passage);
    });
}

Result<> Booth::commit_late() {
    return attempt("committing a late entry", [&] {
        transaction_->commit();
        transaction_.reset();
    });
}

// The newest entry is found by its plate, so the outbox's own row is mended, too.
Result<bool> Booth::correct(std::string const& card, std::string const& order, std::string const& plate) {
    return attempt("recording a correction", [&] {
        auto& sql = database_.sql();
        long long id = 0;
        sql << "SELECT ID FROM MYCARCOMERECORD WHERE CardNO = :card ORDER BY ID DESC LIMIT 1", use(card), into(id);
        if (!sql.got_data()) return false;
        sql << "UPDATE MYCARCOMERECORD SET CPH = :plate WHERE ID = :id", use(plate), use(id);
        if (!mend_entry(sql, order, plate)) return false;
        tell_correction(sql, order, plate);
        return true;
    });
}

// By its plate; else the one that the operator picks from the list of those inside.
std::optional<Booth::Inside> Booth::find(Passage const& passage) {
    auto& sql = database_.sql();
    Inside stay;
    auto const plate = passage.plate.value_or("");
    sql << "SELECT ID, CPH, CardType, InTime FROM MYCARCOMERECORD WHERE CardNO = :card OR CPH = :plate"
           " ORDER BY CPH = :same DESC, ID DESC LIMIT 1",
        use(passage.card, "card"), use(plate, "plate"), use(plate, "same"), into(stay.id), into(stay.plate),
        into(stay.type), into(stay.in);
    return sql.got_data() ? std::optional(stay) : std::nullopt;
}

Result<Left> Booth::leave(Passage const& passage, bool waived, bool late_correction) {
    return attempt("recording an exit", [&] {
        auto& sql = database_.sql();
        Left left{.tail = last_six(passage)};
        auto const stay = find(passage);
        if (stay) {
            left.in = stay->in;
            left.due = due(*stay, passage);
            left.waived = waived ? left.due : Money();
            left.received = left.due - left.waived;
            sql << "DELETE FROM MYCARCOMERECORD WHERE ID = :id", use(stay->id);
            close(*stay, passage, left);
        }
        if (stay && passage.plate && stay->plate != *passage.plate) {
            left.order = newest_order(sql, stay->plate);
            left.before = stay->plate;
            if (left.order) mend_entry(sql, *left.order, *passage.plate);
            if (left.order && !late_correction) tell_correction(sql, *left.order, *passage.plate);
        }
        auto const order = newest_order(sql, car_no(passage));
        tell_exit(sql, passage, left, order, !stay);
        if (left.order && late_correction) tell_correction(sql, *left.order, *passage.plate);
        left.order = stay ? order : std::nullopt;
        if (!left.order) left.in = LocalTime();
        return left;
    });
}

Money Booth::due(Inside const& stay, Passage const& passage) {
    auto& sql = database_.sql();
    auto const out = to_seconds(passage.at);
    Money sum;
    sql << "CALL JJCT_GETMONEY(:type, :entered, :left, @due)", use(passage.type, "type"), use(stay.in, "entered"),
        use(out, "left");
    sql << "CALL JJCT_DayMoneyLimit_0to0_V1(:card, :type, :plate, :entered, :left, 1, @due, @limited)",
        use(passage.card, "card"), use(passage.type, "type"), use(stay.plate, "plate"), use(stay.in, "entered"),
        use(out, "left");
    sql << "SELECT @limited / 10", into(sum);
    return sum;
}

void Booth::close(Inside const& stay, Passage const& passage, Left const& left) {
    auto const plate = passage.plate.value_or(no_plate);
    auto const at = to_seconds(passage.at);
    std::string const lane(passage.lane.name);
    database_.sql() << "INSERT INTO MYCARGOOUTRECORD (CardNO, CPH, CardType, InTime, OutTime, OutGateName, OutOperator,"
                       " OutPic, YSJE, SFJE) VALUES (:card, :plate, :type, :entered, :at, :lane, '收费员2', :picture,"
                       " :due, :received)",
        use(passage.card, "card"), use(plate, "plate"), use(passage.type, "type"), use(stay.in, "entered"),
        use(at, "at"), use(lane, "lane"), use(passage.picture, "picture"), use(left.due, "due"),
        use(left.received, "received");
}

Result<> Booth::open_by_hand(Lane const& lane, LocalTime at) {
    return attempt("recording a hand opening", [&] {
        std::string const name(lane.name);
        database_.sql() << "INSERT INTO MYCARGOOUTRECORD (CardNO, CardType, InTime, OutTime, OutGateName, OutOperator)"
                           " VALUES ('0', 'Person', :entered, :at, :lane, '收费员1')",
            use(at, "entered"), use(at, "at"), use(name, "lane");
    });
}

Result<> Booth::hand_over(LocalTime from, LocalTime to) {
    return attempt("recording a hand-over", [&] {
        database_.sql()
            << "INSERT INTO MYjiaojieWorkTable (JiaoWorkName, JieWorkName, GoWorkTime, AfterWorkTime, StopYingSF,"
               " StopShiSF, SFCarNum) SELECT '收费员1', '收费员2', :begin, :end, coalesce(sum(YSJE), 0),"
               " coalesce(sum(SFJE), 0), count(CASE WHEN SFJE > 0 THEN 1 END) FROM MYCARGOOUTRECORD"
               " WHERE OutTime >= :from AND OutTime < :to",
            use(from, "begin"), use(to, "end"), use(from, "from"), use(to, "to");
    });
}

Result<> Booth::issue_card(std::string const& plate, LocalTime at, bool valid) {
    return attempt("recording a card", [&] {
        auto& sql = database_.sql();
        auto const begin = at.text(), end = LocalTime(at.at() + std::chrono::days(30)).text();
        int const state = valid ? 1 : 0;
        sql << "INSERT INTO zh_MthCar (carNo, carType, beginTime, endTime, iusseTime, stuat)"
               " VALUES (:plate, 'MthA', :begin, :end, :at, :state)",
            use(plate, "plate"), use(begin, "begin"), use(end, "end"), use(begin, "at"), use(state, "state");
        if (!valid) return;
        sql << "INSERT INTO zh_MthCarCharge (carNo, beginTime, endTime, chargeTime, chargeMoney)"
               " VALUES (:plate, :begin, :end, :at, 300)",
            use(plate, "plate"), use(begin, "begin"), use(end, "end"), use(begin, "at");
    });
}

}  // namespace lotbridge::lotsim::znykt
