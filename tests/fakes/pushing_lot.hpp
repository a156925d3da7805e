// A lot that pushes to the adapter under test: a host that keeps the adapter looking while the lot acts on its own.
#pragma once

#include <lotbridge/net/network.hpp>
#include <lotbridge/net/tcp.hpp>
#include <lotbridge/testing/fake_host.hpp>

#include <gmock/gmock.h>
#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace lotbridge::test {

template <class Adapter>
class PushingLot : public ::testing::Test {
protected:
    ~PushingLot() override {
        if (host_) host_->stop();
    }

    // One that is free now, of those that no connection gets as its own end.
    static std::uint16_t free_port(net::Network& network) {
        for (std::random_device random;;) {
            net::TcpServerOptions options;
            options.listen.address = "127.0.0.1";
            options.listen.port = static_cast<std::uint16_t>(10'000 + random() % 20'000);
            auto const framer = [] { return std::make_unique<net::LineFramer>(); };
            if (auto const server = net::TcpServer::open(network, options, framer, {})) return server->port();
        }
    }
    // Another run of the adapter, from this cursor.
    void start(std::string const& settings, std::string cursor = "") {
        if (host_) host_->stop();
        host_ = std::make_unique<lotbridge::testing::FakeHost<Adapter>>();
        host_->set_cursor(std::move(cursor));
        auto const started = host_->start(settings);
        ASSERT_TRUE(started) << started.error().message;
        ASSERT_TRUE(host_->poll());
    }
    // What the lot does, while the adapter looks.
    void during(std::function<void()> const& act) {
        std::atomic<bool> done{false};
        std::thread lot([&] {
            act();
            done = true;
        });
        while (!done) look();
        lot.join();
    }
    // False: it did not become so. The limit only ends a test that has failed.
    bool until(std::function<bool()> const& condition, std::chrono::seconds limit = std::chrono::seconds(8)) {
        for (auto const end = std::chrono::steady_clock::now() + limit; std::chrono::steady_clock::now() < end; tend())
            if (condition()) return true;
        return condition();
    }
    void look() {
        (void)host_->look();
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    // What until() does between two looks at its condition.
    virtual void tend() { look(); }
    template <class M>
    std::vector<M> stored() const {
        return host_->template stored<M>();
    }

    net::Network network_ = net::Network::start().value();
    std::unique_ptr<lotbridge::testing::FakeHost<Adapter>> host_;
};

}  // namespace lotbridge::test
