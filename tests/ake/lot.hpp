// The adapter under test between a host that keeps it looking and the simulator's platform.
#pragma once

#include "ake/adapter.hpp"
#include "fakes/pushing_lot.hpp"
#include "lotsim/ake/platform.hpp"

#include <future>

namespace lotbridge::ake {

namespace sim = lotsim::ake;
using namespace std::chrono_literals;
using lotbridge::testing::FakeHost;

class LotTest : public test::PushingLot<Adapter> {
protected:
    LotTest() { open_platform({}); }

    void open_platform(sim::PlatformOptions options) {
        options.push_url = "http://127.0.0.1:" + std::to_string(port_) + "/ake/push";
        platform_.reset();
        platform_ = sim::Platform::open(network_, options, [this](std::string const& cmd, JsonValue const& body) {
                        return answer ? answer(cmd, body) : sim::Platform::Reply();
                    }).value();
    }
    std::string settings(std::string const& more = "") const {
        return R"({"url":")" + platform_->url() + R"(","key":"k1","secret":"s1","park_code":"P1",)" + more +
               R"("listen":{"address":"127.0.0.1","port":)" + std::to_string(port_) + R"(,"path":"/ake/push"}})";
    }
    void start(std::string const& more = "", std::string cursor = "") {
        PushingLot::start(settings(more), std::move(cursor));
    }
    // A push, while the adapter looks; what it is answered, empty when it is to come again.
    std::string push(std::string const& cmd, std::string const& body, std::string const& lock_key = "") {
        std::string answered;
        during([&] { answered = platform_->push_once(cmd, body, lock_key, 3s); });
        return answered;
    }
    void tend() override {
        look();
        (void)host_->poll();
    }
    // A moment of the lot's clocks, so many seconds from now.
    static LocalTime moment(int seconds) {
        auto const now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
        return LocalTime::from_utc(now + std::chrono::seconds(seconds), 480min);
    }

    std::function<sim::Platform::Reply(std::string const& cmd, JsonValue const& body)> answer;
    std::uint16_t port_ = free_port(network_);
    std::unique_ptr<sim::Platform> platform_;
};

inline constexpr char two_channels[] =
    R"({"recordList":[{"id":57,"customCode":"IN1","entranceName":"东门入口","entranceType":1,"enable":true},)"
    R"({"id":"58","customCode":"OUT1","entranceName":"东门出口","entranceType":"2","enable":true}]})";

}  // namespace lotbridge::ake
