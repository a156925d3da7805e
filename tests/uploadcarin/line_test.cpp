// The adapter and a lot's software on a real connection.
#include "uploadcarin/adapter.hpp"

#include <lotbridge/testing/fake_host.hpp>

#include <gmock/gmock.h>
#include <atomic>
#include <thread>

namespace lotbridge::uploadcarin {
namespace {

using namespace std::chrono_literals;
using lotbridge::testing::FakeHost;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr auto key = R"({"service":"checkKey","parkid":"P1","parkkey":"right"})";
constexpr auto an_entry =
    R"({"service":"uploadcarin","order_id":"1001","car_number":"测A12345","in_time":"2024-01-02 08:00:05","gateinid":1})";
constexpr auto a_gate = R"({"service":"uploadgate","gateid":"1","gatename":"东门","iostate":1,"ispass":0})";

// A lot's software that answers by a script.
class Lot {
public:
    Lot(net::Network& network, std::uint16_t port) {
        net::TcpEvents events;
        events.opened = [this](net::Connection const&) { open_ = true; };
        events.closed = [this](net::Connection const&, std::string const&) { ++closed_; };
        events.message = [this](net::Connection const& connection, std::string const& text) {
            std::lock_guard const lock(mutex_);
            heard_.push_back(text);
            auto const json = JsonValue::parse(text).value();
            if (answer && !json["result_code"]) (void)connection.send(answer(json));
        };
        auto const framer = [] { return std::make_unique<net::JsonFramer>(); };
        client_ = net::TcpClient::open(network, {.host = "127.0.0.1", .port = port}, framer, std::move(events)).value();
    }
    void say(std::string const& text) { EXPECT_TRUE(client_->send(text)); }
    bool open() const { return open_; }
    int closed() const { return closed_; }
    std::vector<std::string> heard() const {
        std::lock_guard const lock(mutex_);
        return heard_;
    }

    std::function<std::string(JsonValue const&)> answer;  // set before it is asked

private:
    std::atomic<bool> open_{false};
    std::atomic<int> closed_{0};
    mutable std::mutex mutex_;
    std::vector<std::string> heard_;
    std::optional<net::TcpClient> client_;  // goes first
};

class UploadCarIn : public ::testing::Test {
protected:
    UploadCarIn() {
        net::TcpServerOptions options;
        options.listen.address = "127.0.0.1";
        port_ = net::TcpServer::open(network_, options, [] { return std::make_unique<net::LineFramer>(); }, {})->port();
        auto const started = host_.start(settings());
        EXPECT_TRUE(started) << started.error().message;
        EXPECT_TRUE(host_.poll());
        lot_.emplace(network_, port_);
        EXPECT_TRUE(until([&] { return lot_->open(); }));
    }
    ~UploadCarIn() override { host_.stop(); }

    std::string settings() const {
        return R"({"listen":{"address":"127.0.0.1","port":)" + std::to_string(port_) +
               R"(},"parkid":"P1","parkkey":"right"})";
    }
    bool until(std::function<bool()> const& condition) {
        for (auto const end = std::chrono::steady_clock::now() + 8s; std::chrono::steady_clock::now() < end;) {
            if (condition()) return true;
            (void)host_.look();
            std::this_thread::sleep_for(1ms);
        }
        return condition();
    }
    // Says it and waits for so many answers in all.
    void say(std::string const& text, std::size_t answers) {
        lot_->say(text);
        EXPECT_TRUE(until([&] { return lot_->heard().size() >= answers; }));
    }

    net::Network network_ = net::Network::start().value();
    std::uint16_t port_ = 0;
    FakeHost<Adapter> host_;
    std::optional<Lot> lot_;
};

TEST_F(UploadCarIn, NobodyIsHeardBeforeTheKey) {
    say(an_entry, 1);
    EXPECT_THAT(lot_->heard()[0], HasSubstr(R"("result_code":1)"));
    EXPECT_THAT(host_.messages(), IsEmpty());

    lot_->say(R"({"service":"checkKey","parkid":"P1","parkkey":"wrong"})");
    EXPECT_TRUE(until([&] { return lot_->closed() > 0; }));
}

TEST_F(UploadCarIn, AMessageInPiecesAndTwoAtOnceAreTwoMessages) {
    say(key, 1);
    std::string const text =
        std::string(an_entry) + '\0' + "\r\n" + R"({"service":"heartbeat","parkid":"P1","time":""})";
    lot_->say(text.substr(0, 70));
    say(text.substr(70), 3);

    ASSERT_THAT(host_.stored<vo::VehicleEntry>(), SizeIs(1));
    EXPECT_EQ(host_.stored<vo::VehicleEntry>()[0].car_num, "测A12345");
}

TEST_F(UploadCarIn, WhatIsNotOnDiskIsRefusedAndWhatComesAgainIsToldOnce) {
    say(key, 1);
    host_.fail_next_submit({Errc::retry, "the disk is full"});
    say(an_entry, 2);
    EXPECT_THAT(lot_->heard()[1], HasSubstr(R"("result_code":1)"));
    EXPECT_THAT(host_.messages(), IsEmpty());

    say(an_entry, 3);
    say(an_entry, 4);

    EXPECT_THAT(lot_->heard()[3], HasSubstr(R"("result_code":0)"));
    EXPECT_THAT(host_.stored<vo::VehicleEntry>(), SizeIs(1));
}

TEST_F(UploadCarIn, AGateAndTheSpacesAreToldWhenTheyChange) {
    say(key, 1);
    say(a_gate, 2);
    say(a_gate, 3);
    say(R"({"service":"parkingspace","spacetotal":300,"spaceLeft":"20"})", 4);
    say(R"({"service":"parkingspace","spacetotal":300,"spaceLeft":19})", 5);

    EXPECT_THAT(host_.stored<vo::ChannelInfo>(), SizeIs(1));
    EXPECT_THAT(host_.stored<vo::TotalSpaces>(), SizeIs(1));
    ASSERT_THAT(host_.stored<vo::FreeSpaces>(), SizeIs(2));
    EXPECT_EQ(host_.stored<vo::FreeSpaces>()[1].empty_num, 19);
}

// Older software repeats no number; the answer names its parking record.
TEST_F(UploadCarIn, AnAnswerWithoutANumberIsTheOneThatWasAskedFor) {
    say(key, 1);
    lot_->answer = [](JsonValue const& json) {
        std::string const other =
            R"({"service":"query_price","result_code":0,"order_id":"7","paycharge":"9","realcharge":"9"})";
        return other + R"({"service":"query_price","result_code":0,"order_id":")" + json["order_id"].text() +
               R"(","parking_serial":"s1","paycharge":"12.50","discount_amount":"2.5","realcharge":"10.00"})";
    };

    auto const fee = host_.FakeHostBase::command("fee_query", R"({"recordCode":"1001"})");

    ASSERT_TRUE(fee) << fee.error().message;
    EXPECT_EQ(schema::decode<vo::FeeQueryReply>(*fee)->charge_money, Money::from_fen(1000));
    EXPECT_EQ(schema::decode<vo::FeeQueryReply>(*fee)->agio_money, Money::from_fen(250));
    EXPECT_EQ(schema::decode<FeeTerms>(*fee)->echo, "s1");
}

