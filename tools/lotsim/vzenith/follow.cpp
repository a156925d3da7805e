#include "follow.hpp"

#include "lotsim/schema.hpp"

#include <algorithm>
#include <fstream>
#include <thread>

namespace lotbridge::lotsim::vzenith {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr double unseen_share = 0.05, misread_share = 0.08, stranger_share = 0.04;
constexpr auto same_passage = 12s;  // the adapter takes a plate that comes again so soon for the same passage

// A ledger that somebody else is writing.
class Tail {
public:
    explicit Tail(std::filesystem::path const& file) : in_(file) {}

    // The next whole line; nothing: there is none yet.
    std::optional<std::string> next() {
        for (;;) {
            if (auto const end = rest_.find('\n'); end != std::string::npos) {
                auto line = rest_.substr(0, end);
                rest_.erase(0, end + 1);
                return line;
            }
            char piece[4096];
            in_.clear();
            in_.read(piece, sizeof piece);
            if (in_.gcount() == 0) return std::nullopt;
            rest_.append(piece, static_cast<std::size_t>(in_.gcount()));
        }
    }

private:
    std::ifstream in_;
    std::string rest_;
};

class Follower {
public:
    Follower(FollowPlan const& plan, Ledger& ledger, Cameras& cameras)
        : plan_(plan), ledger_(ledger), cameras_(cameras), chance_(plan.seed), tail_(plan.ledger) {}

    Result<> run(std::function<bool()> const& stop) {
        while (!stop() && !over_) {
            cut_or_mend();
            if (auto const line = tail_.next()) {
                LOTBRIDGE_TRY(auto const fact, JsonValue::parse(*line));
                LOTBRIDGE_CHECK(take(fact));
            } else {
                std::this_thread::sleep_for(20ms);
            }
        }
        while (!stop() && cameras_.pending() > 0) cameras_.catch_up(chance_);
        return ledger_.write("played", {});
    }

private:
    void cut_or_mend() {
        if (plan_.drop_every > 0ms && Clock::now() >= last_cut_ + plan_.drop_every) {
            last_cut_ = Clock::now();
            cameras_.hang_up();
        }
        bool const cut = plan_.drop_every > 0ms && Clock::now() < last_cut_ + plan_.dropped && last_cut_ != began_;
        if (!cut && cameras_.pending() > 0) cameras_.catch_up(chance_);
        offline_ = cut || cameras_.pending() > 0;
    }

    Result<> take(JsonValue const& fact) {
        auto const what = fact["what"].text();
        if (what == "played") over_ = true;
        if (what != "entry" && what != "exit") return {};
        auto const plate = fact["plate"].text();
        bool const in = what == "entry";
        if (chance_.odds(stranger_share)) LOTBRIDGE_CHECK(stranger(in));
        if (!plate.empty() && again(plate, in)) return {};
        if (told_late(fact[in ? "in" : "out"].text()) || chance_.odds(unseen_share)) return {};
        bool const misread = !plate.empty() && chance_.odds(misread_share);
        auto const& lanes = in ? entry_lanes : exit_lanes;
        bool const first = fact["lane"].text() == lanes[0].name;
        auto const shot = see(misread ? misread_of(plate) : plate, in, first);
        return ledger_.write("seen", {{"row", fact["id"].integer_or(0)},
                                      {"in", fact["in"].text()},
                                      {"out", fact["out"].text()},
                                      {"plate", shot.plate},
                                      {"misread", misread},
                                      {"bytes", static_cast<std::int64_t>(shot.picture.size())}});
    }

    // A car of which the other system knows nothing.
    Result<> stranger(bool in) {
        auto const plate = "临Z" + std::to_string(10000 + strangers_++);
        see(plate, in, chance_.odds(0.5));
        return ledger_.write("stranger", {{"plate", plate}});
    }

    // Each picture has a size of its own: so it is known again wherever it arrives.
    Shot see(std::string const& plate, bool in, bool first) {
        auto const size = 2000 + 3 * pictures_++;
        auto& push = in ? cameras_.push_in : cameras_.push_out;
        auto& tcp = in ? *cameras_.tcp_in : *cameras_.tcp_out;
        if (!first) return tcp.see(plate, size);
        if (offline_) return push.see_offline(plate, size);
        push.see(plate, size);
        return push.last_shot();
    }

    // An entry whose transaction was left open, or whose line was read too late for its camera to have the true time.
    static bool told_late(std::string const& time) {
        auto const at = LocalTime::parse(time);
        auto const now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
        return !at || LocalTime::from_utc(now, lot_offset).at() - at->at() > 1s;
    }

    bool again(std::string const& plate, bool in) {
        auto& last = last_seen_[{plate, in}];
        auto const before = std::exchange(last, Clock::now());
        return before != Clock::time_point() && last - before < same_passage;
    }

    std::string misread_of(std::string plate) {
        auto& sign = plate.back();  // ASCII on every plate
        sign = sign == '7' ? '1' : '7';
        return plate;
    }

    FollowPlan const& plan_;
    Ledger& ledger_;
    Cameras& cameras_;
    Chance chance_;
    Tail tail_;
    Clock::time_point const began_ = Clock::now();
    Clock::time_point last_cut_ = began_;
    std::map<std::pair<std::string, bool>, Clock::time_point> last_seen_;
    std::size_t pictures_ = 0, strangers_ = 0;
    bool offline_ = false, over_ = false;
};

}  // namespace

Result<> follow(FollowPlan const& plan, Ledger& ledger, std::function<bool()> const& stop) {
    LOTBRIDGE_TRY(auto network, net::Network::start());
    LOTBRIDGE_TRY(auto const client, net::HttpClient::open(network));
    LOTBRIDGE_TRY(auto const cameras, Cameras::open(network, client, plan.cameras));
    LOTBRIDGE_CHECK(ledger.write("open", {}));
    if (!cameras->wait_for_listeners(stop)) return {};
    LOTBRIDGE_CHECK(ledger.write("heard", {}));
    while (!std::filesystem::exists(plan.ledger) && !stop()) std::this_thread::sleep_for(50ms);
    LOTBRIDGE_CHECK(Follower(plan, ledger, *cameras).run(stop));
    for (; plan.stay_open && !stop(); std::this_thread::sleep_for(200ms)) LOTBRIDGE_CHECK(cameras->tend(ledger));
    return {};
}

}  // namespace lotbridge::lotsim::vzenith
