#include "lotsim/uploadcarin/tables.hpp"

#include "lotsim/database.hpp"
#include "lotsim/schema.hpp"
#include "lotsim/schema_data.hpp"
#include "lotsim/wrong_clock.hpp"

#include <fmt/format.h>
#include <map>
#include <thread>

namespace lotbridge::lotsim::uploadcarin {
namespace {

using namespace std::chrono_literals;
using soci::into;
using soci::use;
using std::chrono::steady_clock;

constexpr double written_twice = 0.05;  // of exits: the row is touched again, and nothing is new
constexpr auto month = std::chrono::days(30);

struct Row {
    std::string record;
    std::optional<std::string> plate;  // CardNo, where it is one
    LocalTime in;                      // by the camera's clock
};

// As the product names a car without a plate.
std::string mark_of(std::string const& record, std::optional<std::string> const& plate) {
    return plate ? *plate : "无" + record;
}

class Tables {
public:
    Tables(TablesPlan const& plan, Database& database, Ledger& ledger)
        : plan_(plan),
          pace_(plan.pace),
          script_(plan.script, pace_.begin()),
          faults_(plan.script.seed + 1),
          database_(database),
          ledger_(ledger) {}

    Result<> run(std::function<bool()> const& stopped) {
        LOTBRIDGE_CHECK(attempt("creating the lot's tables", [&] {
            int there = 0;
            database_.sql() << "SELECT count(*) FROM information_schema.tables WHERE table_schema = database()"
                               " AND table_name = 'pk_gateio'",
                into(there);
            if (there == 0)
                for (auto const& statement : statements(uploadcarin_mysql)) database_.sql() << statement;
            database_.sql() << "SELECT coalesce(max(RecordID), 10000000) FROM pk_gateio", into(records_);
        }));
        while (plan_.events == 0 || events_ < plan_.events) {
            auto const act = script_.next();
            while (steady_clock::now() < pace_.due(act.at) && !stopped()) std::this_thread::sleep_for(10ms);
            if (stopped()) return {};
            LOTBRIDGE_CHECK(play(act));
        }
        return ledger_.write("played", {});
    }

private:
    Result<> play(Act const& act) {
        switch (act.what) {
            case What::entry:
            case What::second_entry:
                return enter(act);
            case What::late_commit:
                return fill_in();
            case What::correction:
                return correct(act);
            case What::exit:
                return leave(act);
            case What::tidy_up:
                return keep_cards(act);
            case What::hand_open:
                return {};
        }
        return {};
    }

    // The server's clock is right, the camera's at times is not.
    LocalTime written(Act const& act) const { return to_seconds(pace_.shown(act.at)); }
    LocalTime seen(Act const& act) const { return to_seconds(pace_.shown(act.at) + wrong_clock(events_)); }

    Result<> enter(Act const& act) {
        Row stay{std::to_string(++records_), act.plate, seen(act)};
        bool const late = act.late && late_.record.empty();
        auto const mark = mark_of(stay.record, act.plate);
        auto const in = late ? LocalTime() : stay.in, now = written(act);
        auto const gate = static_cast<int>(1 + act.lane), type = type_of(act.car);
        LOTBRIDGE_CHECK(attempt("recording an entry", [&] {
            database_.sql()
                << "INSERT INTO pk_gateio (RecordID, CardNo, CardType, InCarMark, GateInID, GateInTime, IOState,"
                   " CreateTime, UpdatedTime) VALUES (:record, :card, :type, :mark, :gate, :entered, 1, :made, "
                   ":changed)",
                use(stay.record, "record"), use(mark, "card"), use(type, "type"), use(mark, "mark"), use(gate, "gate"),
                use(in, "entered"), use(now, "made"), use(now, "changed");
        }));
        ++events_;
        inside_[act.car] = stay;
        if (!late) return note_entry(stay);
        late_ = stay;
        return {};
    }

    // The row was made before its time was known.
    Result<> fill_in() {
        if (late_.record.empty()) return {};
        auto const stay = std::exchange(late_, {});
        LOTBRIDGE_CHECK(attempt("filling in an entry", [&] {
            database_.sql() << "UPDATE pk_gateio SET GateInTime = :entered WHERE RecordID = :record",
                use(stay.in, "entered"), use(stay.record, "record");
        }));
        return note_entry(stay);
    }

    Result<> note_entry(Row const& stay) {
        return ledger_.write("entry", {{"order", stay.record}, {"plate", stay.plate}, {"in", stay.in}});
    }

    Result<> correct(Act const& act) {
        auto const known = inside_.find(act.car);
        if (known == inside_.end() || !act.plate || known->second.plate == act.plate) return {};
        auto& stay = known->second;
        stay.plate = act.plate;
        auto const now = written(act);
        LOTBRIDGE_CHECK(attempt("recording a correction", [&] {
            database_.sql() << "UPDATE pk_gateio SET CardNo = :plate, UpdatedTime = :changed WHERE RecordID = :record",
                use(*stay.plate, "plate"), use(now, "changed"), use(stay.record, "record");
        }));
        ++events_;
        if (stay.record == late_.record) LOTBRIDGE_CHECK(fill_in());
        return ledger_.write("correction", {{"order", stay.record}, {"plate", stay.plate}});
    }

