#include "cloud/downlink_channel.hpp"

#include "cloud/tcp.hpp"
#include "fakes/fake_random.hpp"
#include "fakes/fake_scheduler.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/write.hpp>

namespace lotbridge::cloud {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// The cloud's end of the line: keeps all that it hears, sends what it is told to.
class Listener {
public:
    explicit Listener(asio::io_context& io) : io_(io), acceptor_(io) { listen(); }

    void listen() {
        asio::ip::tcp::endpoint const here(asio::ip::address_v4::loopback(), port);
        acceptor_.open(here.protocol());
        acceptor_.set_option(asio::socket_base::reuse_address(true));
        acceptor_.bind(here);
        acceptor_.listen();
        port = acceptor_.local_endpoint().port();
        asio::co_spawn(io_, accept(), asio::detached);
    }
    void refuse() {
        boost::system::error_code ignored;
        acceptor_.close(ignored);
        hang_up();
    }
    void hang_up() {
        boost::system::error_code ignored;
        if (socket_) socket_->close(ignored);
    }
    void send(std::string text) { asio::co_spawn(io_, write(socket_, std::move(text)), asio::detached); }

    unsigned short port = 0;
    std::size_t connections = 0;
    std::string heard;

private:
    Task<> accept() {
        for (;;) {
            auto const socket = std::make_shared<TcpSocket>(io_);
            auto const [error] = co_await acceptor_.async_accept(*socket, as_result);
            if (error) co_return;
            ++connections;
            socket_ = socket;
            asio::co_spawn(io_, read(socket), asio::detached);
        }
    }
    Task<> read(std::shared_ptr<TcpSocket> socket) {
        std::array<char, 65536> bytes;
        for (;;) {
            auto const [error, count] = co_await socket->async_read_some(asio::buffer(bytes), as_result);
            if (error) co_return;
            heard.append(bytes.data(), count);
        }
    }
    static Task<> write(std::shared_ptr<TcpSocket> socket, std::string text) {
        co_await asio::async_write(*socket, asio::buffer(text), as_result);
    }

    asio::io_context& io_;
    asio::basic_socket_acceptor<asio::ip::tcp, NetworkExecutor> acceptor_;
    std::shared_ptr<TcpSocket> socket_;
};

class ADownlinkChannel : public testing::Test {
protected:
    void open() { open("tcp://127.0.0.1:" + std::to_string(cloud_.port)); }
    void open(std::string endpoint) {
        channel_.emplace(
            io_, scheduler_, random_, std::move(endpoint), settings_,
            DownlinkChannel::Handlers{.hello = [this] { return hello_; },
                                      .keepalive = [this] { return "{\"beat\":" + std::to_string(++beats_) + "}"; },
                                      .packet =
                                          [this](Packet packet, std::function<void(std::string)> reply) {
                                              packets_.push_back(std::move(packet));
                                              replies_.push_back(std::move(reply));
                                          },
                                      .state =
                                          [this](bool connected, std::string words) {
                                              states_.push_back(connected);
                                              words_.push_back(std::move(words));
                                          }});
        channel_->start();
    }
    void connect() {
        open();
        ASSERT_TRUE(until([&] { return channel_->connected() && cloud_.heard == hello_ + '*'; }));
        cloud_.heard.clear();
    }
    bool until(std::function<bool()> const& done) { return scheduler_.run_until(done); }
    std::vector<std::string> texts() const {
        std::vector<std::string> found;
        for (auto const& packet : packets_) found.push_back(packet.text);
        return found;
    }

