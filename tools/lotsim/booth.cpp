#include "lotsim/booth.hpp"

#include <fmt/format.h>
#include <algorithm>

namespace lotbridge::lotsim {
namespace {

using soci::into;
using soci::use;

}  // namespace

Result<Entered> Booth::enter(Passage const& passage, bool another_booth) {
    return attempt("recording an entry", [&] {
        Transaction transaction(database_);
        auto& sql = database_.sql();
        set_clock(sql, passage.at);
        Entered entered;
        auto const open = passage.plate && !another_booth ? newest_open(sql, *passage.plate) : std::nullopt;
        if (open) {
            entered = {open->id, open->in};
            reuse_stay(sql, open->id, passage);
        } else {
            entered.id = insert_stay(sql, passage);
        }
        note_change(sql, entered.id, !open, passage.at);
        recount_spaces(sql);
        transaction.commit();
        return entered;
    });
}

Result<std::optional<OpenStay>> Booth::correct(long long stay, std::string const& plate, LocalTime at) {
    return attempt("recording a correction", [&]() -> std::optional<OpenStay> {
        Transaction transaction(database_);
        auto& sql = database_.sql();
        set_clock(sql, at);
        auto open = open_by_id(sql, stay);
        if (!open) return {};
        sql << "UPDATE SingleCarparkInOutHistory SET plateNo = :plate WHERE id = :id", use(plate), use(stay);
        note_change(sql, stay, false, at);
        auto const content = fmt::format("{} -> {}", open->plate.value_or(""), plate);
        sql << "INSERT INTO SingleCarparkSystemOperaLog (operaName, operaDate, type, content)"
               " VALUES ('收费员1', :at, '修改车牌', :content)",
            use(at, "at"), use(content, "content");
        transaction.commit();
        return open;
    });
}

Result<std::optional<Left>> Booth::leave(Passage const& passage, std::optional<long long> remembered, bool waived) {
    return attempt("recording an exit", [&]() -> std::optional<Left> {
        Transaction transaction(database_);
        auto& sql = database_.sql();
        set_clock(sql, passage.at);
        Left left;
        auto const stay = find(passage, remembered);
        if (!stay && !passage.plate) return {};
        if (stay) {
            left = settle(*stay, passage.at, waived);
            close(passage, left);
        } else {
            left.id = insert_exit_only(sql, passage);
        }
        note_change(sql, left.id, !stay, passage.at);
        recount_spaces(sql);
        transaction.commit();
        return left;
    });
}

std::optional<OpenStay> Booth::find(Passage const& passage, std::optional<long long> remembered) {
    auto& sql = database_.sql();
    auto stay = passage.plate ? newest_open(sql, *passage.plate) : std::nullopt;
    if (!stay && remembered) stay = open_by_id(sql, *remembered);
    return stay;
}

Left Booth::settle(OpenStay const& stay, LocalTime out, bool waived) {
    Left left{.id = stay.id, .plate_before = stay.plate, .in = stay.in, .due = due(stay, out)};
    auto const [paid, coupon] = prepaid(stay);
    left.prepaid = paid;
    left.coupon = coupon;
    if (waived && paid + coupon == Money()) {
        left.waived = left.due;
    } else if (paid + coupon >= left.due) {  // nobody asks for money: the gate opens
        left.waived = std::clamp(left.due - paid, Money(), coupon);
        left.received = paid;
    } else {
        left.waived = coupon;
        left.received = left.due - coupon;
    }
    return left;
}

// Lots replace the charge script, so the product always asks the database; so do we.
Money Booth::due(OpenStay const& stay, LocalTime out) {
    auto& sql = database_.sql();
    Money due;
    if (stay.in.empty() || stay.car_type != chinese(CarKind::temporary)) return due;
    if (database_.is_sqlite()) {
        sql << "SELECT due FROM parking_fee WHERE historyId = :id", use(stay.id), into(due);
    } else {
        sql << "CALL upGetNewPakCarCharge(:lot, '2', :entered, :left, @due)", use(carpark_id, "lot"),
            use(stay.in, "entered"), use(out, "left");
        sql << "SELECT @due", into(due);
    }
    return due;
}

// What was paid since this car entered, for its row or for a plate that contains its own.
Booth::Prepaid Booth::prepaid(OpenStay const& stay) {
    Prepaid sum;
    auto const plate = "%" + stay.plate.value_or("") + "%";
    auto const known = stay.plate ? 1 : 0;
    database_.sql() << "SELECT coalesce(sum(payedMoney), 0.0), coalesce(sum(couponValue), 0.0) FROM CarPayHistory"
                       " WHERE payTime >= :entered AND (historyId = :stay OR (historyId IS NULL AND :known = 1"
                       " AND plateNO LIKE :plate))",
        use(stay.in, "entered"), use(stay.id, "stay"), use(known, "known"), use(plate, "plate"), into(sum.paid),
        into(sum.coupon);
    return sum;
}

void Booth::close(Passage const& passage, Left const& left) {
    std::string const lane(passage.lane.name), trigger = trigger_name(passage.by_hand);
    auto const charged = left.due > Money();
    auto const charged_at = charged ? passage.at : LocalTime();
    auto const operator_name = charged ? std::optional<std::string>("收费员1") : std::nullopt;
    auto const reason =
        left.waived > Money() && left.coupon == Money() ? std::optional<std::string>("值班经理放行") : std::nullopt;
    database_.sql()
        << "UPDATE SingleCarparkInOutHistory SET plateNo = coalesce(:plate, plateNo), outPlateNO = :out_plate,"
           " outTime = :at, outDevice = :lane, outPhotographType = :trigger, shouldMoney = :due, factMoney = :received,"
           " freeMoney = :waived, freeReason = :reason, chargeOperaName = :charged_by, chargeTime = :charged_at,"
           " outBigImg = :big, outSmallImg = :small WHERE id = :id",
        use(passage.plate, "plate"), use(passage.plate, "out_plate"), use(passage.at, "at"), use(lane, "lane"),
        use(trigger, "trigger"), use(left.due, "due"), use(left.received, "received"), use(left.waived, "waived"),
        use(reason, "reason"), use(operator_name, "charged_by"), use(charged_at, "charged_at"),
        use(passage.pictures.big, "big"), use(passage.pictures.small, "small"), use(left.id, "id");
}

Result<long long> Booth::open_by_hand(Lane const& lane, LocalTime at) {
    return attempt("recording a hand opening", [&] {
        Transaction transaction(database_);
        auto& sql = database_.sql();
        std::string const name(lane.name);
        set_clock(sql, at);
        sql << "INSERT INTO SingleCarparkOpenDoorLog (operaName, operaDate, deviceName) VALUES ('收费员1', :at, :lane)",
            use(at, "at"), use(name, "lane");
        long long id = 0;
        sql.get_last_insert_id("SingleCarparkOpenDoorLog", id);
        transaction.commit();
        return id;
    });
}

Result<std::vector<TidiedUp>> Booth::tidy_up(LocalTime at) {
    return attempt("tidying up", [&] {
        Transaction transaction(database_);
        auto& sql = database_.sql();
        set_clock(sql, at);
        std::vector<TidiedUp> closed;
        TidiedUp row;
        soci::statement old =
            (sql.prepare << "SELECT id, plateNo, inTime FROM SingleCarparkInOutHistory WHERE outTime IS"
                            " NULL AND id NOT IN (SELECT newest FROM (SELECT max(id) AS newest FROM"
                            " SingleCarparkInOutHistory WHERE outTime IS NULL"
                            " GROUP BY plateNo, carparkId) AS kept) ORDER BY id",
             into(row.id), into(row.plate), into(row.in));
        old.execute();
        while (old.fetch()) closed.push_back(row);
        for (auto const& stay : closed)
            sql << "UPDATE SingleCarparkInOutHistory SET outTime = :at WHERE id = :id", use(at), use(stay.id);
        if (!closed.empty()) recount_spaces(sql);
        transaction.commit();
        return closed;
    });
}

}  // namespace lotbridge::lotsim
