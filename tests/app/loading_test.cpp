#include "app/loading.hpp"

#include "plugin/machine.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <fstream>

namespace lotbridge::app {
namespace {

using Isolation = config::AdapterSettings::Isolation;

struct LoadingTest : testing::Test {
    plugin::Catalogue catalogue{.manifests = {*plugin::read_manifest(LOTBRIDGE_FAULTY_PLUGIN)},
                                .problems = {},
                                .runner = LOTBRIDGE_TEST_RUNNER};
    config::AdapterSettings settings{.name = "database", .plugin = "test.faulty", .settings = R"({"facts":3})"};

    bool isolated(bool vendor_libraries, Isolation isolation) {
        catalogue.manifests[0].vendor_libraries = vendor_libraries;
        settings.isolation = isolation;
        auto const loaded = load_adapter(settings, catalogue);
        EXPECT_TRUE(loaded) << loaded.error().message;
        return loaded && loaded->isolated;
    }
};

TEST_F(LoadingTest, PutsAnAdapterWhereItsLotSaysOrElseItsPlugin) {
    EXPECT_FALSE(isolated(false, Isolation::by_plugin));
    EXPECT_TRUE(isolated(true, Isolation::by_plugin));
    EXPECT_TRUE(isolated(false, Isolation::process));
    EXPECT_FALSE(isolated(true, Isolation::in_process));
}

TEST_F(LoadingTest, FitsSettingsToTheSchemaThatAProcessTells) {
    settings.isolation = Isolation::process;
    settings.settings = R"({"fcats":3})";

    auto const loaded = load_adapter(settings, catalogue);

    ASSERT_FALSE(loaded);
    EXPECT_THAT(loaded.error().message, testing::HasSubstr("did you mean \"facts\"?"));
}

TEST_F(LoadingTest, GivesAProgramAProcessOfItsOwnAlways) {
    catalogue.manifests = {{.directory = ".",
                            .id = "test.program",
                            .version = "1.0.0",
                            .program = {LOTBRIDGE_TEST_RUNNER, "speak", "well"}}};
    settings = {.name = "program", .plugin = "test.program", .settings = "{}"};

    auto const loaded = load_adapter(settings, catalogue);
    settings.isolation = Isolation::in_process;
    auto const refused = load_adapter(settings, catalogue);

    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_TRUE(loaded->isolated);
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, testing::HasSubstr("test.program is a program"));
}

// A library of 32 bits in a host of 64.
TEST_F(LoadingTest, LooksForTheRunnerOfALibraryThatItCannotLoadItself) {
    if (plugin::own_machine() == plugin::Machine::x86) GTEST_SKIP() << "which is what a process of 32 bits can load";
    auto const library = std::filesystem::path(testing::TempDir()) / "lotbridge-loading-32.dll";
    std::ofstream(library, std::ios::binary) << "\x7F"
                                                "ELF"
                                             << std::string(14, '\0') << '\3' << std::string(45, '\0');
    catalogue.manifests[0].library = library;

    auto const refused = load_adapter(settings, catalogue);

    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, testing::HasSubstr("is a 32-bit library (x86)"));
    EXPECT_THAT(refused.error().message, testing::HasSubstr("lotbridge-runner32"));
}

TEST_F(LoadingTest, SaysThatNoProcessCanBeStarted) {
    settings.isolation = Isolation::process;
    catalogue.runner = "/nowhere/lotbridge";

    auto const loaded = load_adapter(settings, catalogue);

    ASSERT_FALSE(loaded);
    EXPECT_THAT(loaded.error().message, testing::HasSubstr("starting /nowhere/lotbridge"));
}

}  // namespace
}  // namespace lotbridge::app
