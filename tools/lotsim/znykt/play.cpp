#include "lotsim/znykt/play.hpp"

#include "lotsim/schema_data.hpp"
#include "lotsim/wrong_clock.hpp"
#include "lotsim/znykt/booth.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <deque>
#include <filesystem>
#include <thread>
#include <unordered_map>
#include <utility>

namespace lotbridge::lotsim::znykt {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

// What goes wrong beside the script's own: the share of rows, and of pictures.
constexpr double told_twice = 0.02;
constexpr double picture_late = 0.1;
constexpr double picture_lost = 0.03;
constexpr double picture_share = 0.3;
constexpr double late_correction = 0.5;  // of those that an exit makes
constexpr std::size_t late_by = 12;      // passages
constexpr auto closed_for = 8s;          // real time, for an upgrade
constexpr int spaces = 600;
constexpr char picture_root[] = "D:\\ParkPicture\\";

constexpr std::array<std::string_view, 5> outbox{"zh_EnterCar", "zh_UpdateCar", "zh_OutCar", "zh_MthCar",
                                                 "zh_MthCarCharge"};

Result<> create(Database& database) {
    return attempt("creating the lot's tables", [&] {
        for (auto const script : {znykt_mysql, znykt_procedures})
            for (auto const& statement : statements(script)) database.sql() << statement;
    });
}

// 15 minutes free, 5 yuan each begun hour, at most 45 a day, in tenths of a yuan.
Result<> furnish(Database& database) {
    return attempt("furnishing the lot", [&] {
        auto& sql = database.sql();
        int stations = 0;
        sql << "SELECT count(*) FROM MYCHECHANGXITONGSET", soci::into(stations);
        if (stations > 0) return;
        std::string const root(picture_root);
        sql << "INSERT INTO MYCHECHANGXITONGSET (StationNO, TotalCarSpace, ImagePath, PointNum)"
               " VALUES (1, :spaces, :root, 1)",
            soci::use(spaces, "spaces"), soci::use(root, "root");
        sql << "INSERT INTO MYCHECHANGNORMALSHOUFEI (CardType, FreeMinute, TopSF, Hours, JE)"
               " VALUES ('TmpA', 15, 450, 1, 50), ('TmpA', 0, 0, 30, 0)";
        int channel = 1;
        for (auto const way : {0, 1})
            for (auto const& lane : way == 0 ? entry_lanes : exit_lanes) {
                std::string const name(lane.name);
                sql << "INSERT INTO MYGANGWEIKOUSET (CarChannel, `InOut`, InOutName, PCName)"
                       " VALUES (:channel, :way, :name, '岗亭1')",
                    soci::use(channel, "channel"), soci::use(way, "way"), soci::use(name, "name");
                ++channel;
            }
    });
}

// Unread rows are gone, and numbers begin at 1 again.
Result<> upgrade(Database& database) {
    LOTBRIDGE_CHECK(attempt("upgrading the product", [&] {
        for (auto const table : outbox) database.sql() << "DROP TABLE " + std::string(table);
    }));
    return create(database);
}

// As it enters; an expired monthly car leaves as a visitor.
std::string type_of(Car const& car, bool leaving) {
    switch (car.kind) {
        case CarKind::monthly:
            return car.expired && leaving ? "TmpA" : "MthA";
        case CarKind::stored_value:
            return "StrA";
        case CarKind::temporary:
            break;
    }
    return "TmpA";
}

class Play {
public:
    Play(PlayPlan const& plan, Database& database, Ledger& ledger)
        : plan_(plan),
          pace_(plan.pace),
          script_(plan.script, pace_.begin()),
          faults_(plan.script.seed + 1),
          pictures_(plan.pictures, plan.pictures.empty() ? 0 : picture_share, plan.script.seed),
          database_(database),
          booth_(database),
          ledger_(ledger) {}

