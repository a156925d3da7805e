// Two adapters in one lot, real libraries on their own threads: who carries out what, and who is believed.
#include "app/adapters.hpp"
#include "fakes/fake_scheduler.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <thread>

namespace lotbridge::app {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::HasSubstr;
using testing::Key;

class TwoAdapters : public testing::Test {
protected:
    TwoAdapters() {
        settings.name = "lot";
        settings.park_id = "P1";
        settings.park_code = "C1";
        settings.adapters = {adapter("north", {"vehicle_entry"}), adapter("south", {"image_upload"})};
        settings.lanes = {{.code = "N1", .name = "", .adapters = {{"north", {"1"}}}},
                          {.code = "S1", .name = "", .adapters = {{"south", {"1"}}}},
                          {.code = "X1", .name = "", .adapters = {}}};
    }
    ~TwoAdapters() override {
        if (adapters) adapters->stop(std::chrono::steady_clock::now() + 10s);
        adapters.reset();
        composite.reset();
        store.reset();
        std::filesystem::remove_all(folder);
    }

    static config::AdapterSettings adapter(std::string name, std::vector<std::string> reports) {
        config::AdapterSettings made;
        made.name = std::move(name);
        made.plugin = "test.faulty";
        made.reports = std::move(reports);
        made.isolation = config::AdapterSettings::Isolation::in_process;
        return made;
    }
    void open() {
        composite = std::make_unique<relay::Composite>(relay::Composite::Parts{
            .intake = intake,
            .settings = settings,
            .notes = [this] { return store->notes(lot); },
            .wall = [this] { return scheduler.wall(); },
            .log = {},
        });
        adapters = std::make_unique<LotAdapters>(scheduler, *store, lot, "lot", intake, composite.get(), base::Log());
    }
    void start_both() {
        open();
        for (auto const& one : settings.adapters) ASSERT_TRUE(adapters->add(one, catalogue));
        adapters->start();
        wait([this] { return status("north").polls > 0 && status("south").polls > 0; });
    }
    void start_with_north_held() {
        ASSERT_TRUE(store->put_value(lot, "offers/north", north_can));
        open();
        adapters->hold(settings.adapters[0], catalogue, "held by safe mode");
        ASSERT_TRUE(adapters->add(settings.adapters[1], catalogue));
        adapters->start();
    }
    void wait(std::function<bool()> const& done) {
        for (int i = 0; i < 1000 && !done(); ++i) scheduler.run_until(done, 10ms);
        ASSERT_TRUE(done());
    }
    plugin::Status status(std::string const& name) const {
        for (auto const& one : adapters->status())
            if (one.name == name) return one.status;
        return {};
    }
    plugin::CommandResult open_gate(std::string const& lane) {
        std::optional<plugin::CommandResult> answer;
        adapters->command(
            {.name = "gate_control", .body = R"({"barCode":")" + lane + R"(","isOpen":1})", .opr_num = {}}, 5s,
            [&](plugin::CommandResult result) { answer = std::move(result); });
        wait([&] { return answer.has_value(); });
        return answer.value_or(plugin::CommandResult());
    }

    static std::filesystem::path fresh(std::filesystem::path folder) {
        std::filesystem::remove_all(folder);
        return folder;
    }

