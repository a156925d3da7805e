#include "lotsim/ake/play.hpp"

#include "lotsim/ake/calls.hpp"
#include "lotsim/ake/lot.hpp"
#include "lotsim/ake/reports.hpp"

#include <lotbridge/adapter/reading.hpp>

#include <algorithm>
#include <optional>
#include <thread>
#include <utility>

namespace lotbridge::lotsim::ake {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

class Play {
public:
    Play(PlayPlan const& plan, Ledger& ledger)
        : plan_(plan),
          pace_(plan.pace),
          script_(plan.script, pace_.begin()),
          ledger_(ledger),
          calls_(lot_, ledger, plan.quote, [this](Stay& stay, std::string const& plate) { return mend(stay, plate); }) {
    }

    Result<> run(net::Network& network, std::function<bool()> const& stopped) {
        auto const handle = [this](std::string const& cmd, JsonValue const& body) {
            std::lock_guard const lock(lot_.mutex);
            return calls_.take(cmd, body);
        };
        LOTBRIDGE_TRY(platform_, Platform::open(network, plan_.platform, handle));
        reports_.emplace(*platform_, lot_, ledger_, script_.town(), plan_.script.seed + 1);
        LOTBRIDGE_CHECK(ledger_.write("open", {}));
        lot_.at = pace_.begin();
        while (plan_.events == 0 || lot_.events < plan_.events) {
            auto const act = script_.next();
            if (!wait(stopped, [&] { return steady_clock::now() >= pace_.due(act.at); })) return lot_.trouble;
            LOTBRIDGE_CHECK(play(act));
        }
        auto const all_is_told = [&] { return platform_->waiting() == 0 && platform_->did_all_misdeeds(); };
        if (!wait(stopped, all_is_told)) return lot_.trouble;
        LOTBRIDGE_CHECK(reports_->tell_misdeeds());
        LOTBRIDGE_CHECK(ledger_.write("played", {}));
        if (plan_.stay_open) wait(stopped, [] { return false; });
        return lot_.trouble;
    }

private:
    bool wait(std::function<bool()> const& stopped, std::function<bool()> const& enough) {
        for (;;) {
            platform_->tend();
            if (plan_.heartbeat > 0s && steady_clock::now() >= next_beat_) {
                next_beat_ = steady_clock::now() + plan_.heartbeat;
                platform_->push("reportParkHeartbeat", R"({"parkTime":")" + compact(lot_.now()) + R"("})");
            }
            if (stopped() || !carry_out_orders()) return false;
            if (enough()) return true;
            std::this_thread::sleep_for(5ms);
        }
    }

    Result<> play(Act const& act) {
        std::unique_lock lock(lot_.mutex);
        lot_.at = act.at;
        switch (act.what) {
            case What::entry:
            case What::second_entry:
                return enter(act);
            case What::exit:
                return leave(act, lock);
            case What::correction:
                return correct(act);
            case What::hand_open:
                return reports_->open_by_hand(gates[2 + act.lane]);
            case What::tidy_up:
                return reports_->tell_states();
            case What::late_commit:
                return {};
        }
        return {};
    }

    // ---- what happens at the lot

    Result<> enter(Act const& act) {
        if (auto const known = lot_.inside.find(act.car); known != lot_.inside.end())
            LOTBRIDGE_CHECK(come_again(known->second));
        Stay stay;
        stay.record = lot_.new_record();
        stay.as_read = stay.plate = plate_of(act);
        stay.car = script_.town().car(act.car);
        stay.entered = lot_.at;
        stay.in = lot_.now();
        stay.entry = &gates[act.lane];
        auto const late = reports_->picture(stay.record + "-in", stay.entry_picture);
        lot_.inside[act.car] = stay;
        lot_.stays[stay.record] = stay;
        ++lot_.events;
        reports_->entry(stay);
        return ledger_.write("entry",
                             {{"order", stay.record}, {"plate", act.plate}, {"in", stay.in}, {"picture", late}});
    }

    // The product ends the old stay when a car comes in that has not left (97).
    Result<> come_again(Stay stay) {
        stay.out = lot_.now();
        stay.leave_type = 97;
        lot_.stays[stay.record] = stay;
        reports_->exit(stay);
        return ledger_.write("tidy_up", {{"order", stay.record}, {"out", stay.out}});
    }

    Result<> leave(Act const& act, std::unique_lock<std::mutex>& lock) {
        auto const known = lot_.inside.find(act.car);
        if (known == lot_.inside.end()) return leave_without_entry(act);
        auto stay = known->second;
        lot_.inside.erase(known);
        if (act.plate && stay.corrected.empty() && stay.driver.empty()) stay.plate = *act.plate;
        return leave(std::move(stay), gates[2 + act.lane], act.waived, reports_->asks_first(), lock);
    }

