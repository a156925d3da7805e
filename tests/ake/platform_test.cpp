// Calls against the simulator's platform, which checks every signature.
#include "lot.hpp"

namespace lotbridge::ake {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

class GatewayTest : public LotTest {
protected:
    Gateway open(Key key) { return Gateway::open(network_, {.url = platform_->url(), .key = std::move(key)}).value(); }

    Gateway gateway_ = open({"k1", "s1", SignVersion::v3});
};

TEST_F(GatewayTest, BothSignaturesAreTaken) {
    answer = [](std::string const&, JsonValue const& body) {
        return sim::Platform::Reply{.data = R"({"echo":")" + body["carCode"].text() + R"("})"};
    };
    for (auto const version : {SignVersion::v2, SignVersion::v3}) {
        auto const reply = open({"k1", "s1", version}).ask("getParkFee", R"({"carCode":"测A12345"})", 2s);
        ASSERT_TRUE(reply) << reply.error().message;
        EXPECT_EQ(reply->data["echo"].text(), "测A12345");
    }
}

TEST_F(GatewayTest, AWrongSecretAndAWrongClockAreSaidInWords) {
    auto const secret = open({"k1", "wrong", SignVersion::v3}).ask("getParkFee", "{}", 100ms);
    platform_->turn_clock(std::chrono::seconds(11min));
    auto const clock = gateway_.ask("getParkFee", "{}", 100ms);

    EXPECT_THAT(secret.error().message, HasSubstr("getParkFee: status 4, the signature was refused"));
    EXPECT_THAT(clock.error().message, HasSubstr("this machine's clock"));
}

TEST_F(GatewayTest, AReadIsPutAgainWhenTheGatewayStumbles) {
    platform_->stumble(2);
    EXPECT_TRUE(gateway_.ask("getChannelInfo", "{}", 3s));
    EXPECT_THAT(platform_->calls(), SizeIs(1));
}

TEST_F(GatewayTest, WhatMustNotBeDoneTwiceIsCalledOnce) {
    platform_->stumble(1);
    auto const sent = gateway_.once("opGate", "{}", 3s);

    EXPECT_EQ(sent.kind, Sent::Kind::unknown);
    EXPECT_THAT(sent.error.message, HasSubstr("opGate: HTTP 404 without an answer of the platform"));
    EXPECT_THAT(platform_->calls(), SizeIs(0));
}

TEST_F(GatewayTest, AnAnswerInHalfAndOneThatIsTooLateAreUnknown) {
    open_platform({.faults = {.half_answers = 100}});
    auto half = open({"k1", "s1", SignVersion::v3});
    EXPECT_EQ(half.once("opGate", "{}", 2s).kind, Sent::Kind::unknown);

    open_platform({.faults = {.slow_answers = 100}});
    auto slow = open({"k1", "s1", SignVersion::v3});
    auto const sent = slow.once("opGate", "{}", 100ms);
    EXPECT_EQ(sent.kind, Sent::Kind::unknown);
    EXPECT_THAT(platform_->calls(), SizeIs(1)) << "it was carried out";
}

TEST_F(GatewayTest, AnAnswerInGbkIsRead) {
    open_platform({.faults = {.gbk_answers = 100}});
    answer = [](std::string const&, JsonValue const&) {
        return sim::Platform::Reply{.status = 2, .result = 908, .message = "找不到设备"};
    };
    auto const reply = open({"k1", "s1", SignVersion::v3}).ask("opGate", "{}", 1s);
    EXPECT_EQ(reply.error().message, "opGate: resultCode 908, another failure (找不到设备)");
}

TEST(Envelope, AnswersSayWhatToDo) {
    auto const of = [](char const* text) { return read_reply(text).value(); };
    EXPECT_TRUE(of(R"({"status":"1","resultCode":"0"})").ok()) << "numbers come as texts at times";
    EXPECT_TRUE(of(R"({"status":2,"resultCode":907})").ok()) << "the bill is there already";
    EXPECT_FALSE(of(R"({"status":2,"resultCode":0})").ok());
    EXPECT_EQ(error_of("x", of(R"({"status":2,"resultCode":902})")).code, Errc::retry);
    EXPECT_EQ(error_of("x", of(R"({"status":9})")).code, Errc::unsupported);
    EXPECT_EQ(error_of("x", of(R"({"status":2,"resultCode":905,"message":"车辆粤B88888不在场"})")).message,
              "x: resultCode 905, the car is not inside")
        << "a text that may hold a plate is not repeated";
    EXPECT_EQ(error_of("x", of(R"({"status":2,"resultCode":4711})")).message,
              "x: resultCode 4711, which is in no table");
    EXPECT_FALSE(read_reply("<html>"));
    EXPECT_FALSE(read_reply("{}"));
}

}  // namespace
}  // namespace lotbridge::ake