    asio::io_context io_;
    fakes::FakeIoScheduler scheduler_{io_};
    fakes::FakeRandom random_;
    Listener cloud_{io_};
    config::PlatformProfile::Downlink settings_;
    std::string hello_ = "{\"hello\":1}";
    int beats_ = 0;
    std::vector<Packet> packets_;
    std::vector<std::function<void(std::string)>> replies_;
    std::vector<bool> states_;
    std::vector<std::string> words_;
    std::optional<DownlinkChannel> channel_;
};

TEST_F(ADownlinkChannel, ConnectsAndSaysHello) {
    open();

    EXPECT_TRUE(until([&] { return cloud_.heard == "{\"hello\":1}*"; }));
    EXPECT_TRUE(channel_->connected());
    EXPECT_THAT(states_, ElementsAre(true));
}

TEST_F(ADownlinkChannel, SaysNothingWhereTheProfileWantsNoHello) {
    hello_.clear();
    open();
    ASSERT_TRUE(until([&] { return channel_->connected(); }));
    scheduler_.run_ready();

    EXPECT_EQ(cloud_.heard, "");
}

TEST_F(ADownlinkChannel, SaysHelloAgainWhenTheTokenHasChanged) {
    connect();
    hello_ = "{\"hello\":2}";

    channel_->greet();

    EXPECT_TRUE(until([&] { return cloud_.heard == "{\"hello\":2}*"; }));
}

TEST_F(ADownlinkChannel, DeliversPacketsCutAndJoinedAnywhere) {
    connect();

    cloud_.send("{\"phone\":\"138**");
    scheduler_.run_ready();
    cloud_.send("**1234\"}*{\"b\":2}*{\"c\"");
    ASSERT_TRUE(until([&] { return packets_.size() == 2; }));
    cloud_.send(":3}*");
    ASSERT_TRUE(until([&] { return packets_.size() == 3; }));

    EXPECT_THAT(texts(), ElementsAre(R"({"phone":"138****1234"})", R"({"b":2})", R"({"c":3})"));
}

TEST_F(ADownlinkChannel, SendsRepliesInAnyOrderAndEachOnce) {
    connect();
    cloud_.send("{\"a\":1}*{\"b\":2}*");
    ASSERT_TRUE(until([&] { return replies_.size() == 2; }));

    replies_[1](R"({"reply":"b"})");
    replies_[0](R"({"reply":"a"})");
    replies_[0](R"({"reply":"a again"})");
    ASSERT_TRUE(until([&] { return cloud_.heard.size() >= 28; }));
    scheduler_.run_ready();

    EXPECT_EQ(cloud_.heard, R"({"reply":"b"}*{"reply":"a"}*)");
}

TEST_F(ADownlinkChannel, NeverLetsAStarInAReplyCutThePacket) {
    connect();
    cloud_.send("{\"a\":1}*");
    ASSERT_TRUE(until([&] { return replies_.size() == 1; }));

    replies_[0](R"({"plate":"*"})");

    EXPECT_TRUE(until([&] { return cloud_.heard == R"({"plate":"\u002a"}*)"; }));
}

TEST_F(ADownlinkChannel, CarriesAPacketOfOneMegabyteBothWays) {
    connect();
    std::string const packet = "{\"a\":\"" + std::string((1 << 20) - 8, 'x') + "\"}";
    cloud_.send(packet + "*");
    ASSERT_TRUE(until([&] { return packets_.size() == 1; }));
    EXPECT_FALSE(packets_[0].oversized);
    EXPECT_EQ(packets_[0].text, packet);

    replies_[0](packet);

    EXPECT_TRUE(until([&] { return cloud_.heard == packet + "*"; }));
}

TEST_F(ADownlinkChannel, MarksAnOversizedPacketAndKeepsTheConnection) {
    connect();
    cloud_.send("{\"a\":\"" + std::string(1 << 20, 'x') + "\"}*{\"b\":2}*");

    ASSERT_TRUE(until([&] { return packets_.size() == 2; }));
    EXPECT_TRUE(packets_[0].oversized);
    EXPECT_EQ(packets_[1].text, "{\"b\":2}");
    EXPECT_TRUE(channel_->connected());
}

TEST_F(ADownlinkChannel, ClosesTheLineAfterThreeMegabytesWithoutAnEnd) {
    connect();
    cloud_.send(std::string((3 << 20) + 1, 'x'));

    ASSERT_TRUE(until([&] { return states_.size() == 2; }));
    EXPECT_FALSE(channel_->connected());
    EXPECT_THAT(words_.back(), HasSubstr("without an end"));
    EXPECT_THAT(packets_, IsEmpty());
}

TEST_F(ADownlinkChannel, ReconnectsAndSaysHelloAgain) {
    connect();
    cloud_.hang_up();
    ASSERT_TRUE(until([&] { return states_.size() == 2; }));

    scheduler_.advance(1250ms);

    EXPECT_TRUE(until([&] { return cloud_.heard == "{\"hello\":1}*"; }));
    EXPECT_EQ(cloud_.connections, 2u);
    EXPECT_THAT(states_, ElementsAre(true, false, true));
}

TEST_F(ADownlinkChannel, WaitsLongerFromTryToTryAndTellsOnce) {
    settings_.reconnect_first = 4s;
    cloud_.refuse();
    open();
    ASSERT_TRUE(until([&] { return states_.size() == 1; }));
    EXPECT_THAT(words_[0], HasSubstr("connecting to 127.0.0.1"));
    cloud_.listen();

    scheduler_.advance(2999ms);  // a quarter less than four seconds
    scheduler_.run_ready();
    EXPECT_EQ(cloud_.connections, 0u);
    cloud_.refuse();
    scheduler_.advance(2s);
    ASSERT_TRUE(until([&] { return scheduler_.timers() == 2; }));
    cloud_.listen();
    scheduler_.advance(3s);  // the second pause has at least six
    EXPECT_EQ(cloud_.connections, 0u);
    scheduler_.advance(8s);

    EXPECT_TRUE(until([&] { return channel_->connected(); }));
    EXPECT_THAT(states_, ElementsAre(false, true));
}

TEST_F(ADownlinkChannel, KeepsTheLineAliveOnlyWhenNothingWasWritten) {
    connect();
    cloud_.send("{\"a\":1}*");
    ASSERT_TRUE(until([&] { return replies_.size() == 1; }));
    scheduler_.advance(40s);
    replies_[0]("{}");
    ASSERT_TRUE(until([&] { return cloud_.heard == "{}*"; }));

    scheduler_.advance(59s);
    EXPECT_EQ(beats_, 0);
    scheduler_.advance(1s);
    EXPECT_TRUE(until([&] { return cloud_.heard == "{}*{\"beat\":1}*"; }));
    scheduler_.advance(60s);
    EXPECT_TRUE(until([&] { return cloud_.heard == "{}*{\"beat\":1}*{\"beat\":2}*"; }));
}

// By the wall's clock: what the steady one did meanwhile depends on the system.
TEST_F(ADownlinkChannel, DoesNotReadWhatCameWhileTheComputerSlept) {
    connect();
    scheduler_.advance(10s);
    scheduler_.set_wall(scheduler_.wall() + 1h);

    cloud_.send("{\"open\":\"the gate\"}*");

    EXPECT_TRUE(until([&] { return states_.size() == 2; }));
    EXPECT_THAT(words_.back(), HasSubstr("slept"));
    EXPECT_THAT(packets_, IsEmpty());
    scheduler_.advance(1250ms);
    EXPECT_TRUE(until([&] { return cloud_.connections == 2; }));
}

TEST_F(ADownlinkChannel, DropsAReplyWhoseConnectionIsGone) {
    connect();
    cloud_.send("{\"a\":1}*");
    ASSERT_TRUE(until([&] { return replies_.size() == 1; }));
    cloud_.hang_up();
    ASSERT_TRUE(until([&] { return states_.size() == 2; }));
    scheduler_.advance(1250ms);
    ASSERT_TRUE(until([&] { return cloud_.heard == "{\"hello\":1}*"; }));

    replies_[0]("{\"late\":1}");
    scheduler_.run_ready();

    EXPECT_EQ(cloud_.heard, "{\"hello\":1}*");
}

TEST_F(ADownlinkChannel, IsQuietOnceStoppedOrGone) {
    connect();
    cloud_.send("{\"a\":1}*");
    ASSERT_TRUE(until([&] { return replies_.size() == 1; }));

    channel_->stop();
    scheduler_.advance(10min);
    EXPECT_FALSE(channel_->connected());
    EXPECT_EQ(cloud_.connections, 1u);
    channel_.reset();
    replies_[0]("{}");
    scheduler_.run_ready();

    EXPECT_EQ(cloud_.heard, "");
    EXPECT_THAT(states_, ElementsAre(true));
}

TEST_F(ADownlinkChannel, StartsAgainAfterAStop) {
    connect();
    channel_->stop();
    channel_->start();

    EXPECT_TRUE(until([&] { return channel_->connected() && cloud_.connections == 2; }));
}

TEST_F(ADownlinkChannel, SaysWhatIsWrongWithItsAddress) {
    open("http://127.0.0.1:1/");

    EXPECT_THAT(states_, ElementsAre(false));
    EXPECT_THAT(words_[0], HasSubstr("tcp://"));
}

}  // namespace
}  // namespace lotbridge::cloud
