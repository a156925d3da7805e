// What `lotbridge check` finds of a lot's adapters, wherever they run.
#include "app/check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lotbridge::app {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

using Isolation = config::AdapterSettings::Isolation;

struct CheckAdapters : testing::Test {
    plugin::Catalogue catalogue{.manifests = {*plugin::read_manifest(LOTBRIDGE_FAULTY_PLUGIN)},
                                .problems = {},
                                .runner = LOTBRIDGE_TEST_RUNNER};
    config::LotSettings lot;

    CheckAdapters() {
        lot.utc_offset = 8h;
        lot.adapters = {{.name = "gates", .plugin = "test.faulty", .settings = "{}"}};
    }

    std::vector<std::string> findings(Isolation isolation, bool everything) {
        lot.adapters[0].isolation = isolation;
        std::vector<std::string> found;
        check_adapters(lot, catalogue, everything, [&](CheckFinding const& finding) {
            static constexpr char const* grades[] = {"ok", "note", "failed"};
            found.push_back(std::string(grades[static_cast<int>(finding.grade)]) + " " + finding.subject + ": " +
                            finding.words);
        });
        return found;
    }
};

TEST_F(CheckAdapters, FindsTheSameOfAnAdapterInTheHostAndInAProcessOfItsOwn) {
    auto const here = findings(Isolation::in_process, true);

    EXPECT_THAT(here, Contains("note adapter gates: terms: the lot is 480 minutes before UTC"));
    EXPECT_THAT(here, Contains("failed adapter gates: table: has no column in_time"));
    EXPECT_EQ(findings(Isolation::process, true), here);
}

TEST_F(CheckAdapters, ConnectsToNothingOfflineWhereverTheAdapterRuns) {
    auto const here = findings(Isolation::in_process, false);

    EXPECT_THAT(here,
                ElementsAre("ok adapter gates: test.faulty 1.0.0 is loaded, its settings are good",
                            "note adapter gates: terms: the lot is 480 minutes before UTC, nothing is connected to"));
    EXPECT_EQ(findings(Isolation::process, false), here);
}

TEST_F(CheckAdapters, SaysThatAProgramCannotBeCheckedFurtherWithoutAConnection) {
    catalogue.manifests = {{.directory = ".",
                            .id = "test.program",
                            .version = "1.0.0",
                            .program = {LOTBRIDGE_TEST_RUNNER, "speak", "well"}}};
    lot.adapters[0].plugin = "test.program";

    EXPECT_THAT(findings(Isolation::by_plugin, false),
                ElementsAre("ok adapter gates: test.program 1.0.0 is loaded, its settings are good",
                            "note adapter gates: can look at nothing more without a connection"));
    EXPECT_THAT(findings(Isolation::by_plugin, true), Contains("ok adapter gates: folder: is there"));
}

}  // namespace
}  // namespace lotbridge::app
