// What the two systems are asked for, and what the tests under wine and systemd cannot show as exactly.
#include "os/service.hpp"

#include "base/text.hpp"
#include "os/service_unit.hpp"
#include "os/spoken.hpp"
#include "store/folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <fstream>

namespace lotbridge::os {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
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

TEST(ServiceCommand, IsReadBackAsItsWords) {
    EXPECT_THAT(words_of_command(R"("C:\停 车\lotbridge.exe" run  --settings "D:\a b.json" --data "")"),
                ElementsAre("C:\\停 车\\lotbridge.exe", "run", "--settings", "D:\\a b.json", "--data", ""));
    EXPECT_THAT(words_of_command(""), IsEmpty());
}

// What doctor says of one service that runs this program, or of none.
class ServiceFindings : public testing::Test {
protected:
    std::vector<app::CheckFinding> examined() {
        std::vector<app::CheckFinding> findings;
        examine_services(services, "host.json",
                         [&](app::CheckFinding finding) { findings.push_back(std::move(finding)); });
        return findings;
    }

    ServiceFindings() { std::ofstream(program) << "a program"; }

    test::Folder folder;
    std::filesystem::path const program = folder.path / "lotbridge.exe";
    InstalledService const good{
        "north", "NT SERVICE\\north", base::windows_word(base::to_text(program)) + " run", true, true, true};
    Result<std::vector<InstalledService>> services = std::vector{good};
};

TEST_F(ServiceFindings, OfAServiceAsItIsInstalledAreGood) {
    auto const findings = examined();

    ASSERT_EQ(findings.size(), 1u);
    EXPECT_EQ(findings[0].grade, app::Grade::ok);
    EXPECT_THAT(findings[0].words, HasSubstr("north runs as NT SERVICE\\north"));
}

TEST_F(ServiceFindings, NameAllThatSomebodyHasChanged) {
    services->front().starts_with_system = services->front().restarts_after_crash = services->front().runs = false;

    auto const findings = examined();

    ASSERT_EQ(findings.size(), 3u);
    EXPECT_THAT(findings[0].words, HasSubstr("does not start with the system"));
    EXPECT_THAT(findings[1].words, HasSubstr("not started again after a crash"));
    EXPECT_THAT(findings[2].words, HasSubstr("does not run"));
    for (auto const& finding : findings) EXPECT_THAT(finding.advice, HasSubstr("--name north")) << finding.words;
}

TEST_F(ServiceFindings, FailWhereItsProgramIsGone) {
    std::filesystem::remove(program);

    auto const findings = examined();

    ASSERT_EQ(findings.size(), 1u);
    EXPECT_EQ(findings[0].grade, app::Grade::failed);
}

TEST_F(ServiceFindings, SayThatThereIsNoneAndNothingWhereNoneCanBe) {
    services->clear();
    auto const findings = examined();
    ASSERT_EQ(findings.size(), 1u);
    EXPECT_THAT(findings[0].advice, HasSubstr("lotbridge service install"));

    services = fail(Errc::unsupported, "no systemd");
    EXPECT_THAT(examined(), IsEmpty());
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