    Result<Score> run(std::function<bool()> const& stopped) {
        bool upgraded = plan_.upgrade_at == 0;
        while (plan_.events == 0 || score_.events() < plan_.events) {
            auto const act = script_.next();
            if (!wait(pace_.due(act.at), stopped)) break;
            LOTBRIDGE_CHECK(play(act));
            LOTBRIDGE_CHECK(develop(late_by));
            if (score_.events() < plan_.upgrade_at || std::exchange(upgraded, true)) continue;
            LOTBRIDGE_CHECK(go_home());
            if (!wait(steady_clock::now() + closed_for, stopped)) break;
            LOTBRIDGE_CHECK(upgrade(database_));
            LOTBRIDGE_CHECK(ledger_.write("upgrade", {}));
        }
        LOTBRIDGE_CHECK(go_home());
        return score_;
    }

private:
    struct Entry {
        std::string order;
        std::optional<std::string> plate;
        LocalTime at;
        std::optional<std::string> picture;
    };
    struct Undeveloped {
        std::size_t taken = 0;
        std::filesystem::path hidden, file;
    };

    static bool wait(steady_clock::time_point until, std::function<bool()> const& stopped) {
        while (steady_clock::now() < until && !stopped())
            std::this_thread::sleep_until(std::min(until, steady_clock::now() + 50ms));
        return !stopped();
    }

    // Nobody leaves a transaction open.
    Result<> go_home() {
        if (booth_.late()) LOTBRIDGE_CHECK(commit_late());
        return develop(0);
    }

    Result<> play(Act const& act) {
        switch (act.what) {
            case What::entry:
            case What::second_entry:
                return enter(act);
            case What::late_commit:
                return booth_.late() ? commit_late() : Result<>();
            case What::correction:
                return correct(act);
            case What::exit:
                return leave(act);
            case What::hand_open:
                LOTBRIDGE_CHECK(booth_.open_by_hand(exit_lanes[act.lane], shown(act)));
                return ledger_.write("hand_open", {{"at", shown(act)}});
            case What::tidy_up:
                return work_at_desk(act);
        }
        return {};
    }

    Result<> enter(Act const& act) {
        auto const& car = script_.town().car(act.car);
        LOTBRIDGE_TRY(auto const seen, passage(act, car, entry_lanes[act.lane], false));
        bool const late = act.late && !booth_.late();
        LOTBRIDGE_TRY(auto const order, late ? booth_.begin_late(seen) : booth_.enter(seen));
        inside_[act.car] = order;
        Entry entry{order, act.plate, to_seconds(seen.at), picture_};
        if (!late) return note_entry(entry);
        late_ = std::move(entry);
        return {};
    }

    Result<> commit_late() {
        LOTBRIDGE_CHECK(booth_.commit_late());
        return note_entry(late_);
    }

    Result<> correct(Act const& act) {
        auto const known = inside_.find(act.car);
        if (known == inside_.end() || !act.plate) return {};
        LOTBRIDGE_TRY(bool const done, booth_.correct(card_of(act.car), known->second, *act.plate));
        return done ? note_correction(known->second, *act.plate) : Result<>();
    }

    Result<> leave(Act const& act) {
        auto const& car = script_.town().car(act.car);
        LOTBRIDGE_TRY(auto const seen, passage(act, car, exit_lanes[act.lane], true));
        LOTBRIDGE_TRY(auto const left, booth_.leave(seen, act.waived, faults_.odds(late_correction)));
        inside_.erase(act.car);
        if (left.order && left.before) LOTBRIDGE_CHECK(note_correction(*left.order, *seen.plate));
        ++score_.exits;
        return ledger_.write("exit", {{"order", left.order},
                                      {"tail", left.tail},
                                      {"plate", seen.plate},
                                      {"in", left.in},
                                      {"out", to_seconds(seen.at)},
                                      {"due", left.due},
                                      {"received", left.received},
                                      {"waived", left.waived},
                                      {"picture", picture_}});
    }

