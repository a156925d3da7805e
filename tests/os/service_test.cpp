// What the two systems are asked for, and what the tests under wine and systemd cannot show as exactly.
#include "os/service.hpp"

#include "base/text.hpp"
#include "os/service_unit.hpp"
#include "os/spoken.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lotbridge::os {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

TEST(ServiceCommand, StandsInQuotesSoThatNoOtherProgramOfThePathIsRun) {
    ServiceOrder const order{.name = "LotBridge",
                             .program = "C:\\Program Files\\LotBridge\\bin\\lotbridge.exe",
                             .settings = base::to_path("D:\\停车场 一\\host.json")};

    EXPECT_EQ(windows_command(order),
              R"("C:\Program Files\LotBridge\bin\lotbridge.exe" run --settings "D:\停车场 一\host.json")");
}

TEST(ServiceCommand, NamesTheDataFolderOnlyWhenItWasNamed) {
    ServiceOrder order{.name = "LotBridge", .program = "lotbridge.exe", .settings = "host.json", .data = "E:\\data\\"};

    EXPECT_EQ(windows_command(order), R"("lotbridge.exe" run --settings "host.json" --data "E:\data\\")");
}

TEST(ServiceCommand, TellsOurServicesFromOthers) {
    EXPECT_TRUE(is_our_command(R"("C:\LotBridge\bin\LotBridge.exe" run --settings "C:\host.json")"));
    EXPECT_FALSE(is_our_command(R"(C:\Windows\System32\spoolsv.exe)"));
}

TEST(ServiceNames, AreThoseThatBothSystemsTake) {
    for (auto const* good : {"LotBridge", "lotbridge", "north-gate", "lot_2.b"}) EXPECT_TRUE(check_service_name(good));
    for (auto const* bad : {"", "a/b", "a b", "a\\b", "-now", ".hidden", "北门", "lot@1"})
        EXPECT_FALSE(check_service_name(bad)) << bad;
    EXPECT_FALSE(check_service_name(std::string(81, 'a')));
}

TEST(ServiceTexts, AreInChineseAndEnglishAndDifferForEachService) {
    ServiceOrder const order{.name = "north", .program = "lotbridge.exe", .settings = "D:/north/host.json"};

    EXPECT_THAT(windows_description(order), AllOf(HasSubstr("停车"), HasSubstr("parking"), HasSubstr("D:/north")));
    EXPECT_THAT(windows_title("LotBridge"), Not(HasSubstr("(")));
    EXPECT_THAT(windows_title("north"), HasSubstr("(north)"));
}

TEST(ServiceRecovery, WaitsLongerEachTime) {
    EXPECT_TRUE(std::ranges::is_sorted(restart_pauses, std::less_equal<>()));
    EXPECT_GT(restart_reset, restart_pauses.back()) << "or the first pause would be the only one";
}

TEST(Unit, OfTheUsualServiceIsTheShippedOne) {
    EXPECT_EQ(systemd_unit({.name = "lotbridge",
                            .program = "/usr/bin/lotbridge",
                            .settings = "/etc/lotbridge/host.json",
                            .writes = {"/var/lib/lotbridge"}}),
              shipped_unit());
}

TEST(Unit, IsHardened) {
    EXPECT_THAT(std::string(shipped_unit()),
                AllOf(HasSubstr("\nProtectSystem=strict\n"), HasSubstr("\nNoNewPrivileges=yes\n"),
                      HasSubstr("\nCapabilityBoundingSet=\n"), HasSubstr("\nUser=lotbridge\n")));
}

TEST(Unit, OfAFurtherServiceHasItsOwnSettingsFoldersAndUser) {
    auto const unit = systemd_unit({.name = "north",
                                    .program = "/opt/lot bridge/bin/lotbridge",
                                    .settings = base::to_path("/srv/停车场/100% \"$HOME\"/host.json"),
                                    .data = "/srv/north",
                                    .account = "parking",
                                    .writes = {"/srv/north", "/var/lib/north/log", "/srv/100% $"}});

    EXPECT_THAT(unit,
                AllOf(HasSubstr("\nExecStart=\"/opt/lot bridge/bin/lotbridge\" run --settings "
                                "\"/srv/停车场/100%% \\\"$$HOME\\\"/host.json\" --data /srv/north\n"),
                      HasSubstr("\nStateDirectory=north\nReadWritePaths=/srv/north\nReadWritePaths=\"/srv/100%% $\"\n"),
                      HasSubstr("\nUser=parking\n"), HasSubstr("\nProtectSystem=strict\n")));
    EXPECT_THAT(unit, AllOf(Not(HasSubstr("Group=")), Not(HasSubstr("ReadWritePaths=/var"))));
}

TEST(ServiceCommandLine, RefusesAFurtherServiceWithoutSettingsOfItsOwn) {
    auto const spoken = say({"service", "install", "--name", "north"});

    EXPECT_EQ(spoken.exit_code, 1);
    EXPECT_THAT(spoken.error, HasSubstr("--settings"));
}

TEST(ServiceCommandLine, RefusesANameThatNoSystemTakes) {
    auto const spoken = say({"service", "status", "--name", "../etc"});

    EXPECT_EQ(spoken.exit_code, 2);
    EXPECT_THAT(spoken.error, HasSubstr("letters, digits"));
}

}  // namespace
}  // namespace lotbridge::os
