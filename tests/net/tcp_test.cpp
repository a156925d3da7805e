#include <lotbridge/net/inbox.hpp>
#include <lotbridge/net/replies.hpp>
#include <lotbridge/net/tcp.hpp>

#include <gmock/gmock.h>
#include <thread>

namespace lotbridge::net {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using testing::HasSubstr;

std::unique_ptr<Framer> lines() { return std::make_unique<LineFramer>(1000); }

struct Event {
    enum class What { opened, message, closed, unreachable } what;
    std::string words;
    std::optional<Connection> connection;
};
using What = Event::What;

// What happens, in order, for the test's own thread.
class Events {
public:
    TcpEvents events() {
        return {.opened =
                    [this](Connection const& c) {
                        inbox_.put({What::opened, "", c});
                    },
                .message =
                    [this](Connection const& c, std::string m) {
                        inbox_.put({What::message, std::move(m), c});
                    },
                .closed =
                    [this](Connection const& c, std::string const& w) {
                        inbox_.put({What::closed, w, c});
                    },
                .unreachable =
                    [this](std::string const& w) {
                        inbox_.put({What::unreachable, w, {}});
                    }};
    }
    Event next() {
        if (!inbox_.wait(5s)) return {What::closed, "nothing happened", {}};
        return std::move(inbox_.take(1)[0]);
    }
    Event next(What what) {
        for (;;)
            if (auto event = next(); event.what == what || event.words == "nothing happened") return event;
    }

private:
    Inbox<Event> inbox_;
};

class TcpTest : public testing::Test {
protected:
    Network network_ = Network::start().value();
    Events at_server_, at_client_;

