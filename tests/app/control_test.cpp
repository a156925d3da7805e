// The command line's door, over real loopback sockets.
#include "app/control.hpp"
#include "app/control_place.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <fstream>
#include <future>
#include <thread>

namespace lotbridge::app {
namespace {

namespace fs = std::filesystem;
namespace asio = boost::asio;
using namespace std::chrono_literals;
using testing::HasSubstr;

class Control : public testing::Test {
protected:
    Control() {
        fs::remove_all(folder);
        fs::create_directories(folder);
    }
    ~Control() override {
        close();
        work.reset();
        network.join();
        fs::remove_all(folder);
    }

    void open() {
        on_network([this] {
            auto opened = ControlServer::open(io, folder, handlers);
            ASSERT_TRUE(opened) << opened.error().message;
            server = std::move(*opened);
        });
    }
    void close() {
        on_network([this] { server.reset(); });
    }
    void on_network(std::function<void()> const& call) {
        auto const done = std::make_shared<std::promise<void>>();
        asio::post(io, [&call, done] {
            call();
            done->set_value();
        });
        done->get_future().wait();
    }
    // What the server says to these bytes, whole.
    std::string say(std::string const& bytes) const {
        asio::io_context own;
        asio::ip::tcp::socket socket(own);
        socket.connect({asio::ip::address_v4::loopback(), (*read_place(folder))->port});
        asio::write(socket, asio::buffer(bytes));
        std::string answer;
        boost::system::error_code end;
        asio::read(socket, asio::dynamic_buffer(answer), end);
        return answer;
    }
    std::string token() const { return (*read_place(folder))->token; }

    fs::path folder = fs::path(testing::TempDir()) / testing::UnitTest::GetInstance()->current_test_info()->name();
    asio::io_context io;
    asio::executor_work_guard<asio::io_context::executor_type> work{io.get_executor()};
    std::jthread network{[this] { io.run(); }};
    ControlServer::Handlers handlers{
        {"echo", [](std::string arguments, ControlServer::Answer const& answer) { answer(std::move(arguments)); }},
        {"refuse",
         [](std::string const&, ControlServer::Answer const& answer) { answer(fail(Errc::rejected, "not \"now\"")); }},
    };
    std::unique_ptr<ControlServer> server;
};

TEST_F(Control, CarriesArgumentsThereAndAResultBack) {
    open();

    auto const answer = ask_host(folder, "echo", R"({"letters":[17],"why":"车走了"})");

    ASSERT_TRUE(answer);
    ASSERT_TRUE(*answer) << answer->error().message;
    EXPECT_EQ(**answer, R"({"letters":[17],"why":"车走了"})");
}

TEST_F(Control, CarriesARefusalWithItsWords) {
    open();

    auto const answer = ask_host(folder, "refuse");

    ASSERT_TRUE(answer);
    ASSERT_FALSE(*answer);
    EXPECT_EQ(answer->error().code, Errc::rejected);
    EXPECT_EQ(answer->error().message, "not \"now\"");
}

TEST_F(Control, MayAnswerLater) {
    handlers["later"] = [this](std::string const&, ControlServer::Answer const& answer) {
        asio::post(io, [answer] { answer("{\n \"late\": true }"); });
    };
    open();

    EXPECT_EQ(**ask_host(folder, "later"), R"({"late":true})");
}

TEST_F(Control, NamesACommandThatItDoesNotKnow) {
    open();

    EXPECT_THAT(ask_host(folder, "dance")->error().message, HasSubstr("\"dance\""));
}

TEST_F(Control, IsNotThereWhereNoHostRuns) { EXPECT_FALSE(ask_host(folder, "echo")); }

TEST_F(Control, IsNotThereAfterACleanStop) {
    open();
    close();

    EXPECT_FALSE(fs::exists(control_file(folder)));
    EXPECT_FALSE(ask_host(folder, "echo"));
}

TEST_F(Control, IsNotThereAfterTheHostWasKilled) {
    open();
    fs::copy_file(control_file(folder), folder / "left-behind");
    close();
    fs::copy_file(folder / "left-behind", control_file(folder));

    EXPECT_FALSE(ask_host(folder, "echo"));
}

TEST_F(Control, IsNotThereWhenAnotherHostHasTakenThePortOfAKilledOne) {
    open();
    auto const place = *read_place(folder);
    ASSERT_TRUE(write_place(folder, {place->port, std::string(64, '0')}));

    EXPECT_FALSE(ask_host(folder, "echo"));
}

TEST_F(Control, IsNotThereWhenAnotherProgramHasTakenThePortOfAKilledOne) {
    asio::ip::tcp::acceptor other(io, {asio::ip::address_v4::loopback(), 0});
    asio::ip::tcp::socket visitor(io);
    other.async_accept(visitor, [&](auto) { asio::write(visitor, asio::buffer(std::string("220 mail ready\r\n"))); });
    ASSERT_TRUE(write_place(folder, {other.local_endpoint().port(), std::string(64, '0')}));

    EXPECT_FALSE(ask_host(folder, "echo"));
}

TEST_F(Control, KeepsOthersOut) {
    open();

    EXPECT_THAT(say("{\"token\":\"0123\",\"command\":\"echo\"}\n"), HasSubstr("the token is not this host's"));
    EXPECT_THAT(say("{\"command\":\"echo\"}\n"), HasSubstr("not a line of JSON with token"));
    EXPECT_THAT(say("GET / HTTP/1.1\r\n\r\n"), HasSubstr("not a line of JSON"));
    EXPECT_THAT(say(std::string(max_control_request - 1, '[') + '\n'), HasSubstr("not a line of JSON"));
}

#if !defined(_WIN32)  // there the folder's own access list protects the file
TEST_F(Control, LetsOnlyTheOwnerReadTheToken) {
    open();

    EXPECT_EQ(fs::status(control_file(folder)).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}
#endif

TEST_F(Control, MakesANewTokenAtEveryStart) {
    open();
    auto const first = token();
    close();
    open();

    EXPECT_EQ(first.size(), 64u);
    EXPECT_NE(first, token());
}

TEST_F(Control, RefusesArgumentsThatAreNoObject) {
    open();

    EXPECT_THAT(say("{\"token\":\"" + token() + "\",\"command\":\"echo\",\"arguments\":[1]}\n"),
                HasSubstr("not an object"));
}

TEST_F(Control, ReadsNoEndlessLine) {
    open();

    EXPECT_THAT(say(std::string(max_control_request, 'x')), HasSubstr("longer than"));
}

TEST_F(Control, TellsWhenTheHostDoesNotAnswer) {
    handlers["hang"] = [](std::string const&, ControlServer::Answer const&) {};
    open();

    auto const answer = ask_host(folder, "hang", "{}", 50ms);

    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->error().code, Errc::retry);
}

TEST_F(Control, TellsThatItsFileIsNotAHosts) {
    std::ofstream(control_file(folder)) << "{}";

    EXPECT_THAT(ask_host(folder, "echo")->error().message, HasSubstr("control.json is not a host's control file"));
}

}  // namespace
}  // namespace lotbridge::app
