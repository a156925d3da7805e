// A session, a scripted platform, a clock that only the test moves.
#pragma once

#include "cloud/session.hpp"
#include "fakes/fake_random.hpp"
#include "fakes/fake_scheduler.hpp"
#include "scripted_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lotbridge::cloud {

using namespace std::chrono_literals;
using Kind = Outcome::Kind;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class SessionTest : public testing::Test {
protected:
    using Slot = std::shared_ptr<std::optional<Outcome>>;

    explicit SessionTest(boost::asio::ssl::context* tls = nullptr) : server_(io_, tls) {
        lot_.park_id = "P1";
        lot_.park_code = "C1";
        lot_.cloud.url = server_.url();
        lot_.cloud.user = "lot";
        lot_.cloud.password = config::Secret("pass");
        lot_.cloud.login_key = config::Secret("0123456789abcdef01234567");
        lot_.cloud.login_iv = config::Secret("12345678");
        lot_.cloud.signature_keys = {config::Secret("key")};
    }

    void open(std::string const& stored_token = "") {
        auto session = Session::open(
            io_, scheduler_, random_, lot_, stored_token,
            {.save_token = [this](std::string stored) { saved_.push_back(std::move(stored)); },
             .alert = [this](std::string words) { alerts_.push_back(std::move(words)); },
             .note = [this](std::string words) { notes_.push_back(std::move(words)); },
             .link = [this](bool up, std::string words) { links_.push_back((up ? "up: " : "down: ") + words); }});
        ASSERT_TRUE(session) << session.error().message;
        session_ = std::move(*session);
        session_->on_reachable([this](bool reachable) { reachable_.push_back(reachable); });
    }

    static Exchange message(std::string opr_num, std::string topic = "vehicle_entry") {
        Exchange exchange;
        exchange.topic = std::move(topic);
        exchange.opr_num = std::move(opr_num);
        exchange.data = R"({"recordCode":"R1"})";
        return exchange;
    }

    Slot send(Exchange exchange) {
        auto slot = std::make_shared<std::optional<Outcome>>();
        session_->exchange(std::move(exchange), [slot](Outcome outcome) { *slot = std::move(outcome); });
        return slot;
    }

    // Runs the sockets, while the clock stands, until the outcome is there.
    Outcome wait(Slot const& slot) {
        EXPECT_TRUE(scheduler_.run_until([&] { return slot->has_value(); }));
        return slot->value_or(Outcome{});
    }
    Outcome outcome_of(Exchange exchange) { return wait(send(std::move(exchange))); }

    bool until(std::function<bool()> const& done) { return scheduler_.run_until(done); }
    void log_in() { ASSERT_EQ(outcome_of(message("first")).kind, Kind::accepted); }

    boost::asio::io_context io_;
    fakes::FakeIoScheduler scheduler_{io_};
    fakes::FakeRandom random_;
    ScriptedServer server_;
    config::LotSettings lot_;
    std::vector<std::string> saved_, alerts_, notes_, links_;
    std::vector<bool> reachable_;
    std::unique_ptr<Session> session_;
};

}  // namespace lotbridge::cloud
