// The adapter under test between a host that keeps it looking and the simulator's platform.
#pragma once

#include "ake/adapter.hpp"
#include "lotsim/ake/platform.hpp"

#include <lotbridge/net/tcp.hpp>
#include <lotbridge/testing/fake_host.hpp>

#include <gmock/gmock.h>
#include <atomic>
#include <future>
#include <thread>

namespace lotbridge::ake {

namespace sim = lotsim::ake;
using namespace std::chrono_literals;
using lotbridge::testing::FakeHost;

class LotTest : public ::testing::Test {
protected:
    LotTest() { open_platform({}); }
    ~LotTest() override {
        if (host_) host_->stop();
    }

    static std::uint16_t free_port(net::Network& network) {
        net::TcpServerOptions options;
        options.listen.address = "127.0.0.1";
        return net::TcpServer::open(network, options, [] { return std::make_unique<net::LineFramer>(); }, {})->port();
    }
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
        if (host_) host_->stop();
        host_ = std::make_unique<FakeHost<Adapter>>();
        host_->set_cursor(std::move(cursor));
        auto const started = host_->start(settings(more));
        ASSERT_TRUE(started) << started.error().message;
        ASSERT_TRUE(host_->poll());
    }
    // A push, while the adapter looks; what it is answered, empty when it is to come again.
    std::string push(std::string const& cmd, std::string const& body, std::string const& lock_key = "") {
        auto answered = std::async(std::launch::async, [&] { return platform_->push_once(cmd, body, lock_key, 3s); });
        while (answered.wait_for(1ms) != std::future_status::ready) (void)host_->look();
        return answered.get();
    }
    // Polls and looks until it is so.
    bool until(std::function<bool()> const& condition, std::chrono::seconds limit = 8s) {
        for (auto const end = std::chrono::steady_clock::now() + limit; std::chrono::steady_clock::now() < end;) {
            if (condition()) return true;
            (void)host_->look();
            (void)host_->poll();
            std::this_thread::sleep_for(2ms);
        }
        return condition();
    }
    template <class M>
    std::vector<M> stored() const {
        return host_->template stored<M>();
    }
    // A moment of the lot's clocks, so many seconds from now.
    static LocalTime moment(int seconds) {
        auto const now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
        return LocalTime::from_utc(now + std::chrono::seconds(seconds), 480min);
    }

    std::function<sim::Platform::Reply(std::string const& cmd, JsonValue const& body)> answer;
    net::Network network_ = net::Network::start().value();
    std::uint16_t port_ = free_port(network_);
    std::unique_ptr<sim::Platform> platform_;
    std::unique_ptr<FakeHost<Adapter>> host_;
};

inline constexpr char two_channels[] =
    R"({"recordList":[{"id":57,"customCode":"IN1","entranceName":"东门入口","entranceType":1,"enable":true},)"
    R"({"id":"58","customCode":"OUT1","entranceName":"东门出口","entranceType":"2","enable":true}]})";

}  // namespace lotbridge::ake