    TcpServerOptions local() const {
        TcpServerOptions options;
        options.listen.address = "127.0.0.1";
        return options;
    }
    TcpServer serve(TcpServerOptions const& options, MakeFramer framer = lines) {
        return TcpServer::open(network_, options, std::move(framer), at_server_.events()).value();
    }
    TcpServer serve() { return serve(local()); }
    TcpClient dial(std::uint16_t port, MakeFramer framer = lines) {
        TcpClientOptions options{.host = "127.0.0.1", .port = port};
        options.first_pause = 10ms;
        options.last_pause = 50ms;
        return TcpClient::open(network_, options, std::move(framer), at_client_.events()).value();
    }
};

TEST_F(TcpTest, MessagesGoBothWaysOnOneConnection) {
    auto const server = serve();
    auto const client = dial(server.port());
    ASSERT_EQ(at_client_.next().what, What::opened);
    auto const opened = at_server_.next();
    ASSERT_EQ(opened.what, What::opened);
    EXPECT_EQ(opened.connection->peer(), "127.0.0.1");

    ASSERT_TRUE(client.send("up\n"));
    ASSERT_TRUE(opened.connection->send("down 1\ndown"));
    ASSERT_TRUE(opened.connection->send(" 2\n"));

    EXPECT_EQ(at_server_.next().words, "up");
    EXPECT_EQ(at_client_.next().words, "down 1");
    EXPECT_EQ(at_client_.next().words, "down 2");
}

TEST_F(TcpTest, AClientDialsUntilSomebodyIsThereAndAgainWhenTheConnectionIsLost) {
    std::optional<TcpServer> server = serve();
    auto options = local();
    options.listen.port = server->port();
    server.reset();
    auto const client = dial(options.listen.port);
    EXPECT_THAT(at_client_.next().words, HasSubstr("connecting to 127.0.0.1:"));
    EXPECT_FALSE(client.send("nobody hears this\n"));

    server = serve(options);
    EXPECT_EQ(at_client_.next(What::opened).what, What::opened);
    at_server_.next(What::opened).connection->close();

    EXPECT_EQ(at_client_.next().words, "the other side closed the connection");
    EXPECT_EQ(at_client_.next(What::opened).what, What::opened);
    EXPECT_GT(at_server_.next(What::opened).connection->id(), 1u);
}

TEST_F(TcpTest, AStreamThatCannotBeReadEndsItsConnectionAndNoOther) {
    auto const server = serve();
    auto const good = dial(server.port());
    auto const good_end = at_server_.next(What::opened);
    Events at_bad;
    TcpClientOptions bad_options{.host = "127.0.0.1", .port = server.port()};
    auto const bad = TcpClient::open(network_, bad_options, lines, at_bad.events()).value();
    ASSERT_EQ(at_server_.next().what, What::opened);
    ASSERT_EQ(at_bad.next().what, What::opened);

    ASSERT_TRUE(bad.send(std::string(2000, 'x')));

    EXPECT_EQ(at_server_.next(What::closed).words, "a message is longer than 1000 bytes");
    ASSERT_TRUE(good.send("still here\n"));
    EXPECT_EQ(at_server_.next(What::message).words, "still here");
}

TEST_F(TcpTest, ASilentConnectionIsClosed) {
    auto options = local();
    options.listen.idle = 50ms;
    auto const server = serve(options);
    auto const client = dial(server.port());

    EXPECT_EQ(at_server_.next(What::closed).words, "nothing came for 50 ms");
}

TEST_F(TcpTest, NoMoreConnectionsThanAllowed) {
    auto options = local();
    options.listen.connections = 1;
    auto const server = serve(options);
    auto const first = dial(server.port());
    ASSERT_EQ(at_server_.next().what, What::opened);
    Events at_second;
    TcpClientOptions second_options{.host = "127.0.0.1", .port = server.port()};
    auto const second = TcpClient::open(network_, second_options, lines, at_second.events()).value();

    EXPECT_EQ(at_second.next(What::closed).what, What::closed);
    ASSERT_TRUE(first.send("alone\n"));
    EXPECT_EQ(at_server_.next().words, "alone");
}

TEST_F(TcpTest, WhatWaitsForASlowReaderIsLimited) {
    auto options = local();
    options.send_limit = 100'000;
    auto const server = serve(options);
    auto const client = dial(server.port());
    auto const opened = at_server_.next(What::opened);

    // More than the limit at once is never taken, however fast the other side reads.
    EXPECT_FALSE(opened.connection->send(std::string(100'001, 'x')));
    EXPECT_TRUE(opened.connection->send(std::string(999, 'x') + "\n"));
    EXPECT_EQ(at_client_.next(What::message).words.size(), 999u);
}

TEST_F(TcpTest, ACallbackThatThrowsEndsItsConnection) {
    TcpEvents events;
    events.message = [](Connection const&, std::string const&) { throw std::runtime_error("a bug"); };
    auto const server = TcpServer::open(network_, local(), lines, std::move(events)).value();
    auto const client = dial(server.port());
    ASSERT_EQ(at_client_.next().what, What::opened);

    ASSERT_TRUE(client.send("boom\n"));

    EXPECT_EQ(at_client_.next(What::closed).words, "the other side closed the connection");
}

TEST_F(TcpTest, AConnectionMayBeKeptAfterItsServerIsGone) {
    std::optional<Connection> kept;
    {
        auto const server = serve();
        auto const client = dial(server.port());
        kept = at_server_.next(What::opened).connection;
        kept->close();
        ASSERT_EQ(at_client_.next(What::closed).what, What::closed);
    }
    EXPECT_FALSE(kept->send("nobody\n"));
    kept->close();
}

TEST_F(TcpTest, AMegabyteArrivesInOnePieceHoweverItTravels) {
    LengthForm const camera{.magic = "VZ", .header = 8, .length_at = 4, .longest = 8 + 1024 * 1024};
    MakeFramer const framer = [camera] { return std::make_unique<LengthFramer>(camera); };
    auto const server = serve(local(), framer);
    auto const client = dial(server.port(), framer);
    ASSERT_EQ(at_client_.next().what, What::opened);
    std::string const packet = "VZ\0\0\0\x10\0\0"s + std::string(1024 * 1024, 'j');

    ASSERT_TRUE(client.send(packet));

    EXPECT_EQ(at_server_.next(What::message).words, packet);
}

TEST_F(TcpTest, AHostWithoutAPortIsRefused) {
    EXPECT_EQ(TcpClient::open(network_, {.host = "camera"}, lines, {}).error().code, Errc::rejected);
}

TEST(Replies, FindTheirRequestsInAnyOrder) {
    Replies<std::string, int> replies;
    std::thread network;

    auto const first = replies.ask(
        "a",
        [&]() -> Result<> {
            network = std::thread([&] {
                EXPECT_FALSE(replies.arrived("b", 2));
                EXPECT_TRUE(replies.arrived("a", 1));
                EXPECT_FALSE(replies.arrived("a", 3));
            });
            return {};
        },
        5s, "the camera");
    network.join();

    EXPECT_EQ(first.value(), 1);
}

TEST(Replies, OneThatDoesNotComeOrWasNeverSentIsAnError) {
    Replies<int, int> replies;

    auto const late = replies.ask(
        1, []() -> Result<> { return {}; }, 1ms, "the camera at N1");
    auto const unsent = replies.ask(
        1, []() -> Result<> { return fail(Errc::retry, "no connection"); }, 5s, "the camera");

    EXPECT_EQ(late.error().message, "the camera at N1 did not answer within 1 ms");
    EXPECT_EQ(unsent.error().message, "no connection");
    EXPECT_FALSE(replies.arrived(1, 7));
}

TEST(Inbox, IsLimitedAndKeepsItsOrder) {
    Inbox<int> inbox(2);

    EXPECT_FALSE(inbox.wait(0ms));
    EXPECT_TRUE(inbox.put(1));
    EXPECT_TRUE(inbox.put(2));
    EXPECT_FALSE(inbox.put(3));
    EXPECT_TRUE(inbox.wait(0ms));
    EXPECT_THAT(inbox.take(1), testing::ElementsAre(1));
    EXPECT_THAT(inbox.take(5), testing::ElementsAre(2));
}

}  // namespace
}  // namespace lotbridge::net
