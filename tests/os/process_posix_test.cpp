// What systemd would hear, on a real datagram socket, and real signals to this process.
#include "base/environment.hpp"
#include "os/process.hpp"
#include "os/spoken.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#include <boost/asio/io_context.hpp>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <thread>

namespace lotbridge::os {
namespace {

class ServiceManager : public testing::Test {
protected:
    void listen_at(std::string const& path, std::string const& announced) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, path.data(), path.size());
        auto const length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
        ASSERT_EQ(::bind(door, reinterpret_cast<sockaddr const*>(&address), length), 0);
        ::setenv("NOTIFY_SOCKET", announced.c_str(), 1);
    }
    ~ServiceManager() override {
        ::unsetenv("NOTIFY_SOCKET");
        ::close(door);
    }
    std::string heard() const {
        char text[100];
        auto const size = ::recv(door, text, sizeof text, MSG_DONTWAIT);
        return size < 0 ? std::string() : std::string(text, static_cast<std::size_t>(size));
    }

    int door = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
};

TEST_F(ServiceManager, HearsThroughASocketFile) {
    auto const file = std::filesystem::temp_directory_path() / ("lotbridge-notify-" + std::to_string(::getpid()));
    listen_at(file.string(), file.string());

    tell_service_manager("READY=1");

    EXPECT_EQ(heard(), "READY=1");
    std::filesystem::remove(file);
}

TEST_F(ServiceManager, HearsThroughAnAbstractSocket) {
    auto const name = "lotbridge-notify-" + std::to_string(::getpid());
    listen_at(std::string(1, '\0') + name, "@" + name);

    tell_service_manager("WATCHDOG=1");

    EXPECT_EQ(heard(), "WATCHDOG=1");
}

TEST_F(ServiceManager, MayBeAbsent) {
    tell_service_manager("READY=1");
    ::setenv("NOTIFY_SOCKET", "/nowhere/at/all", 1);
    tell_service_manager("READY=1");

    EXPECT_EQ(heard(), "");
}

class StopSignal : public testing::TestWithParam<int> {};

TEST_P(StopSignal, AsksForACleanStop) {
    boost::asio::io_context io;
    int asked = 0;
    StopRequests const requests(io, [&] {
        ++asked;
        io.stop();
    });

    ::raise(GetParam());
    io.run();

    EXPECT_EQ(asked, 1);
}

INSTANTIATE_TEST_SUITE_P(Every, StopSignal, testing::Values(SIGTERM, SIGINT, SIGHUP),
                         [](auto const& test) { return std::string("signal") + std::to_string(test.param); });

TEST(StopSignals, ASecondTimeEndTheProcessAtOnce) {
    testing::GTEST_FLAG(death_test_style) = "threadsafe";
    auto const impatient = [] {
        boost::asio::io_context io;
        StopRequests const requests(io, [] { ::raise(SIGINT); });
        ::raise(SIGINT);
        io.run();
    };

    EXPECT_EXIT(impatient(), testing::ExitedWithCode(128 + SIGINT), "");
}

class DataFolder : public testing::Test {
protected:
    DataFolder() { std::filesystem::create_directories(path); }
    ~DataFolder() override { std::filesystem::remove_all(path); }

    std::filesystem::path const path =
        std::filesystem::temp_directory_path() / ("lotbridge-data-" + std::to_string(::getpid()));
};

TEST_F(DataFolder, OfAServiceIsNotWrittenByTheAdministrator) {
    if (::geteuid() != 0) GTEST_SKIP() << "only root can give a folder to another user";
    constexpr uid_t nobody = 65534;
    ASSERT_EQ(::chown(path.c_str(), nobody, nobody), 0);

    auto const right = may_write_for(path);

    ASSERT_FALSE(right);
    EXPECT_THAT(right.error().message, testing::HasSubstr("run: sudo -u nobody lotbridge"));
}

TEST_F(DataFolder, OfOnesOwnOrNotYetThereMayBeWritten) {
    EXPECT_TRUE(may_write_for(path));
    EXPECT_TRUE(may_write_for(path / "new"));
}

TEST_F(DataFolder, ThatMayNotBeEnteredIsToldAndNoCrash) {
    std::filesystem::permissions(path, std::filesystem::perms::none);
    auto const root = ::geteuid() == 0;
    ASSERT_TRUE(!root || ::seteuid(65534) == 0);  // nothing is closed to root

    auto const spoken = say({"outbox", "list", "--data", path.string()});

    ASSERT_TRUE(!root || ::seteuid(0) == 0);
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    EXPECT_EQ(spoken.exit_code, 1);
    EXPECT_THAT(spoken.error, testing::HasSubstr(path.string()));
}

TEST(Arguments, LeaveOutTheProgramsName) {
    char program[] = "lotbridge", first[] = "run";
    char* given[] = {program, first};

    EXPECT_EQ(base::arguments(2, given), std::vector<std::string>{"run"});
    EXPECT_TRUE(base::arguments(0, given).empty());
}

TEST(OtherProcesses, AreStartedOnTheirOwnAndEndedAtOnce) {
    auto const file = std::filesystem::temp_directory_path() / ("lotbridge-beside-" + std::to_string(::getpid()));
    ASSERT_TRUE(start_beside("/bin/sh", {"-c", "echo $$ > " + file.string() + ".new; mv " + file.string() + ".new " +
                                                   file.string() + "; exec sleep 60"}));
    while (!std::filesystem::exists(file)) std::this_thread::yield();
    pid_t process = 0;
    std::ifstream(file) >> process;
    std::filesystem::remove(file);

    EXPECT_EQ(::getsid(process), process) << "it does not end with our terminal";
    ASSERT_TRUE(end_process(process));

    int status = 0;
    EXPECT_EQ(::waitpid(process, &status, 0), process);
    EXPECT_EQ(WTERMSIG(status), SIGKILL);
    EXPECT_FALSE(end_process(process));
}

}  // namespace
}  // namespace lotbridge::os