    // Every 10 minutes somebody looks up from the lanes: a card every hour, a hand-over every two.
    Result<> work_at_desk(Act const& act) {
        auto const turn = ++turns_;
        if (wrong_clock(score_.events()) != 0s) return {};
        auto const now = shown(act);
        if (turn % 6 == 3) {
            auto const& car = script_.town().car(turn % script_.town().regulars());
            bool const valid = turn % 12 == 3;
            LOTBRIDGE_CHECK(booth_.issue_card(*car.plate, now, valid));
            LOTBRIDGE_CHECK(ledger_.write("card", {{"plate", car.plate}, {"at", now}, {"valid", valid}}));
        }
        if (turn % 12 != 0) return {};
        LOTBRIDGE_CHECK(booth_.hand_over(LocalTime(now.at() - 2h), now));
        return ledger_.write("hand_over", {{"at", now}});
    }

    Result<Passage> passage(Act const& act, Car const& car, Lane const& lane, bool leaving) {
        auto const at = pace_.shown(act.at) + wrong_clock(score_.events());
        LOTBRIDGE_TRY(auto const taken, pictures_.take(at, act.plate));
        picture_ = develop_later(taken.big);
        auto picture = taken.big ? std::optional(picture_root + *taken.big) : std::nullopt;
        if (picture) std::ranges::replace(*picture, '/', '\\');
        return Passage{.plate = act.plate,
                       .card = card_of(act.car),
                       .type = type_of(car, leaving),
                       .lane = lane,
                       .at = at,
                       .picture = std::move(picture),
                       .told_twice = faults_.odds(told_twice)};
    }

    // The picture as it will be found: some come behind their rows, some never.
    std::optional<std::string> develop_later(std::optional<std::string> const& picture) {
        if (!picture) return {};
        auto const text = plan_.pictures + "/img/" + *picture;
        std::filesystem::path const file(std::u8string(text.begin(), text.end()));
        if (faults_.odds(picture_lost)) {
            std::filesystem::remove(file);
            return {};
        }
        if (faults_.odds(picture_late)) {
            auto const hidden = std::filesystem::path(file).concat(".part");
            std::filesystem::rename(file, hidden);
            undeveloped_.push_back({score_.events(), hidden, file});
        }
        return picture;
    }

    Result<> develop(std::size_t age) {
        return attempt("writing a late picture", [&] {
            for (; !undeveloped_.empty() && undeveloped_.front().taken + age <= score_.events();
                 undeveloped_.pop_front())
                std::filesystem::rename(undeveloped_.front().hidden, undeveloped_.front().file);
        });
    }

    Result<> note_entry(Entry const& entry) {
        ++score_.entries;
        return ledger_.write(
            "entry", {{"order", entry.order}, {"plate", entry.plate}, {"in", entry.at}, {"picture", entry.picture}});
    }

    Result<> note_correction(std::string const& order, std::string const& plate) {
        ++score_.corrections;
        return ledger_.write("correction", {{"order", order}, {"plate", plate}});
    }

    LocalTime shown(Act const& act) const { return to_seconds(pace_.shown(act.at) + wrong_clock(score_.events())); }
    static std::string card_of(CarId car) { return fmt::format("{:08X}", 0x1000'0000U + car); }

    PlayPlan const& plan_;
    Pace pace_;
    Script script_;
    Chance faults_;
    Pictures pictures_;
    Database& database_;
    Booth booth_;
    Ledger& ledger_;
    Score score_;
    std::size_t turns_ = 0;
    std::unordered_map<CarId, std::string> inside_;  // the newest orderNo
    Entry late_;                                     // of the open transaction
    std::optional<std::string> picture_;             // of the passage at hand, if it will be found
    std::deque<Undeveloped> undeveloped_;
};

}  // namespace

Result<Score> play(PlayPlan const& plan, std::function<bool()> const& stopped) {
    LOTBRIDGE_TRY(auto database, Database::open_mysql(plan.mysql));
    LOTBRIDGE_CHECK(create(database));
    LOTBRIDGE_CHECK(furnish(database));
    if (plan.create_only) return Score{};
    if (plan.ledger.empty()) return fail(Errc::misuse, "--ledger is missing: where to write what happens");
    LOTBRIDGE_TRY(auto ledger, Ledger::open(plan.ledger));
    Play play(plan, database, ledger);
    return play.run(stopped);
}

}  // namespace lotbridge::lotsim::znykt