    Result<> leave(Act const& act) {
        LOTBRIDGE_CHECK(fill_in());
        auto const known = inside_.find(act.car);
        if (known == inside_.end()) return leave_without_entry(act);
        auto stay = known->second;
        inside_.erase(known);
        if (act.plate) stay.plate = act.plate;
        auto const out = seen(act), now = written(act);
        auto const card = mark_of(stay.record, stay.plate), mark = mark_of(stay.record, act.plate);
        auto const gate = static_cast<int>(3 + act.lane);
        LOTBRIDGE_CHECK(attempt("recording an exit", [&] {
            database_.sql()
                << "UPDATE pk_gateio SET CardNo = :card, OutCarMark = :mark, GateOutID = :gate, GateOutTime = :left,"
                   " IOState = 0, UpdatedTime = :changed WHERE RecordID = :record",
                use(card, "card"), use(mark, "mark"), use(gate, "gate"), use(out, "left"), use(now, "changed"),
                use(stay.record, "record");
        }));
        // Not where the time of the change is all that anybody has of the exit.
        bool const dated = stay.in.empty() || out >= stay.in;
        if (dated && faults_.odds(written_twice)) LOTBRIDGE_CHECK(touch(stay.record, LocalTime(now.at() + 30s)));
        return note_exit(stay, dated ? out : now);
    }

    Result<> leave_without_entry(Act const& act) {
        Row const stay{std::to_string(++records_), act.plate, {}};
        auto const mark = mark_of(stay.record, act.plate);
        auto const out = seen(act), now = written(act);
        auto const gate = static_cast<int>(3 + act.lane), type = type_of(act.car);
        LOTBRIDGE_CHECK(attempt("recording an exit without an entry", [&] {
            database_.sql()
                << "INSERT INTO pk_gateio (RecordID, CardNo, CardType, OutCarMark, GateOutID, GateOutTime, IOState,"
                   " CreateTime, UpdatedTime) VALUES (:record, :card, :type, :mark, :gate, :left, 0, :made, :changed)",
                use(stay.record, "record"), use(mark, "card"), use(type, "type"), use(mark, "mark"), use(gate, "gate"),
                use(out, "left"), use(now, "made"), use(now, "changed");
        }));
        return note_exit(stay, out);
    }

    Result<> touch(std::string const& record, LocalTime now) {
        LOTBRIDGE_CHECK(attempt("touching a row", [&] {
            database_.sql() << "UPDATE pk_gateio SET UpdatedTime = :changed WHERE RecordID = :record",
                use(now, "changed"), use(record, "record");
        }));
        return ledger_.write("written_twice", {{"order", record}});
    }

    Result<> note_exit(Row const& stay, LocalTime out) {
        ++events_;
        return ledger_.write("exit", {{"order", stay.record},
                                      {"plate", stay.plate},
                                      {"in", stay.in},
                                      {"out", out},
                                      {"due", Money()},
                                      {"received", Money()},
                                      {"waived", Money()}});
    }

    // Cards are never changed: the row is deleted and written again, at times as it was.
    Result<> keep_cards(Act const& act) {
        auto const turn = turn_++;
        if (turn % 3 != 0) return {};
        auto const& plate = *script_.town().car(turn / 6 % script_.town().regulars()).plate;
        auto const card = fmt::format("{}", 100'000'000'000'000 + turn / 6);
        bool const same = turn % 6 == 3;
        auto const now = written(act), end = LocalTime(now.at() + month);
        LOTBRIDGE_CHECK(attempt("writing a card", [&] {
            Transaction transaction(database_);
            auto& sql = database_.sql();
            LocalTime start = now, valid = end;
            if (same)
                sql << "SELECT StartDate, ValidDate FROM t_parkcard WHERE HCardNo = :card", use(card, "card"),
                    into(start), into(valid);
            sql << "DELETE FROM t_parkcard WHERE HCardNo = :card", use(card, "card");
            int number = 0;
            sql << "SELECT coalesce(max(CID), 0) + 1 FROM t_parkcard", into(number);
            sql << "INSERT INTO t_parkcard (CID, CardNo, CarNo, CardState, StartDate, ValidDate, CardMoney, CUser, "
                   "HCardNo, FeePeriod)"
                   " VALUES (:number, :plate, :same, 0, :start, :valid, 300, '收费员1', :card, '月')",
                use(number, "number"), use(plate, "plate"), use(plate, "same"), use(start, "start"),
                use(valid, "valid"), use(card, "card");
            transaction.commit();
        }));
        return ledger_.write(same ? "card_again" : "card", {{"plate", plate}, {"card", card}});
    }

    int type_of(CarId id) {
        auto const& car = script_.town().car(id);
        if (car.kind == CarKind::monthly) return car.expired ? 8 : 1;
        return car.kind == CarKind::stored_value ? 2 : 0;
    }

    TablesPlan const& plan_;
    Pace pace_;
    Script script_;
    Chance faults_;
    Database& database_;
    Ledger& ledger_;
    std::size_t events_ = 0, turn_ = 0;
    long long records_ = 0;
    std::map<CarId, Row> inside_;
    Row late_;  // whose row has no time yet
};

}  // namespace

Result<> play(TablesPlan const& plan, std::function<bool()> const& stopped) {
    LOTBRIDGE_TRY(auto database, Database::open_mysql(plan.mysql));
    LOTBRIDGE_TRY(auto ledger, Ledger::open(plan.ledger));
    Tables tables(plan, database, ledger);
    return tables.run(stopped);
}

}  // namespace lotbridge::lotsim::uploadcarin
