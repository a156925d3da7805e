#include "lotsim/schema.hpp"

#include "lotsim/schema_data.hpp"

#include <fmt/format.h>
#include <chrono>

namespace lotbridge::lotsim {
namespace {

using soci::use;

constexpr int temporary_spaces = 600;

void set_up_carpark(soci::session& sql, int fixed_spaces) {
    auto const total = fixed_spaces + temporary_spaces;
    std::string const name(carpark_name);
    sql << "INSERT INTO SingleCarparkCarpark (id, code, name, totalNumberOfSlot, fixNumberOfSlot, tempNumberOfSlot,"
           " leftTotalNumberOfSlot, leftFixNumberOfSlot, leftTempNumberOfSlot)"
           " VALUES (:id, '01', :name, :total, :fixed, :temp, :total_left, :fixed_left, :temp_left)",
        use(carpark_id, "id"), use(name, "name"), use(total, "total"), use(fixed_spaces, "fixed"),
        use(temporary_spaces, "temp"), use(total, "total_left"), use(fixed_spaces, "fixed_left"),
        use(temporary_spaces, "temp_left");
}

void add_lane(soci::session& sql, Lane const& lane, std::string const& direction, int number) {
    std::string const code(lane.code), name(lane.name);
    auto const ip = fmt::format("192.0.2.{}", number);  // reserved for documentation: no such camera exists
    sql << "INSERT INTO SingleCarparkDevice (identifire, name, ip, inOrOut, type, linkAddress, address, roadType,"
           " cameraType, screenType, carparkId) VALUES (:code, :name, :ip, :direction, 'tcp', :link, :address,"
           " '混合车通道', 0, 0, :carpark)",
        use(code, "code"), use(name, "name"), use(ip, "ip"), use(direction, "direction"), use(ip, "link"),
        use(code, "address"), use(carpark_id, "carpark");
    sql << "INSERT INTO LotGate (barCode, state) VALUES (:code, 'closed')", use(code, "code");
}

// 30 minutes free, 5 yuan for the first hour, 1.5 yuan for each begun half hour after it, at most 45 a day.
void set_up_tariff(soci::session& sql) {
    sql << "INSERT INTO carpark_car_type (id, code, name) VALUES (2, '2', '小车')";
    sql << "INSERT INTO carpark_charge_standard (id, code, name, carpark, car_type_id, free_time, oneday_max_charge,"
           " First_Time, First_Time_Fee) VALUES (1, '01', '临时车标准', 1, 2, 30, 45, 60, 5)";
    sql << "INSERT INTO carpark_duration_standard (id, standard_id, start_time, end_time)"
           " VALUES (1, 1, '00.00.00', '23.59.59')";
    sql << "INSERT INTO carpark_duration_price (id, duration_id, unit_duration, unit_price) VALUES (1, 1, 30, 1.5)";
    sql << "INSERT INTO SingleCarparkMonthlyCharge (id, carpark, chargeName, chargeCode, carType, rentingDays, price,"
           " expiringDays, delayDays, parkType) VALUES (1, 1, '小车月租', 'M01', 1, 30, 300, 7, 3, '普通')";
}

void add_users(soci::session& sql, std::vector<Car> const& cars, LocalTime now) {
    auto const month = std::chrono::days(30);
    auto const valid_until = LocalTime(now.at() + month), expired_at = LocalTime(now.at() - std::chrono::days(1));
    for (auto const& car : cars) {
        if (car.owner.empty() || !car.plate) continue;
        std::string const type = car.kind == CarKind::stored_value ? "储值" : "普通";
        auto const valid = car.expired ? expired_at : valid_until;
        auto const left = Money::from_fen(car.kind == CarKind::stored_value ? 20000 : 0);
        sql << "INSERT INTO SingleCarparkUser (plateNo, name, type, carparkSlotType, createDate, validTo, "
               "monthChargeId,"
               " monthChargeCode, monthChargeName, carType, leftMoney, carpark, lastEditDate)"
               " VALUES (:plate, :name, :type, 0, :created, :valid, 1, 'M01', '小车月租', 1, :left, :carpark, :edited)",
            use(*car.plate, "plate"), use(car.owner, "name"), use(type, "type"), use(now, "created"),
            use(valid, "valid"), use(left, "left"), use(carpark_id, "carpark"), use(now, "edited");
    }
}

void set_switches(soci::session& sql, LocalTime now) {
    sql << "INSERT INTO SingleCarparkSystemSetting (settingKey, settingValue, lastUpdate)"
           " VALUES ('启用CJLAPP支付', 'true', :now)",
        use(now, "now");
    sql << "INSERT INTO SingleCarparkSystemSetting (settingKey, settingValue, lastUpdate)"
           " VALUES ('DateBase_version', '1.0.0.30', :now)",
        use(now, "now");
    sql << "INSERT INTO LotClock (id, now) VALUES (1, :now)", use(now, "now");
}

}  // namespace

std::vector<std::string> statements(std::string_view script) {
    std::vector<std::string> found;
    std::string statement;
    while (!script.empty()) {
        auto const end = std::min(script.find('\n'), script.size() - 1);
        auto const line = script.substr(0, end + 1);
        script.remove_prefix(end + 1);
        if (line.starts_with("--")) continue;
        auto const cut = line.find(';');
        statement += line.substr(0, cut);
        if (cut == line.npos) continue;
        found.push_back(std::move(statement));
        statement.clear();
    }
    return found;
}

Result<> create_schema(Database& database) {
    return attempt("creating the lot's tables", [&] {
        auto const product = database.is_sqlite() ? product_sqlite : product_mysql;
        auto const demo = database.is_sqlite() ? demo_sqlite : demo_mysql;
        for (auto const script : {product, demo})
            for (auto const& statement : statements(script)) database.sql() << statement;
    });
}

Result<> furnish(Database& database, std::vector<Car> const& cars, LocalTime now) {
    return attempt("furnishing the lot", [&] {
        Transaction transaction(database);
        auto& sql = database.sql();
        int lots = 0;
        sql << "SELECT count(*) FROM SingleCarparkCarpark", soci::into(lots);
        if (lots > 0) return;
        set_up_carpark(sql, static_cast<int>(cars.size()));
        int number = 1;
        for (auto const& lane : entry_lanes) add_lane(sql, lane, "进口", number++);
        for (auto const& lane : exit_lanes) add_lane(sql, lane, "出口", number++);
        set_up_tariff(sql);
        add_users(sql, cars, now);
        set_switches(sql, now);
        transaction.commit();
    });
}

}  // namespace lotbridge::lotsim