TEST_F(UploadCarIn, AFeeWithoutItsAmountNamesTheSettingAndNobodyThereIsSaid) {
    auto const alone = host_.FakeHostBase::command("fee_query", R"({"recordCode":"1001"})");
    ASSERT_FALSE(alone);
    EXPECT_THAT(alone.error().message, HasSubstr("not connected"));
    say(key, 1);
    lot_->answer = [](JsonValue const& json) {
        return R"({"service":"query_price","result_code":0,"uuid":")" + json["uuid"].text() + R"(","fee":"9"})";
    };

    auto const fee = host_.FakeHostBase::command("fee_query", R"({"recordCode":"1001"})");

    ASSERT_FALSE(fee);
    EXPECT_THAT(fee.error().message, HasSubstr("\"paycharge\"; see the setting price"));
}

TEST_F(UploadCarIn, APaymentEchoesThePriceAndIsMadeOnce) {
    say(key, 1);
    std::atomic<int> payments{0};
    std::string serial;
    lot_->answer = [&](JsonValue const& json) {
        ++payments;
        serial = json["parking_serial"].text() + json["realcharge"].text();
        return R"({"service":"payment_result","result_code":0,"uuid":")" + json["uuid"].text() + "\"}";
    };
    auto const pay = [&] {
        return host_.FakeHostBase::command(
            "prepayment",
            R"({"recordCode":"1001","orderCode":"o1","orderMoney":10.5,"carNum":"测A12345","echo":"s1"})");
    };

    ASSERT_TRUE(pay());
    ASSERT_TRUE(pay());

    EXPECT_EQ(payments, 1);
    EXPECT_EQ(serial, "s110.50");
}

TEST_F(UploadCarIn, AGateIsOpenedByItsNumberAndNeverClosed) {
    say(key, 1);
    say(a_gate, 2);
    std::string opened;
    lot_->answer = [&](JsonValue const& json) {
        opened = json["gateid"].text() + json["gatename"].text();
        return R"({"service":"setopenstrobe","result_code":0,"requestId":")" + json["requestId"].text() + "\"}";
    };

    EXPECT_TRUE(host_.command(vo::GateControl{.park_id = {}, .bar_code = "1", .is_open = true}));
    EXPECT_EQ(opened, "1东门");
    EXPECT_EQ(host_.command(vo::GateControl{.park_id = {}, .bar_code = "1", .is_open = false}).error().code,
              Errc::unsupported);
    EXPECT_EQ(host_.command(vo::GateControl{.park_id = {}, .bar_code = "9", .is_open = true}).error().code,
              Errc::rejected);
}

TEST_F(UploadCarIn, ACarThatIsLetInByItsCodeKeepsTheCloudsName) {
    say(key, 1);
    say(a_gate, 2);
    lot_->answer = [&](JsonValue const& json) {
        auto const number = json["car_number"].text();
        return R"({"service":"nolicence_in_park","result_code":0,"uuid":")" + json["uuid"].text() +
               R"("}{"service":"uploadcarin","order_id":"5","car_number":")" + number +
               R"(","in_time":"2024-01-02 08:00:05"})";
    };

    ASSERT_TRUE(host_.FakeHostBase::command("unlicensed_entry", R"({"plateno":"临A0012","inCross":"1"})"));
    ASSERT_TRUE(until([&] { return !host_.stored<vo::VehicleEntry>().empty(); }));

    EXPECT_EQ(host_.stored<vo::VehicleEntry>()[0].car_num, "临A0012");
}

TEST_F(UploadCarIn, WhatTheSheetDoesNotOfferIsUnsupported) {
    auto const sheet = host_.capabilities();
    for (auto const& interface : schema::interfaces()) {
        bool const offered = Adapter::offers[interface.number] != Support::unsupported;
        EXPECT_THAT(*sheet,
                    HasSubstr('"' + std::string(interface.id) + R"(":")" + (offered ? "native" : "unsupported")));
        if (interface.direction == schema::Direction::up || offered) continue;
        EXPECT_EQ(host_.FakeHostBase::command(interface.id, "{}").error().code, Errc::unsupported) << interface.id;
    }
}

}  // namespace
}  // namespace lotbridge::uploadcarin
