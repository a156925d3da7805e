// When there is no way to the cloud: nothing counts as sent, the link is probed, everybody is told when it is back.
#include "cloud/backoff.hpp"
#include "session_fixture.hpp"

namespace lotbridge::cloud {
namespace {

using LinkTest = SessionTest;

TEST_F(LinkTest, GivesBackEverythingUnsentWhenTheCloudRefusesConnections) {
    server_.refuse_connections();
    open();

    std::vector<Slot> slots;
    for (int i = 0; i < 3; ++i) slots.push_back(send(message(std::to_string(i))));

    for (auto const& slot : slots) EXPECT_EQ(wait(slot).kind, Kind::unsent);
    EXPECT_THAT(wait(slots[0]).words, HasSubstr("connecting to 127.0.0.1"));
    EXPECT_THAT(reachable_, ElementsAre(false));
    EXPECT_EQ(outcome_of(message("later")).kind, Kind::unsent);
    EXPECT_THAT(alerts_, IsEmpty());
}

TEST_F(LinkTest, NeverCallsBackFromWithinTheCall) {
    server_.refuse_connections();
    open();
    outcome_of(message("1"));

    auto const slot = send(message("2"));

    EXPECT_FALSE(slot->has_value());
    EXPECT_EQ(wait(slot).kind, Kind::unsent);
}

TEST_F(LinkTest, ProbesAndSaysWhenTheCloudIsBack) {
    server_.refuse_connections();
    open();
    outcome_of(message("1"));

    scheduler_.advance(2s);
    ASSERT_TRUE(until([&] { return scheduler_.timers() > 0; }));
    EXPECT_FALSE(session_->reachable());
    server_.accept_connections();
    scheduler_.advance(5s);

    EXPECT_TRUE(until([&] { return session_->reachable(); }));
    EXPECT_THAT(reachable_, ElementsAre(false, true));
    EXPECT_EQ(outcome_of(message("2")).kind, Kind::accepted);
}

TEST_F(LinkTest, TellsOfAnOutageOnceWhenItBeginsAndOnceHowLongItWas) {
    server_.refuse_connections();
    open();
    outcome_of(message("1"));
    for (int i = 0; i < 20; ++i) {
        scheduler_.advance(10s);
        ASSERT_TRUE(until([&] { return scheduler_.timers() > 0; }));
    }
    ASSERT_EQ(links_.size(), 1u);
    EXPECT_THAT(links_[0], HasSubstr("down: the cloud cannot be reached: connecting to 127.0.0.1"));

    server_.accept_connections();
    scheduler_.advance(80s);

    ASSERT_TRUE(until([&] { return session_->reachable(); }));
    ASSERT_EQ(links_.size(), 2u);
    EXPECT_THAT(links_[1], HasSubstr("up: the cloud can be reached again after "));
    EXPECT_THAT(links_[1], HasSubstr(" min "));
    EXPECT_THAT(notes_, IsEmpty());
}

TEST_F(LinkTest, ComesBackWithTheTokenItHad) {
    open();
    log_in();
    server_.refuse_connections();
    scheduler_.run_ready();
    EXPECT_EQ(outcome_of(message("1")).kind, Kind::unsent);
    server_.accept_connections();

    scheduler_.advance(2s);

    ASSERT_TRUE(until([&] { return session_->reachable(); }));
    EXPECT_EQ(outcome_of(message("2")).kind, Kind::accepted);
    EXPECT_EQ(server_.logins, 1u);
}

TEST_F(LinkTest, UsesTheConnectionsThatStandWhenTheCloudTakesNoMore) {
    open();
    log_in();
    server_.stop_listening();
    server_.script = {silence()};

    auto const first = send(message("1")), second = send(message("2"));
    ASSERT_TRUE(until([&] { return server_.received.size() == 2; }));
    scheduler_.run_ready();
    EXPECT_FALSE(second->has_value());
    server_.answer_silent();

    EXPECT_EQ(wait(first).kind, Kind::accepted);
    EXPECT_EQ(wait(second).kind, Kind::accepted);
    EXPECT_THAT(reachable_, IsEmpty());
    EXPECT_EQ(server_.connections, 1u);
}

TEST_F(LinkTest, FindsTheHostByItsName) {
    lot_.cloud.url = server_.url("localhost");
    open();

    EXPECT_EQ(outcome_of(message("1")).kind, Kind::accepted);
}

TEST_F(LinkTest, SaysWhichNameItCouldNotFind) {
    lot_.cloud.url = "http://no.such.host.invalid/";
    open();

    auto const outcome = outcome_of(message("1"));

    EXPECT_EQ(outcome.kind, Kind::unsent);
    EXPECT_THAT(outcome.words, HasSubstr("looking up no.such.host.invalid"));
}

// Listens, so that TCP connects, and never says a word of TLS.
TEST_F(LinkTest, GivesUpAConnectionThatTakesTooLong) {
    boost::asio::ip::tcp::acceptor deaf(io_, {boost::asio::ip::address_v4::loopback(), 0});
    lot_.cloud.url = "https://127.0.0.1:" + std::to_string(deaf.local_endpoint().port()) + "/";
    open();
    auto const slot = send(message("1"));
    scheduler_.run_ready();

    scheduler_.advance(4999ms);
    EXPECT_FALSE(slot->has_value());
    scheduler_.advance(1ms);

    EXPECT_EQ(wait(slot).kind, Kind::unsent);
    EXPECT_THAT(wait(slot).words, HasSubstr("in time"));
    EXPECT_FALSE(session_->reachable());
}

TEST(TheBackoff, DoublesUpToItsLongestAndStartsAgain) {
    Backoff pause(1s, 60s);
    std::vector<std::chrono::milliseconds> pauses;
    for (int i = 0; i < 8; ++i) pauses.push_back(pause.next());

    EXPECT_THAT(pauses, ElementsAre(1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s));
    pause.reset();
    EXPECT_EQ(pause.next(), 1s);
}

TEST(TheBackoff, IsJitteredByAQuarterEitherWay) {
    fakes::FakeRandom lowest({0}), highest({500});

    EXPECT_EQ(jittered(1s, lowest), 750ms);
    EXPECT_EQ(jittered(1s, highest), 1250ms);
    EXPECT_EQ(jittered(0ms, lowest), 0ms);
}

}  // namespace
}  // namespace lotbridge::cloud