    std::string north_can = "gate_control member_query vehicle_entry";  // as it told in an earlier run of the host
    std::filesystem::path folder =
        fresh(std::filesystem::path(testing::TempDir()) / "lotbridge_two_adapters" /
              testing::UnitTest::GetInstance()->current_test_info()->name());  // CTest runs them side by side
    plugin::Catalogue catalogue{
        .manifests = {*plugin::read_manifest(LOTBRIDGE_FAULTY_PLUGIN)}, .problems = {}, .runner = {}};
    fakes::FakeScheduler scheduler;
    config::LotSettings settings;
    std::unique_ptr<store::Store> store = std::move(*store::Store::open(folder, {.min_free_bytes = 0}));
    store::LotId lot = *store->lot("lot");
    relay::Intake intake{*store, lot, settings, [this] { return scheduler.wall(); }};
    std::unique_ptr<relay::Composite> composite;
    std::unique_ptr<LotAdapters> adapters;
};

TEST_F(TwoAdapters, OpenAGateByTheOneThatHasItsLane) {
    start_both();

    EXPECT_EQ(open_gate("S1").status, LB_OK);

    EXPECT_EQ(status("north").commands, 0u);
    EXPECT_EQ(status("south").commands, 1u);
}

TEST_F(TwoAdapters, OpenNoGateOfALaneThatNeitherHas) {
    start_both();

    auto const answer = open_gate("X1");

    EXPECT_EQ(answer.status, LB_UNSUPPORTED);
    EXPECT_THAT(answer.words, HasSubstr("has the lane X1"));
    EXPECT_EQ(status("north").commands + status("south").commands, 0u);
}

TEST_F(TwoAdapters, OpenAGateThatTheMapDoesNotHaveByTheFirstThatCan) {
    start_both();

    EXPECT_EQ(open_gate("W9").status, LB_OK);

    EXPECT_EQ(status("north").commands, 1u);
}

TEST_F(TwoAdapters, LeaveARequestToTheOneThatTheFileNames) {
    settings.lanes.clear();
    settings.adapters[1].serves = {"gate_control"};
    start_both();

    EXPECT_EQ(open_gate("N1").status, LB_OK);

    EXPECT_EQ(status("south").commands, 1u);
}

TEST_F(TwoAdapters, DoNotBothAskTheCloud) {
    start_both();

    wait([this] { return !status("south").words.empty(); });

    EXPECT_THAT(status("south").words, HasSubstr("another adapter of this lot asks member_query"));
}

TEST_F(TwoAdapters, DoNotStepInForOneAnotherWhileOneIsHeld) {
    for (auto& one : settings.adapters) one.reports.clear();
    start_with_north_held();
    wait([this] { return status("south").submitted > 0; });

    EXPECT_THAT(composite->figures().left.counts(), Contains(Key("south: vehicle_entry")));
    EXPECT_EQ(*store->last_seq(), 0);
}

TEST_F(TwoAdapters, AnswerARequestToOneThatIsHeldWithWhyAndDoNotCarryItOutByTheOther) {
    start_with_north_held();
    wait([this] { return status("south").polls > 0; });

    auto const answer = open_gate("W9");

    EXPECT_EQ(answer.status, LB_RETRY);
    EXPECT_EQ(answer.words,
              "command gate_control: the adapter \"north\" does not run: held by safe mode; let it run again with: "
              "lotbridge resume --lot lot --adapter north");
    EXPECT_EQ(open_gate("S1").status, LB_OK) << "its own lane";
    EXPECT_EQ(status("south").commands, 1u);
}

TEST_F(TwoAdapters, KeepThePlacesOfTheFileWhenOneThatWasHeldRunsAgain) {
    start_with_north_held();

    ASSERT_TRUE(*adapters->resume("north"));
    wait([this] { return status("north").polls > 0 && status("south").polls > 0; });

    EXPECT_EQ(open_gate("W9").status, LB_OK);
    EXPECT_EQ(status("north").commands, 1u) << "the first that can";
    EXPECT_EQ(adapters->status().front().name, "north");
}

TEST_F(TwoAdapters, PassOverOneThatIsHeldAndHasNeverToldWhatItCanDo) {
    north_can.clear();
    start_with_north_held();
    wait([this] { return status("south").polls > 0; });

    EXPECT_EQ(open_gate("W9").status, LB_OK);

    EXPECT_EQ(status("south").commands, 1u);
}

TEST_F(TwoAdapters, DoNotStepInForOneThatCannotBeLoaded) {
    settings.adapters[0].plugin = "test.gone";
    settings.adapters[0].serves = {"gate_control"};
    settings.lanes.clear();
    open();
    EXPECT_FALSE(adapters->add(settings.adapters[0], catalogue));
    ASSERT_TRUE(adapters->add(settings.adapters[1], catalogue));
    adapters->start();
    wait([this] { return status("south").polls > 0; });

    auto const answer = open_gate("N1");

    EXPECT_EQ(answer.status, LB_RETRY);
    EXPECT_THAT(answer.words, HasSubstr("\"north\" does not run: no plugin \"test.gone\" is installed"));
    EXPECT_EQ(status("south").commands, 0u);
}

}  // namespace
}  // namespace lotbridge::app
