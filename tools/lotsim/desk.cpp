#include "lotsim/desk.hpp"

#include <optional>

namespace lotbridge::lotsim {
namespace {

using namespace std::chrono_literals;
using soci::into;
using soci::use;
using std::chrono::steady_clock;

// A boom comes down by itself behind the car.
constexpr auto boom_stays_up = 8s;

struct Payment {
    long long id = 0;
    std::string number;
    std::optional<std::string> plate;
    std::optional<long long> stay;
    LocalTime paid_at;
    Money paid, coupon;
};

std::vector<Payment> payments_after(soci::session& sql, long long last) {
    std::vector<Payment> found;
    Payment row;
    soci::statement rows = (sql.prepare << "SELECT id, coalesce(payId, ''), plateNO, historyId, payTime, payedMoney,"
                                           " couponValue FROM CarPayHistory WHERE id > :last ORDER BY id",
                            use(last), into(row.id), into(row.number), into(row.plate), into(row.stay),
                            into(row.paid_at), into(row.paid), into(row.coupon));
    rows.execute();
    while (rows.fetch()) found.push_back(row);
    return found;
}

}  // namespace

Result<Desk> Desk::open(Database& database, Ledger& ledger) {
    return attempt("reading the lot's payments", [&] {
        long long last = 0;
        database.sql() << "SELECT coalesce(max(id), 0) FROM CarPayHistory", into(last);
        return Desk(database, ledger, last);
    });
}

Result<> Desk::look(LocalTime now) {
    LOTBRIDGE_CHECK(take_payments(now));
    LOTBRIDGE_CHECK(move_gates(now));
    return drop_booms(now);
}

Result<> Desk::take_payments(LocalTime now) {
    LOTBRIDGE_TRY(auto const found, attempt("reading the lot's payments",
                                            [&] { return payments_after(database_->sql(), last_payment_); }));
    for (auto const& payment : found) {
        auto stay = payment.stay ? Member("id", static_cast<std::int64_t>(*payment.stay)) : Member("id", std::nullopt);
        LOTBRIDGE_CHECK(ledger_->write("payment", {{"number", payment.number},
                                                   std::move(stay),
                                                   {"plate", payment.plate},
                                                   {"paid_at", payment.paid_at},
                                                   {"seen_at", now},
                                                   {"paid", payment.paid},
                                                   {"coupon", payment.coupon}}));
        last_payment_ = payment.id;
        ++payments_;
    }
    return {};
}

Result<> Desk::move_gates(LocalTime now) {
    LOTBRIDGE_TRY(auto const commands, attempt("reading the gate commands", [&] {
                      std::vector<Command> found;
                      Command row;
                      soci::statement rows =
                          (database_->sql().prepare << "SELECT id, barCode, action, oprNum FROM LotGateCommand"
                                                       " WHERE status = 'requested' ORDER BY id",
                           into(row.id), into(row.gate), into(row.action), into(row.number));
                      rows.execute();
                      while (rows.fetch()) found.push_back(row);
                      return found;
                  }));
    for (auto const& command : commands) LOTBRIDGE_CHECK(move(command, now));
    return {};
}

Result<> Desk::move(Command const& command, LocalTime now) {
    std::string status;
    LOTBRIDGE_CHECK(attempt("moving a gate", [&] {
        Transaction transaction(*database_);
        if (!take(command, now)) return;  // withdrawn between looking and moving: the gate stays as it is
        status = turn(command, now) ? "moved" : "failed";
        auto const moved_at = status == "moved" ? now : LocalTime();
        database_->sql() << "UPDATE LotGateCommand SET status = :status, movedAt = :now WHERE id = :id",
            use(status, "status"), use(moved_at, "now"), use(command.id, "id");
        transaction.commit();
    }));
    if (status.empty()) return {};
    auto const moved = status == "moved";
    if (moved && command.action == "open") raised_.push_back({command.gate, steady_clock::now() + boom_stays_up});
    moves_ += moved ? 1 : 0;
    return ledger_->write(moved ? "gate" : "gate_failed", {{"command", static_cast<std::int64_t>(command.id)},
                                                           {"number", command.number},
                                                           {"gate", command.gate},
                                                           {"action", command.action},
                                                           {"at", now}});
}

bool Desk::take(Command const& command, LocalTime now) {
    soci::statement taken = (database_->sql().prepare << "UPDATE LotGateCommand SET status = 'moving', movedAt = :now"
                                                         " WHERE id = :id AND status = 'requested'",
                             use(now, "now"), use(command.id, "id"));
    taken.execute(true);
    return taken.get_affected_rows() > 0;
}

bool Desk::turn(Command const& command, LocalTime now) {
    auto& sql = database_->sql();
    std::string const state = command.action == "open" ? "open" : "closed";
    int known = 0;  // asked for: MySQL does not count a row that an UPDATE leaves as it was
    sql << "SELECT count(*) FROM LotGate WHERE barCode = :gate", use(command.gate), into(known);
    sql << "UPDATE LotGate SET state = :state, changedAt = :now WHERE barCode = :gate", use(state, "state"),
        use(now, "now"), use(command.gate, "gate");
    return known > 0;
}

Result<> Desk::drop_booms(LocalTime now) {
    auto const due = steady_clock::now();
    for (auto const& boom : raised_) {
        if (boom.until > due) continue;
        LOTBRIDGE_CHECK(attempt("lowering a boom", [&] {
            Transaction transaction(*database_);
            database_->sql() << "UPDATE LotGate SET state = 'closed', changedAt = :now WHERE barCode = :gate", use(now),
                use(boom.gate);
            transaction.commit();
        }));
    }
    std::erase_if(raised_, [&](Raised const& boom) { return boom.until <= due; });
    return {};
}

}  // namespace lotbridge::lotsim