    Result<> leave(Stay stay, Gate const& gate, bool waived, bool ask, std::unique_lock<std::mutex>& lock) {
        stay.exit = &gate;
        stay.due = std::max(lot_.price(stay), stay.paid);
        if (ask && stay.due > stay.paid) {
            // The platform asks while it goes on taking calls.
            lock.unlock();
            auto const bill = reports_->deduct(stay);
            lock.lock();
            if (!bill.empty()) {
                LOTBRIDGE_CHECK(ledger_.write(
                    "deducted", {{"order", stay.record}, {"bill", bill}, {"paid", stay.due - stay.paid}}));
                stay.paid = stay.due;
            }
        }
        stay.waived = waived ? stay.due - stay.paid : Money();
        stay.received = stay.due - stay.waived;
        stay.out = lot_.now();
        auto const late = reports_->picture(stay.record + "-out", stay.exit_picture);
        return note_exit(stay, late);
    }

    Result<> leave_without_entry(Act const& act) {
        Stay stay;
        stay.record = lot_.new_record();
        stay.plate = plate_of(act);
        stay.out = lot_.now();
        stay.exit = &gates[2 + act.lane];
        stay.leave_type = 13;
        return note_exit(stay, false);
    }

    Result<> note_exit(Stay const& stay, bool pictured) {
        lot_.stays[stay.record] = stay;
        ++lot_.events;
        reports_->exit(stay);
        return ledger_.write("exit", {{"order", stay.record},
                                      {"plate", name_of(stay)},
                                      {"in", stay.in},
                                      {"out", stay.out},
                                      {"due", stay.due},
                                      {"received", stay.received},
                                      {"waived", stay.waived},
                                      {"picture", pictured}});
    }

    Result<> correct(Act const& act) {
        auto const known = lot_.inside.find(act.car);
        if (known == lot_.inside.end() || !act.plate || known->second.plate == *act.plate) return {};
        return mend(known->second, *act.plate);
    }
    Result<> mend(Stay& stay, std::string const& plate) {
        stay.plate = plate;
        stay.corrected = real_now();
        lot_.stays[stay.record] = stay;
        reports_->correction(stay);
        return ledger_.write("correction", {{"order", stay.record}, {"plate", plate}});
    }

    // ---- what drivers and tests want

    // False: the play cannot go on.
    bool carry_out_orders() {
        std::unique_lock lock(lot_.mutex);
        while (!lot_.orders.empty() && lot_.trouble) {
            auto const order = lot_.orders.front();
            lot_.orders.pop_front();
            if (order.starts_with("leave/")) {
                lot_.trouble = drive_out(order.substr(6), lock);
                continue;
            }
            auto const space = order.find(' '), next = order.find(' ', space + 1);
            auto const id = std::stoi(order.substr(space + 1, next - space - 1));
            auto const& gate = *std::ranges::find(gates, id, &Gate::id);
            auto const driver = order.substr(next + 1);
            lot_.trouble = gate.in ? drive_in(gate, driver) : drive_out(driver, lock);
        }
        return lot_.trouble.has_value();
    }

    Result<> drive_in(Gate const& gate, std::string const& driver) {
        Stay stay;
        stay.record = lot_.new_record();
        stay.as_read = stay.plate = unread_plate();
        stay.driver = driver;
        stay.entered = lot_.at;
        stay.in = real_now();
        stay.entry = &gate;
        lot_.inside[1'000'000 + static_cast<CarId>(lot_.records)] = stay;
        lot_.stays[stay.record] = stay;
        platform_->push("reportCarIn", text_of(stay, {}));
        return ledger_.write("entry", {{"order", stay.record}, {"plate", driver}, {"in", stay.in}, {"picture", false}});
    }

    // By parking record or by driver.
    Result<> drive_out(std::string const& who, std::unique_lock<std::mutex>& lock) {
        auto const found = std::ranges::find_if(
            lot_.inside, [&](auto const& one) { return one.second.record == who || one.second.driver == who; });
        if (found == lot_.inside.end()) return {};
        auto stay = found->second;
        lot_.inside.erase(found);
        return leave(std::move(stay), gates[2], false, true, lock);
    }

    std::string plate_of(Act const& act) const { return act.plate ? *act.plate : unread_plate(); }
    std::string unread_plate() const { return "未识别" + compact(lot_.now()); }

    PlayPlan const& plan_;
    Pace pace_;
    Script script_;
    Ledger& ledger_;
    Lot lot_;
    Calls calls_;
    steady_clock::time_point next_beat_{};
    std::optional<Reports> reports_;      // once the platform is there
    std::unique_ptr<Platform> platform_;  // goes first
};

}  // namespace

Result<> play(PlayPlan const& plan, std::function<bool()> const& stopped) {
    LOTBRIDGE_TRY(auto network, net::Network::start());
    LOTBRIDGE_TRY(auto ledger, Ledger::open(plan.ledger));
    Play day(plan, ledger);
    return day.run(network, stopped);
}

}  // namespace lotbridge::lotsim::ake
