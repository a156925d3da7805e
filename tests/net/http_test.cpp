#include <lotbridge/net/http_client.hpp>
#include <lotbridge/net/http_listener.hpp>
#include <lotbridge/net/inbox.hpp>
#include <lotbridge/net/tcp.hpp>

#include "cloud/certificates.hpp"

#include <gmock/gmock.h>
#include <filesystem>
#include <fstream>
#include <thread>

namespace lotbridge::net {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using Kind = HttpOutcome::Kind;

// Whatever arrives is one message: what a peer sends, byte for byte.
class Everything final : public Framer {
    Result<std::optional<Found>> find(std::string_view waiting, std::size_t&) override {
        if (waiting.empty()) return std::nullopt;
        return Found{0, waiting.size(), waiting.size()};
    }
};

class HttpTest : public testing::Test {
protected:
    Network network_ = Network::start().value();
    HttpClient client_ = HttpClient::open(network_).value();

    static HttpListenerOptions local() {
        HttpListenerOptions options;
        options.listen.address = "127.0.0.1";
        return options;
    }
    HttpListener listen(HttpListener::Handler handler, HttpListenerOptions const& options = local()) {
        return HttpListener::open(network_, options, std::move(handler)).value();
    }
    static std::string url(std::uint16_t port, std::string const& target = "/") {
        return "http://127.0.0.1:" + std::to_string(port) + target;
    }
    // What a server that speaks no HTTP of ours gets, and what it answers to it.
    TcpServer raw(Inbox<std::string>& got, std::string reply, bool and_close = true) {
        TcpServerOptions options;
        options.listen.address = "127.0.0.1";
        return TcpServer::open(network_, options, [] { return std::make_unique<Everything>(); },
                               {.message =
                                    [&got, reply, and_close](Connection const& connection, std::string bytes) {
                                        got.put(std::move(bytes));
                                        (void)connection.send(reply);
                                        if (and_close) connection.close();
                                    }})
            .value();
    }
};

constexpr auto empty_reply = "HTTP/1.1 204 No Content\r\n\r\n";

TEST_F(HttpTest, HeadersGoOutAsTheyStand) {
    Inbox<std::string> got;
    auto const server = raw(got, empty_reply);

    auto const outcome = client_.send({.method = "POST",
                                       .url = url(server.port(), "/artemis/api?b=2&a=1"),
                                       .headers = {{"X-Ca-Key", "k"}, {"accept", "*/*"}, {"Content-Type", ""}},
                                       .body = "{\"plate\":\"测A12345\"}"});

    EXPECT_EQ(outcome.kind, Kind::answered) << outcome.error.message;
    EXPECT_EQ(outcome.reply.status, 204);
    ASSERT_TRUE(got.wait(5s));
    EXPECT_EQ(got.take(1)[0], "POST /artemis/api?b=2&a=1 HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server.port()) +
                                  "\r\nX-Ca-Key: k\r\naccept: */*\r\nContent-Type: \r\nContent-Length: 21\r\n"
                                  "Connection: close\r\n\r\n{\"plate\":\"测A12345\"}");
}

TEST_F(HttpTest, WhatTheCallerNamesItselfIsNotAdded) {
    Inbox<std::string> got;
    auto const server = raw(got, empty_reply);

    auto const outcome = client_.send(
        {.url = url(server.port()), .headers = {{"connection", "keep-alive"}, {"HOST", "camera"}}, .body = ""});

    EXPECT_EQ(outcome.kind, Kind::answered) << outcome.error.message;
    EXPECT_EQ(got.take(1)[0], "GET / HTTP/1.1\r\nconnection: keep-alive\r\nHOST: camera\r\n\r\n");
}

TEST_F(HttpTest, AHeaderThatWouldEndEarlyIsRefused) {
    for (auto const& header : {Header{"a", "b\r\nc: d"}, Header{"a b", "c"}, Header{"", "c"}, Header{"a:", "c"}}) {
        auto const outcome = client_.send({.url = url(1), .headers = {header}, .body = ""});
        EXPECT_EQ(outcome.kind, Kind::unsent);
        EXPECT_EQ(outcome.error.code, Errc::misuse);
    }
}

TEST_F(HttpTest, ARequestIsAnsweredFromAnotherThread) {
    struct Item {
        HttpRequest request;
        Answer answer;
    };
    Inbox<Item> inbox;
    auto const listener = listen([&](HttpRequest request, Answer answer) {
        inbox.put({std::move(request), std::move(answer)});
    });
    std::thread adapter([&] {
        if (!inbox.wait(5s)) return;
        auto const item = std::move(inbox.take(1)[0]);
        item.answer.send({201, {{"X-Lot", "N1"}}, item.request.method + item.request.target + item.request.body});
        item.answer.send(500, "the second answer counts for nothing");
    });

    auto const outcome = client_.send(
        {.method = "PUT", .url = url(listener.port(), "/push?x=%20"), .headers = {{"A", "b"}}, .body = "body"});
    adapter.join();

    ASSERT_EQ(outcome.kind, Kind::answered) << outcome.error.message;
    EXPECT_EQ(outcome.reply.status, 201);
    EXPECT_EQ(outcome.reply.body, "PUT/push?x=%20body");
    EXPECT_EQ(find_header(outcome.reply.headers, "x-lot"), "N1");
}

TEST_F(HttpTest, ARequestNobodyAnswersShallComeAgain) {
    auto options = local();
    options.answer = 50ms;
    std::vector<Answer> kept;
    auto const forgetful = listen([](HttpRequest const&, Answer const&) {});
    auto const slow = listen([&](HttpRequest const&, Answer answer) { kept.push_back(std::move(answer)); }, options);
    auto const throwing = listen([](HttpRequest const&, Answer const&) { throw std::runtime_error("a bug"); });

    EXPECT_EQ(client_.send({.url = url(forgetful.port()), .headers = {}, .body = ""}).reply.status, 503);
    EXPECT_EQ(client_.send({.url = url(slow.port()), .headers = {}, .body = ""}).reply.status, 503);
    EXPECT_EQ(client_.send({.url = url(throwing.port()), .headers = {}, .body = ""}).reply.status, 500);
    EXPECT_EQ(client_.send({.url = url(throwing.port()), .headers = {}, .body = ""}).reply.status, 500);
    kept.front().send(200, "too late, and harmless");
}

TEST_F(HttpTest, AnAnswerMayOutliveListenerAndNetwork) {
    std::optional<Answer> kept;
    {
        auto network = Network::start().value();
        Inbox<Answer> inbox;
        auto const listener = HttpListener::open(network, local(), [&](HttpRequest const&, Answer answer) {
                                  inbox.put(std::move(answer));
                              }).value();
        std::thread caller(
            [&] { (void)client_.send({.url = url(listener.port()), .headers = {}, .body = ""}, {.whole = 200ms}); });
        ASSERT_TRUE(inbox.wait(5s));
        kept = std::move(inbox.take(1)[0]);
        caller.join();
    }
    kept->send(200, "nobody is there");
}

// Keep-alive, pieces, pipelining, garbage: what devices do.
class RawHttp : public HttpTest {
protected:
    std::string talk(std::uint16_t port, std::vector<std::string> const& pieces, std::size_t answers = 1) {
        Inbox<std::string> got;
        Inbox<int> gone;
        auto const client =
            TcpClient::open(network_, {.host = "127.0.0.1", .port = port},
                            [] { return std::make_unique<Everything>(); },
                            {.opened =
                                 [&](Connection const& connection) {
                                     for (auto const& piece : pieces) (void)connection.send(piece);
                                 },
                             .message = [&](Connection const&, std::string bytes) { got.put(std::move(bytes)); },
                             .closed = [&](Connection const&, std::string const&) { gone.put(1); }})
                .value();
        std::string all;
        auto const count = [&] {
            std::size_t found = 0;
            for (auto at = all.find("HTTP/1.1 "); at != all.npos; at = all.find("HTTP/1.1 ", at + 1)) ++found;
            return found;
        };
        while (count() < answers && got.wait(2s))
            for (auto& bytes : got.take(100)) all += bytes;
        return all;
    }
};

TEST_F(RawHttp, RequestsComeInPiecesAndOneAfterTheOtherOnOneConnection) {
    auto const listener =
        listen([](HttpRequest const& request, Answer const& answer) { answer.send(200, "got " + request.body); });
    std::string const both =
        "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nfirst"
        "POST /b HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nsec\r\n3\r\nond\r\n0\r\n\r\n";
    std::vector<std::string> bytes;
    for (char c : both) bytes.emplace_back(1, c);

    auto const answers = talk(listener.port(), bytes, 2);

    EXPECT_THAT(answers, HasSubstr("got first"));
    EXPECT_THAT(answers, HasSubstr("got second"));
}

TEST_F(RawHttp, ADeviceThatWaitsToBeToldToGoOnIsTold) {
    auto const listener =
        listen([](HttpRequest const& request, Answer const& answer) { answer.send(200, "got " + request.body); });

    auto const answers = talk(
        listener.port(), {"POST /a HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n", "z"}, 2);

    EXPECT_THAT(answers, HasSubstr("HTTP/1.1 100 Continue"));
    EXPECT_THAT(answers, HasSubstr("got z"));
}

TEST_F(RawHttp, WhatIsTooLargeOrNoHttpIsRefused) {
    auto options = local();
    options.body = 1000;
    auto const listener = listen([](HttpRequest const&, Answer const& answer) { answer.send(200, ""); }, options);

    EXPECT_THAT(talk(listener.port(), {"VZ\1\0\0\0\0\0\r\n\r\n"}), HasSubstr("HTTP/1.1 400"));
    EXPECT_THAT(talk(listener.port(), {"POST / HTTP/1.1\r\nContent-Length: 1001\r\n\r\n"}), HasSubstr("HTTP/1.1 413"));
    EXPECT_THAT(talk(listener.port(), {"GET / HTTP/1.1\r\nA: " + std::string(70'000, 'a')}), HasSubstr("HTTP/1.1 431"));
}

TEST_F(HttpTest, AnAnswerThatIsTooLongIsGivenUp) {
    auto const listener =
        listen([](HttpRequest const&, Answer const& answer) { answer.send(200, std::string(2000, 'a')); });

    auto const outcome = client_.send({.url = url(listener.port()), .headers = {}, .body = ""}, {.body = 1999});

    EXPECT_EQ(outcome.kind, Kind::lost);
    EXPECT_THAT(outcome.error.message, HasSubstr("the answer is longer than 1999 bytes"));
}

TEST_F(HttpTest, AnAnswerThatBreaksOffIsLostAndAPortWithoutAServerWasNeverSentTo) {
    Inbox<std::string> got;
    auto const half = raw(got, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
    auto const nothing = raw(got, "");
    std::uint16_t dead_port = 0;
    {
        auto const gone = raw(got, "");
        dead_port = gone.port();
    }

    EXPECT_EQ(client_.send({.url = url(half.port()), .headers = {}, .body = ""}).kind, Kind::lost);
    EXPECT_EQ(client_.send({.url = url(nothing.port()), .headers = {}, .body = ""}).kind, Kind::lost);
    auto const unsent = client_.send({.url = url(dead_port), .headers = {}, .body = ""});
    EXPECT_EQ(unsent.kind, Kind::unsent);
    EXPECT_EQ(unsent.error.code, Errc::retry);
}

TEST_F(HttpTest, AServerThatIsSilentIsGivenUpInTime) {
    Inbox<std::string> got;
    auto const silent = raw(got, "", false);
    auto const began = std::chrono::steady_clock::now();

    auto const outcome = client_.send({.url = url(silent.port()), .headers = {}, .body = ""}, {.whole = 100ms});

    EXPECT_EQ(outcome.kind, Kind::lost);
    EXPECT_THAT(outcome.error.message, HasSubstr("no whole answer in time"));
    EXPECT_LT(std::chrono::steady_clock::now() - began, 5s);
}

TEST_F(HttpTest, WhoIsNotAllowedIsNotListenedTo) {
    auto options = local();
    options.listen.allow = {"192.0.2.7"};
    auto const listener = listen([](HttpRequest const&, Answer const& answer) { answer.send(200, ""); }, options);

    EXPECT_NE(client_.send({.url = url(listener.port()), .headers = {}, .body = ""}).kind, Kind::answered);
}

TEST_F(HttpTest, APortThatIsTakenIsAnErrorInWords) {
    auto const first = listen([](HttpRequest const&, Answer const&) {});
    auto options = local();
    options.listen.port = first.port();

    auto const second = HttpListener::open(network_, options, [](HttpRequest const&, Answer const&) {});

    ASSERT_FALSE(second);
    EXPECT_THAT(second.error().message, HasSubstr("listening on 127.0.0.1:" + std::to_string(first.port()) + ": "));
    options.listen.address = "the lan";
    EXPECT_EQ(HttpListener::open(network_, options, {}).error().code, Errc::rejected);
}

TEST_F(HttpTest, ACallFromTheNetworkThreadIsRefusedInsteadOfWaitingForItself) {
    Inbox<HttpOutcome> outcomes;
    auto const listener = listen([&](HttpRequest const&, Answer const& answer) {
        outcomes.put(client_.send({.url = url(1), .headers = {}, .body = ""}));
        answer.send(200, "");
    });

    (void)client_.send({.url = url(listener.port()), .headers = {}, .body = ""});

    ASSERT_TRUE(outcomes.wait(5s));
    EXPECT_EQ(outcomes.take(1)[0].error.code, Errc::misuse);
}

class HttpsTest : public HttpTest {
protected:
    HttpsTest() {
        auto const* test = testing::UnitTest::GetInstance()->current_test_info();
        folder_ = std::filesystem::temp_directory_path() / (std::string("证书-") + test->name());
        std::filesystem::create_directories(folder_);
    }
    ~HttpsTest() override { std::filesystem::remove_all(folder_); }

    std::filesystem::path write(std::string const& name, std::string const& text) const {
        std::ofstream(folder_ / name, std::ios::binary) << text;
        return folder_ / name;
    }
    HttpListener listen_for(std::string const& names) {
        auto const certificate = cloud::make_certificate(authority_, names);
        auto options = local();
        options.certificate = write("certificate.pem", certificate.pem());
        options.private_key = write("key.pem", certificate.key_pem());
        return listen([](HttpRequest const&, Answer const& answer) { answer.send(200, "secret"); }, options);
    }
    HttpOutcome call(std::uint16_t port, std::string const& ca) {
        auto const client = HttpClient::open(network_, {.ca_file = write("ca.pem", ca)}).value();
        return client.send({.url = "https://127.0.0.1:" + std::to_string(port) + "/", .headers = {}, .body = ""});
    }

    std::filesystem::path folder_;
    cloud::Certificate authority_ = cloud::make_authority("ours");
};

TEST_F(HttpsTest, SpeaksTlsBothWays) {
    auto const listener = listen_for("IP:127.0.0.1");

    auto const outcome = call(listener.port(), authority_.pem());

    EXPECT_EQ(outcome.kind, Kind::answered) << outcome.error.message;
    EXPECT_EQ(outcome.reply.body, "secret");
}

TEST_F(HttpsTest, RefusesACertificateOfSomebodyElse) {
    auto const wrong_name = listen_for("DNS:camera.example");

    auto const mismatch = call(wrong_name.port(), authority_.pem());
    auto const stranger = call(wrong_name.port(), cloud::make_authority("theirs").pem());

    EXPECT_EQ(mismatch.kind, Kind::unsent);
    EXPECT_THAT(mismatch.error.message, HasSubstr("TLS: certificate refused: IP address mismatch"));
    EXPECT_EQ(stranger.kind, Kind::unsent);
    EXPECT_THAT(stranger.error.message, HasSubstr("TLS: certificate refused: "));
}

TEST_F(HttpsTest, FilesThatCannotBeUsedAreNamed) {
    auto options = local();
    options.certificate = folder_ / "missing.pem";
    options.private_key = write("key.pem", "no key");

    auto const missing = HttpListener::open(network_, options, {});
    options.certificate = write("certificate.pem", authority_.pem());
    auto const no_key = HttpListener::open(network_, options, {});

    EXPECT_THAT(missing.error().message, HasSubstr("missing.pem cannot be read"));
    EXPECT_THAT(no_key.error().message, HasSubstr("private key "));
    EXPECT_FALSE(HttpClient::open(network_, {.ca_file = write("ca.pem", "no certificate")}));
}

TEST(HttpDates, AreReadInTheOneFormThatServersSend) {
    EXPECT_EQ(parse_http_date("Tue, 29 Feb 2000 23:59:59 GMT"),
              std::chrono::sys_seconds(std::chrono::seconds(951868799)));
    for (auto const text :
         {"", "Sun, 31 Feb 2000 00:00:00 GMT", "Sun, 06 Nov 1994 08:49:37 CST", "Sun, 06 Now 1994 08:49:37 GMT",
          "Sun, 06 Nov 1994 24:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun, -6 Nov 1994 08:49:37 GMT"})
        EXPECT_EQ(parse_http_date(text), std::nullopt) << text;
}

}  // namespace
}  // namespace lotbridge::net
