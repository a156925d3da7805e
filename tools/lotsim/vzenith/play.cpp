#include "play.hpp"

#include <algorithm>
#include <map>
#include <thread>

namespace lotbridge::lotsim::vzenith {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

// What is out of the ordinary about one car.
enum class Quirk { none, no_entry, no_exit, two_triggers, resent, unlicensed, second_stay };

struct Act {
    Clock::time_point at;
    std::size_t car = 0;
    bool in = true;
};

struct Car {
    std::string plate;
    Quirk quirk = Quirk::none;
    LocalTime entered;  // of the stay that is open; empty: nobody saw it come
};

class Play {
public:
    Play(PlayPlan const& plan, Ledger& ledger, Cameras& cameras)
        : plan_(plan), ledger_(ledger), cameras_(cameras), chance_(plan.seed) {}

    Result<> run(std::function<bool()> const& stop) {
        auto const begin = Clock::now();
        plan_cars(begin);
        auto const cut = begin + plan_.length / 3, mended = cut + plan_.outage, hang_up = begin + plan_.length / 2;
        bool hung_up = false;
        for (auto const& act : acts_) {
            while (Clock::now() < act.at && !stop()) std::this_thread::sleep_for(5ms);
            if (stop()) return {};
            offline_ = Clock::now() >= cut && Clock::now() < mended;
            if (!offline_) cameras_.catch_up(chance_);
            if (Clock::now() >= hang_up && !std::exchange(hung_up, true)) cameras_.hang_up();
            LOTBRIDGE_CHECK(act.in ? enter(cars_[act.car]) : leave(cars_[act.car]));
        }
        for (offline_ = false; cameras_.pending() > 0 && !stop();) cameras_.catch_up(chance_);
        LOTBRIDGE_CHECK(open_by_hand());
        for (auto& car : cars_)
            if (!car.entered.empty()) LOTBRIDGE_CHECK(tell(car, {}, false));  // still inside
        return ledger_.write("played", {});
    }

private:
    void plan_cars(Clock::time_point begin) {
        auto const somewhere = [&](Clock::duration length) {
            return Clock::duration(static_cast<Clock::rep>(chance_.unit() * static_cast<double>(length.count())));
        };
        for (std::size_t i = 0; i < plan_.cars; ++i) {
            Car car{.plate = "测A" + std::to_string(10000 + i),
                    .quirk = static_cast<Quirk>(i % 14 < 6 ? i % 14 + 1 : 0),
                    .entered = {}};
            if (car.quirk == Quirk::unlicensed) car.plate.clear();
            auto const in = begin + somewhere(plan_.length * 6 / 10);
            auto const out = in + 2s + somewhere(plan_.length * 2 / 10);
            acts_.push_back({in, i, true});
            acts_.push_back({out, i, false});
            if (car.quirk == Quirk::no_exit || car.quirk == Quirk::second_stay) {  // comes again
                acts_.push_back({out + 12s, i, true});
                acts_.push_back({out + 24s, i, false});
            }
            cars_.push_back(std::move(car));
        }
        std::ranges::stable_sort(acts_, {}, &Act::at);
    }

    // Which of the two lanes: always the same for a car, so that the quirks meet both protocols.
    bool by_push() { return chance_.odds(0.5); }

    Result<> enter(Car& car) {
        if (car.quirk == Quirk::no_entry) return {};  // a tailgater: nobody saw it
        auto const shown = see(car, cameras_.push_in, *cameras_.tcp_in);
        if (car.plate.empty()) return {};
        // Its exit was not seen: it ended when it came again.
        if (!car.entered.empty()) LOTBRIDGE_CHECK(tell(car, shown, true));
        car.entered = shown;
        return {};
    }

    Result<> leave(Car& car) {
        if (car.quirk == Quirk::no_exit && !std::exchange(missed_[car.plate], true)) return {};
        auto const shown = see(car, cameras_.push_out, *cameras_.tcp_out);
        if (car.plate.empty()) return {};
        LOTBRIDGE_CHECK(tell(car, shown, false));
        car.entered = LocalTime();
        return {};
    }

    Result<> tell(Car const& car, LocalTime left, bool unseen) {
        return ledger_.write("stay", {{"plate", car.plate}, {"in", car.entered}, {"out", left}, {"unseen", unseen}});
    }

    // At both entrances, as it is done with the booth's button: the limit switch tells.
    Result<> open_by_hand() {
        for (bool const up : {true, false}) {
            cameras_.push_in.move_barrier(up);
            cameras_.tcp_in->move_barrier(up);
        }
        for (auto const* lane : {"N1", "N2"}) LOTBRIDGE_CHECK(ledger_.write("hand_open", {{"lane", lane}}));
        return {};
    }

    LocalTime see(Car const& car, PushCamera& push, TcpCamera& tcp) {
        if (!by_push()) {
            auto const large = chance_.odds(0.05);
            auto const shot =
                tcp.see(car.plate, large ? 1'000'000 : 3000, static_cast<std::size_t>(chance_.between(1, 9)));
            if (car.quirk == Quirk::two_triggers) tcp.see(car.plate);
            return shot.time;
        }
        if (offline_) return push.see_offline(car.plate).time;
        auto const taken = push.see(car.plate);
        auto const shown = push.last_shot().time;
        if (taken && car.quirk == Quirk::resent) push.repeat(4);
        if (taken && car.quirk == Quirk::two_triggers) push.see(car.plate, 2000, 8);
        return shown;
    }

    PlayPlan const& plan_;
    Ledger& ledger_;
    Cameras& cameras_;
    Chance chance_;
    std::vector<Car> cars_;
    std::vector<Act> acts_;
    std::map<std::string, bool> missed_;
    bool offline_ = false;
};

}  // namespace

Result<> play(PlayPlan const& plan, Ledger& ledger, std::function<bool()> const& stop) {
    LOTBRIDGE_TRY(auto network, net::Network::start());
    LOTBRIDGE_TRY(auto const client, net::HttpClient::open(network));
    auto described = plan.cameras;
    described.tcp_ahead = 180s;
    LOTBRIDGE_TRY(auto const cameras, Cameras::open(network, client, described));
    LOTBRIDGE_CHECK(ledger.write("open", {}));
    if (!cameras->wait_for_listeners(stop)) return {};
    Play day(plan, ledger, *cameras);
    LOTBRIDGE_CHECK(day.run(stop));
    // Its relay works and its arm does not, the first time that it is wanted.
    cameras->tcp_in->state().barrier_stuck = true;
    for (; plan.stay_open && !stop(); std::this_thread::sleep_for(200ms)) LOTBRIDGE_CHECK(cameras->tend(ledger));
    return {};
}

}  // namespace lotbridge::lotsim::vzenith
