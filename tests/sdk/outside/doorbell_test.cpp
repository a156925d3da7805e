#include <lotbridge/crypto/bytes.hpp>
#include <lotbridge/crypto/digest.hpp>
#include <lotbridge/net/http_client.hpp>
#include <lotbridge/net/tcp.hpp>
#include <lotbridge/testing/fake_host.hpp>

#include <gmock/gmock.h>

#include <atomic>
#include <thread>

namespace {

namespace crypto = lotbridge::crypto;
namespace net = lotbridge::net;
namespace vo = lotbridge::vo;
using testing::SizeIs;

class DoorbellTest : public testing::Test {
protected:
    DoorbellTest() {
        net::TcpServerOptions options;
        options.listen.address = "127.0.0.1";
        auto const lines = [] { return std::make_unique<net::LineFramer>(); };
        port_ = net::TcpServer::open(network_, options, lines, {})->port();  // one that is free now
        EXPECT_TRUE(host_.start("{\"port\":" + std::to_string(port_) + ",\"secret\":\"s\"}"));
        EXPECT_TRUE(host_.poll());
    }
    ~DoorbellTest() override { host_.stop(); }

    // Rings while the adapter looks; the status of the answer.
    int ring(std::string const& id, std::string const& plate, std::string const& secret = "s") {
        net::HttpOutcome outcome;
        std::atomic<bool> done{false};
        std::thread device([&] {
            auto const sign = crypto::to_hex(crypto::hmac(crypto::Digest::sha256, secret, plate));
            outcome = client_.send({.method = "POST",
                                    .url = "http://127.0.0.1:" + std::to_string(port_) + "/ring",
                                    .headers = {{"X-Id", id}, {"X-Sign", sign}, {"X-Time", "2025-06-02 08:00:00"}},
                                    .body = plate});
            done = true;
        });
        for (; !done; std::this_thread::yield()) (void)host_.look();
        device.join();
        return outcome.reply.status;
    }

    net::Network network_ = net::Network::start().value();
    net::HttpClient client_ = net::HttpClient::open(network_).value();
    std::uint16_t port_ = 0;
    lotbridge::testing::FakeHostBase host_{lb_entry_v1.create};
};

TEST_F(DoorbellTest, AnswersWhatIsOnDiskAndStoresItOnce) {
    EXPECT_EQ(ring("1", "测A12345"), 200);
    EXPECT_EQ(ring("1", "测A12345"), 200);
    EXPECT_EQ(ring("2", "测A12345", "another secret"), 403);

    EXPECT_THAT(host_.stored<vo::VehicleEntry>(), SizeIs(1));
}

TEST_F(DoorbellTest, WhatCouldNotBeStoredIsToBeSentAgain) {
    host_.fail_next_submit({lotbridge::Errc::retry, "the disk is full"});

    EXPECT_EQ(ring("1", "测A12345"), 503);
    EXPECT_EQ(ring("1", "测A12345"), 200);

    EXPECT_THAT(host_.stored<vo::VehicleEntry>(), SizeIs(1));
}

}  // namespace
