// A lot of the adapter under test: a host that keeps it looking while cameras of the simulator act.
#pragma once

#include "lotsim/vzenith/push_camera.hpp"
#include "lotsim/vzenith/tcp_camera.hpp"
#include "vzenith/adapter.hpp"

#include <lotbridge/testing/fake_host.hpp>

#include <gmock/gmock.h>
#include <atomic>
#include <thread>

namespace lotbridge::vzenith {

namespace sim = lotsim::vzenith;
using namespace std::chrono_literals;
using lotbridge::testing::FakeHost;

class LotTest : public ::testing::Test {
protected:
    ~LotTest() override {
        if (host_) host_->stop();
    }

    static std::uint16_t free_port(net::Network& network) {
        net::TcpServerOptions options;
        options.listen.address = "127.0.0.1";
        return net::TcpServer::open(network, options, [] { return std::make_unique<net::LineFramer>(); }, {})->port();
    }

    void start(std::string const& settings, std::string cursor = "") {
        if (host_) host_->stop();
        auto next = std::make_unique<FakeHost<Adapter>>();
        next->set_cursor(std::move(cursor));
        host_ = std::move(next);
        auto const started = host_->start(settings);
        ASSERT_TRUE(started) << started.error().message;
        ASSERT_TRUE(host_->poll());
    }
    // What a camera does, while the adapter looks.
    void during(std::function<void()> const& act) {
        std::atomic<bool> done{false};
        std::thread world([&] {
            act();
            done = true;
        });
        while (!done) look();
        world.join();
    }
    bool until(std::function<bool()> const& condition, std::chrono::seconds limit = 8s) {
        for (auto const end = Clock::now() + limit; Clock::now() < end; look())
            if (condition()) return true;
        return condition();
    }
    // The same while the host carries out a command: the world moves on its own.
    void look() {
        (void)host_->look();
        std::this_thread::sleep_for(1ms);
    }
    template <class M>
    std::vector<M> stored() const {
        return host_->template stored<M>();
    }

    net::Network network_ = net::Network::start().value();
    net::HttpClient client_ = net::HttpClient::open(network_).value();
    std::unique_ptr<FakeHost<Adapter>> host_;
};

}  // namespace lotbridge::vzenith
