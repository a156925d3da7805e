#include "lotsim/office.hpp"

#include "lotsim/schema.hpp"

#include <chrono>
#include <vector>

namespace lotbridge::lotsim {
namespace {

using soci::into;
using soci::use;

constexpr auto month = std::chrono::days(30);
std::string const cashier = "收费员1";  // who takes the money in this lot

bool has_card(Car const& car) { return car.kind == CarKind::monthly && !car.expired && car.plate; }

}  // namespace

Result<> Office::work(Town const& town, LocalTime now) {
    auto const turn = turn_++;
    switch (turn % 4) {
        case 0:
            for (std::size_t i = 0; i < town.regulars(); ++i) {
                auto const& car = town.cars()[(turn / 4 + i) % town.regulars()];
                if (has_card(car)) return renew_card(car, now);
            }
            return {};
        case 1:
            return miss_device(now);
        case 2:
            return hand_in(now);
        default:
            return find_device(now);
    }
}

Result<> Office::renew_card(Car const& car, LocalTime now) {
    auto const plate = *car.plate;
    LOTBRIDGE_CHECK(attempt("renewing a card", [&] {
        Transaction transaction(database_);
        auto& sql = database_.sql();
        LocalTime old;
        sql << "SELECT validTo FROM SingleCarparkUser WHERE plateNo = :plate", use(plate, "plate"), into(old);
        auto const end = LocalTime((old.empty() ? now : old).at() + month);
        sql << "UPDATE SingleCarparkUser SET validTo = :end, lastEditDate = :now WHERE plateNo = :plate",
            use(end, "end"), use(now, "now"), use(plate, "plate");
        sql << "INSERT INTO SingleCarparkMonthlyUserPayHistory (plateNO, userName, createTime, overdueTime,"
               " oldOverDueTime, chargesMoney, payType, paySize, operaName)"
               " VALUES (:plate, :owner, :now, :end, :old, 300, 0, 1, '收费员1')",
            use(plate, "plate"), use(car.owner, "owner"), use(now, "now"), use(end, "end"), use(old, "old");
        transaction.commit();
    }));
    return ledger_.write("renewal", {{"plate", plate}, {"at", now}});
}

Result<> Office::miss_device(LocalTime now) {
    std::string const lane(entry_lanes[turn_ / 4 % 2].name);
    LOTBRIDGE_CHECK(attempt("missing a device", [&] {
        database_.sql() << "INSERT INTO DeviceErrorMessage (deviceName, errorMsg, ip, checkDate)"
                           " VALUES (:lane, '设备断开', '192.0.2.1', :now)",
            use(lane, "lane"), use(now, "now");
    }));
    return ledger_.write("device", {{"lane", lane}, {"there", false}, {"at", now}});
}

Result<> Office::find_device(LocalTime now) {
    int away = 0;
    LOTBRIDGE_CHECK(attempt("having a device back", [&] {
        auto& sql = database_.sql();
        sql << "SELECT count(*) FROM DeviceErrorMessage WHERE nomalTime IS NULL", into(away);
        sql << "UPDATE DeviceErrorMessage SET nomalTime = :now WHERE nomalTime IS NULL", use(now, "now");
    }));
    for (; away > 0; --away) LOTBRIDGE_CHECK(ledger_.write("device", {{"there", true}, {"at", now}}));
    return {};
}

// By their numbers: an update that looks for them would wait for an entry whose transaction is open.
Result<> Office::hand_in(LocalTime now) {
    Money received;
    std::vector<long long> stays;
    LOTBRIDGE_CHECK(attempt("handing in", [&] {
        Transaction transaction(database_);
        auto& sql = database_.sql();
        long long stay = 0, account = 0;
        Money due, paid, all_due;
        soci::statement rows =
            (sql.prepare << "SELECT id, shouldMoney, factMoney FROM SingleCarparkInOutHistory"
                            " WHERE chargeOperaName = :cashier AND returnAccount IS NULL ORDER BY id",
             use(cashier, "cashier"), into(stay), into(due), into(paid));
        rows.execute();
        while (rows.fetch()) {
            stays.push_back(stay);
            all_due += due;
            received += paid;
        }
        if (stays.empty()) return;  // nobody comes with nothing
        sql << "INSERT INTO SingleCarparkReturnAccount (returnUser, factReturn, shouldReturn, returnTime)"
               " VALUES (:cashier, :received, :due, :now)",
            use(cashier, "cashier"), use(received, "received"), use(all_due, "due"), use(now, "now");
        sql.get_last_insert_id("SingleCarparkReturnAccount", account);
        for (auto const id : stays)
            sql << "UPDATE SingleCarparkInOutHistory SET returnAccount = :account WHERE id = :id",
                use(account, "account"), use(id, "id");
        transaction.commit();
    }));
    if (stays.empty()) return {};
    return ledger_.write("hand_in",
                         {{"stays", static_cast<std::int64_t>(stays.size())}, {"received", received}, {"at", now}});
}

}  // namespace lotbridge::lotsim
