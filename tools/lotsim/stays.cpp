#include "lotsim/stays.hpp"

#include <algorithm>

namespace lotbridge::lotsim {
namespace {

using soci::into;
using soci::use;

// fixCarInType: 0 temporary, 1 fixed, 3 fixed but expired and therefore temporary.
int fix_car_in_type(Car const& car) {
    if (car.kind != CarKind::monthly) return 0;
    return car.expired ? 3 : 1;
}

// A passage as the row has it. SOCI binds references until the statement has run, so each value has a name here.
struct Row {
    explicit Row(Passage const& passage)
        : type(chinese(charged_as(*passage.car))),
          fix(fix_car_in_type(*passage.car)),
          overdue(passage.car->expired ? 1 : 0),
          lane(passage.lane.name),
          trigger(trigger_name(passage.by_hand)) {
        if (!passage.car->owner.empty()) owner = passage.car->owner;
    }
    std::string type;
    int fix, overdue;
    std::string lane, trigger;
    std::optional<std::string> owner;
    std::string lot{carpark_name};
};

std::optional<OpenStay> found(soci::session& sql, OpenStay stay) {
    return sql.got_data() ? std::optional(std::move(stay)) : std::nullopt;
}

}  // namespace

CarKind charged_as(Car const& car) { return car.expired ? CarKind::temporary : car.kind; }

std::string trigger_name(bool by_hand) { return by_hand ? "手动" : "自动"; }

std::optional<OpenStay> newest_open(soci::session& sql, std::string const& plate) {
    OpenStay stay;
    sql << "SELECT id, plateNo, inTime, carType FROM SingleCarparkInOutHistory"
           " WHERE outTime IS NULL AND plateNo = :plate ORDER BY id DESC LIMIT 1",
        use(plate), into(stay.id), into(stay.plate), into(stay.in), into(stay.car_type);
    return found(sql, std::move(stay));
}

std::optional<OpenStay> open_by_id(soci::session& sql, long long id) {
    OpenStay stay;
    sql << "SELECT id, plateNo, inTime, carType FROM SingleCarparkInOutHistory WHERE outTime IS NULL AND id = :id",
        use(id), into(stay.id), into(stay.plate), into(stay.in), into(stay.car_type);
    return found(sql, std::move(stay));
}

long long insert_stay(soci::session& sql, Passage const& passage, RowIds ids) {
    Row const row(passage);
    sql << "INSERT INTO SingleCarparkInOutHistory (id, plateNo, inPlateNO, userName, carType, fixCarInType, inTime,"
           " inDevice, inPhotographType, operaName, bigImg, smallImg, carparkId, carparkName, isOverdue)"
           " VALUES (:id, :plate, :in_plate, :owner, :type, :fix, :at, :lane, :trigger, '收费员1', :big, :small, :lot,"
           " :lot_name, :overdue)",
        use(ids.stay, "id"), use(passage.plate, "plate"), use(passage.plate, "in_plate"), use(row.owner, "owner"),
        use(row.type, "type"), use(row.fix, "fix"), use(passage.at, "at"), use(row.lane, "lane"),
        use(row.trigger, "trigger"), use(passage.pictures.big, "big"), use(passage.pictures.small, "small"),
        use(carpark_id, "lot"), use(row.lot, "lot_name"), use(row.overdue, "overdue");
    if (ids.stay) return *ids.stay;
    long long id = 0;
    sql.get_last_insert_id("SingleCarparkInOutHistory", id);
    return id;
}

void reuse_stay(soci::session& sql, long long id, Passage const& passage) {
    Row const row(passage);
    sql << "UPDATE SingleCarparkInOutHistory SET inPlateNO = :plate, inTime = :at, inDevice = :lane,"
           " inPhotographType = :trigger, bigImg = :big, smallImg = :small WHERE id = :id",
        use(passage.plate, "plate"), use(passage.at, "at"), use(row.lane, "lane"), use(row.trigger, "trigger"),
        use(passage.pictures.big, "big"), use(passage.pictures.small, "small"), use(id, "id");
}

long long insert_exit_only(soci::session& sql, Passage const& passage) {
    Row const row(passage);
    sql << "INSERT INTO SingleCarparkInOutHistory (plateNo, outPlateNO, userName, carType, fixCarInType, outTime,"
           " outDevice, outPhotographType, operaName, outBigImg, outSmallImg, carparkId, carparkName, isOverdue)"
           " VALUES (:plate, :out_plate, :owner, :type, :fix, :at, :lane, :trigger, '收费员1', :big, :small, :lot,"
           " :lot_name, :overdue)",
        use(passage.plate, "plate"), use(passage.plate, "out_plate"), use(row.owner, "owner"), use(row.type, "type"),
        use(row.fix, "fix"), use(passage.at, "at"), use(row.lane, "lane"), use(row.trigger, "trigger"),
        use(passage.pictures.big, "big"), use(passage.pictures.small, "small"), use(carpark_id, "lot"),
        use(row.lot, "lot_name"), use(row.overdue, "overdue");
    long long id = 0;
    sql.get_last_insert_id("SingleCarparkInOutHistory", id);
    return id;
}

void note_change(soci::session& sql, long long stay, bool added, LocalTime at, std::optional<long long> id) {
    std::string const state = added ? "新添加" : "被修改";
    sql << "INSERT INTO CarparkRecordHistory (id, hid, plateNo, inPlateNO, outPlateNO, carType, inTime, outTime, "
           "inDevice,"
           " outDevice, shouldMoney, factMoney, freeMoney, operaName, carparkId, updateState, updateTime, processState)"
           " SELECT :id, id, plateNo, inPlateNO, outPlateNO, carType, inTime, outTime, inDevice, outDevice, "
           "shouldMoney,"
           " factMoney, freeMoney, operaName, carparkId, :state, :at, '未处理' FROM SingleCarparkInOutHistory"
           " WHERE id = :stay",
        use(id, "id"), use(state, "state"), use(at, "at"), use(stay, "stay");
}

void recount_spaces(soci::session& sql) {
    int fixed = 0, temporary = 0, inside_temporary = 0, inside = 0;
    sql << "SELECT fixNumberOfSlot, tempNumberOfSlot FROM SingleCarparkCarpark WHERE id = 1", into(fixed),
        into(temporary);
    sql << "SELECT count(*), coalesce(sum(carType = '临时车'), 0) FROM SingleCarparkInOutHistory WHERE outTime IS NULL",
        into(inside), into(inside_temporary);
    auto const fixed_left = std::max(0, fixed - (inside - inside_temporary));
    auto const temporary_left = std::max(0, temporary - inside_temporary);
    auto const total_left = fixed_left + temporary_left;
    sql << "UPDATE SingleCarparkCarpark SET leftTotalNumberOfSlot = :total, leftFixNumberOfSlot = :fixed,"
           " leftTempNumberOfSlot = :temp WHERE id = 1",
        use(total_left, "total"), use(fixed_left, "fixed"), use(temporary_left, "temp");
}

void set_clock(soci::session& sql, LocalTime now) { sql << "UPDATE LotClock SET now = :now WHERE id = 1", use(now); }

}  // namespace lotbridge::lotsim
