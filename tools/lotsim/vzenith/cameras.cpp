#include "cameras.hpp"

#include <thread>

namespace lotbridge::lotsim::vzenith {
namespace {

using namespace std::chrono_literals;

CameraOptions camera(std::string lane, std::string serialno, bool entry, std::chrono::seconds ahead) {
    return {.lane = std::move(lane),
            .serialno = std::move(serialno),
            .entry = entry,
            .plate_key = {},
            .clock_ahead = ahead};
}

}  // namespace

Cameras::Cameras(net::HttpClient const& client, CameraPlan const& plan)
    : push_in(client, camera("N1", "push-in", true, plan.push_ahead), plan.push_url),
      push_out(client, camera("X1", "push-out", false, plan.push_ahead), plan.push_url) {}

Result<std::unique_ptr<Cameras>> Cameras::open(net::Network& network, net::HttpClient const& client,
                                               CameraPlan const& plan) {
    std::unique_ptr<Cameras> cameras(new Cameras(client, plan));
    LOTBRIDGE_TRY(cameras->tcp_in,
                  TcpCamera::open(network, camera("N2", "tcp-in", true, plan.tcp_ahead), plan.entry_port));
    auto exit = camera("X2", "tcp-out", false, 0s);
    exit.plate_key = plan.plate_key;
    LOTBRIDGE_TRY(cameras->tcp_out, TcpCamera::open(network, exit, plan.exit_port));
    return cameras;
}

bool Cameras::wait_for_listeners(std::function<bool()> const& stop) {
    while (!stop()) {
        auto const real =
            LocalTime::from_utc(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()), lot_offset);
        bool const clock_set = std::chrono::abs(tcp_in->state().now().at() - real.at()) < 3s;
        bool const heard = tcp_in->has_listener() && tcp_out->has_listener();
        if (clock_set && heard && push_in.call() && push_out.call()) return true;
        std::this_thread::sleep_for(50ms);
    }
    return false;
}

void Cameras::catch_up(Chance& chance) {
    for (auto* camera : {&push_in, &push_out}) {
        if (camera->pending() == 0) continue;
        camera->replay([&](std::deque<Shot>& shots) {
            for (std::size_t i = shots.size(); i > 1; --i) std::swap(shots[i - 1], shots[chance.below(i)]);
        });
    }
}

void Cameras::hang_up() {
    tcp_in->hang_up();
    tcp_out->hang_up();
}

Result<> Cameras::tend(Ledger& ledger) {
    push_in.call();
    push_out.call();
    for (auto* state : {&push_in.state(), &push_out.state(), &tcp_in->state(), &tcp_out->state()}) {
        auto const& lane = state->options().lane;
        for (auto& known = moves_[lane]; known < state->moves; ++known)
            LOTBRIDGE_CHECK(ledger.write("gate", {{"gate", lane}}));
        if (state->pulses > 0 && state->barrier_stuck.exchange(false))
            LOTBRIDGE_CHECK(ledger.write("stuck", {{"gate", lane}}));
        for (auto const& plate : state->listed())
            if (listed_.emplace(lane, plate).second)
                LOTBRIDGE_CHECK(ledger.write("listed", {{"lane", lane}, {"plate", plate}}));
    }
    return {};
}

}  // namespace lotbridge::lotsim::vzenith
