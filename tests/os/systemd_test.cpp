// The sub-commands beside a systemctl that writes down what it was told; units in a folder of the test.
#include "os/service_systemd.hpp"
#include "os/service_unit.hpp"
#include "store/folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <fstream>
#include <sstream>

namespace lotbridge::os {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class SystemdService : public testing::Test {
protected:
    SystemdService() {
        for (auto const* name : {"own", "shipped", "running"}) std::filesystem::create_directory(folder.path / name);
        answer_with(0);
    }
    void answer_with(int exit_code) const {
        auto const program = folder.path / "systemctl";
        std::ofstream(program) << "#!/bin/sh\necho \"$*\" >>'" << told().string() << "'\nexit " << exit_code << '\n';
        std::filesystem::permissions(program, std::filesystem::perms::owner_all);
    }
    std::filesystem::path told() const { return folder.path / "told"; }
    static std::string text(std::filesystem::path const& file) {
        std::ostringstream all;
        all << std::ifstream(file).rdbuf();
        return all.str();
    }
    void write(std::string const& where, std::string const& name, std::string_view unit) const {
        std::ofstream(folder.path / where / (name + ".service")) << unit;
    }
    std::filesystem::path own(std::string const& name) const { return folder.path / "own" / (name + ".service"); }
    Systemd systemd() const {
        return *Systemd::open({folder.path / "own",
                               {folder.path / "shipped"},
                               folder.path / "running",
                               (folder.path / "systemctl").string()});
    }
    static ServiceOrder usual() {
        return {.name = "lotbridge", .program = "/usr/bin/lotbridge", .settings = "/etc/lotbridge/host.json"};
    }
    static ServiceOrder north() {
        return {.name = "north", .program = "/usr/bin/lotbridge", .settings = "/etc/lotbridge/north/host.json"};
    }

    test::Folder folder;
};

TEST_F(SystemdService, IsAUnitThatIsEnabled) {
    auto const done = systemd().install(north());

    ASSERT_TRUE(done) << done.error().message;
    EXPECT_THAT(text(own("north")), HasSubstr("--settings /etc/lotbridge/north/host.json\n"));
    EXPECT_EQ(text(told()), "daemon-reload\nenable --quiet north.service\n");
}

TEST_F(SystemdService, IsInstalledTwiceWithTheLastWord) {
    ASSERT_TRUE(systemd().install(north()));
    auto moved = north();
    moved.settings = "/srv/north.json";

    auto const done = systemd().install(moved);

    ASSERT_TRUE(done);
    EXPECT_THAT(done->words, HasSubstr("changed"));
    EXPECT_THAT(text(own("north")), HasSubstr("--settings /srv/north.json\n"));
}

TEST_F(SystemdService, OfThePackageIsOnlyEnabled) {
    write("shipped", "lotbridge", shipped_unit());

    ASSERT_TRUE(systemd().install(usual()));

    EXPECT_FALSE(std::filesystem::exists(own("lotbridge")));
    EXPECT_THAT(text(told()), HasSubstr("enable --quiet lotbridge.service\n"));
    EXPECT_THAT(systemd().uninstall("lotbridge")->words, HasSubstr("with its package"));
}

TEST_F(SystemdService, TellsWhatIsMissingForIt) {
    auto order = north();
    order.account = "nobody-has-this-name";
    order.writes = {folder.path / "not there"};

    auto const done = systemd().install(order);

    ASSERT_TRUE(done);
    EXPECT_THAT(done->warnings, testing::ElementsAre(HasSubstr("useradd"), HasSubstr("install -d")));
}

TEST_F(SystemdService, IsRemovedTwice) {
    ASSERT_TRUE(systemd().install(north()));
    std::filesystem::remove(told());

    ASSERT_TRUE(systemd().uninstall("north"));
    auto const again = systemd().uninstall("north");

    EXPECT_FALSE(std::filesystem::exists(own("north")));
    EXPECT_EQ(text(told()), "disable --quiet --now north.service\ndaemon-reload\n");
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_THAT(again->words, HasSubstr("no such service"));
}

TEST_F(SystemdService, OfSomethingElseIsNotTouched) {
    std::string const ssh = "[Service]\nExecStart=/usr/sbin/sshd -D\n";
    write("own", "mine", ssh);
    write("shipped", "ssh", ssh);

    for (auto const* name : {"mine", "ssh"}) {
        auto order = north();
        order.name = name;
        EXPECT_FALSE(systemd().install(order));
        EXPECT_FALSE(systemd().start(name));
        EXPECT_FALSE(systemd().stop(name));
        EXPECT_FALSE(systemd().uninstall(name));
    }

    EXPECT_EQ(text(own("mine")), ssh);
    EXPECT_THAT(text(told()), IsEmpty());
}

TEST_F(SystemdService, StartsAndStopsAndTellsHowItIs) {
    ASSERT_TRUE(systemd().install(north()));
    std::filesystem::remove(told());

    EXPECT_TRUE(systemd().start("north"));
    EXPECT_TRUE(systemd().status("north")->runs);
    EXPECT_TRUE(systemd().stop("north"));
    answer_with(3);
    EXPECT_FALSE(systemd().status("north")->runs);

    EXPECT_THAT(text(told()), HasSubstr("start north.service\n"));
    EXPECT_THAT(text(told()), HasSubstr("stop north.service\n"));
}

TEST_F(SystemdService, IsFoundByItsSettings) {
    ASSERT_TRUE(systemd().install(north()));
    write("shipped", "lotbridge", shipped_unit());
    write("shipped", "ssh", "[Service]\nExecStart=/usr/sbin/sshd -D\n");

    auto const found = systemd().with("/etc/lotbridge/north/host.json");

    ASSERT_TRUE(found);
    ASSERT_EQ(found->size(), 1u);
    EXPECT_EQ(found->front().name, "north");
    EXPECT_EQ(found->front().account, "lotbridge");
    EXPECT_TRUE(found->front().restarts_after_crash && found->front().starts_with_system && found->front().runs);
    answer_with(3);
    auto const stopped = systemd().with("/etc/lotbridge/host.json");
    EXPECT_EQ(stopped->front().name, "lotbridge");
    EXPECT_FALSE(stopped->front().runs || stopped->front().starts_with_system);
    EXPECT_THAT(*systemd().with("/etc/lotbridge/south.json"), IsEmpty());
}

TEST_F(SystemdService, SaysWhatSystemctlDidNotDo) {
    answer_with(5);

    auto const done = systemd().install(north());

    ASSERT_FALSE(done);
    EXPECT_THAT(done.error().message, HasSubstr("systemctl daemon-reload ended with exit code 5"));
}

TEST_F(SystemdService, IsNotThereWithoutSystemd) {
    auto const none = Systemd::open({.running = folder.path / "not there"});

    ASSERT_FALSE(none);
    EXPECT_THAT(none.error().message, HasSubstr("systemd does not run this machine"));
}

TEST_F(SystemdService, ThatIsNotInstalledIsNamed) {
    auto const none = systemd().start("north");

    ASSERT_FALSE(none);
    EXPECT_THAT(none.error().message, HasSubstr("there is no service north"));
}

}  // namespace
}  // namespace lotbridge::os
