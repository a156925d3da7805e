// Adapters that are programs, on the standard streams of real processes: what docs/external-adapters.md promises.
#include "base/text.hpp"
#include "isolation/isolated.hpp"

namespace lotbridge::isolation {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

class Program : public Isolated {
protected:
    static plugin::Manifest program(std::string const& how) {
        return {.directory = std::filesystem::temp_directory_path(),
                .id = "test.program",
                .version = "1.0.0",
                .program = {base::to_text(std::filesystem::absolute(LOTBRIDGE_TEST_RUNNER)), "speak", how}};
    }
    std::unique_ptr<plugin::Adapter> created(std::string const& how, Isolation const& isolation = patient()) {
        auto library = load(program(how), isolation);
        EXPECT_TRUE(library) << library.error().message;
        return *plugin::Adapter::create(*library, host_);
    }
    std::unique_ptr<plugin::Adapter> running(std::string const& how, Isolation const& isolation = patient()) {
        auto adapter = created(how, isolation);
        auto const outcome = adapter->start("{\n}");
        EXPECT_TRUE(outcome.ok()) << outcome.words;
        return adapter;
    }
    std::string problem(plugin::Manifest const& manifest) {
        auto const refused = load(manifest, patient());
        return refused ? "loaded" : refused.error().message;
    }
};

TEST_F(Program, DeliversFromItsCursorAndCarriesOutCommands) {
    auto const adapter = running("well");

    auto const first = adapter->poll(), second = adapter->poll();
    auto const moved = adapter->command({"gate_control", open_gate, "N1"}, 1s);
    auto const unknown = adapter->command({"fee_query", "{}", "N2"}, 1s);

    EXPECT_TRUE(first.ok()) << first.words;
    EXPECT_TRUE(second.ok()) << second.words;
    EXPECT_THAT(recorder_.cursors(), ElementsAre("x", "xx"));
    EXPECT_EQ(moved.status, LB_OK) << moved.words;
    EXPECT_EQ(unknown.status, LB_UNSUPPORTED);
    EXPECT_EQ(adapter->capabilities()->at("gate_control"), "native");
    EXPECT_EQ(adapter->look_interval(), 0ms) << "what it does not know it does not offer";
}

TEST_F(Program, LearnsThatTheHostCouldNotStore) {
    recorder_.refuse_submit = "the disk is full";

    auto const outcome = running("well")->poll();

    EXPECT_EQ(outcome.status, LB_RETRY);
    EXPECT_EQ(outcome.words, "poll: the disk is full");
}

TEST_F(Program, IsToldWhetherItMayConnectAndWhatTheLotsClockIs) {
    auto const adapter = created("at lot");

    EXPECT_THAT(findings(*adapter, true, 480min), ElementsAre("1 clock: offline, 480"));
    EXPECT_THAT(findings(*adapter, false, -90min), ElementsAre("1 clock: -90"));
}

TEST_F(Program, ThatKnowsOnlyThePlainCheckIsAskedThatAndNothingOffline) {
    auto const adapter = created("well");

    EXPECT_THAT(findings(*adapter, false, 480min), ElementsAre("0 folder: is there"));
    EXPECT_THAT(findings(*adapter, true, 480min), ElementsAre(std::to_string(LB_UNSUPPORTED)));
}

TEST_F(Program, IsRefusedWithWordsWhenItIsNotTheOneOfTheManifest) {
    EXPECT_THAT(problem(program("another version")), HasSubstr("it speaks version 2 of the adapter protocol"));
    EXPECT_THAT(problem(program("another id")),
                HasSubstr("it says that its id is 'test.other', the manifest beside it has 'test.program'"));
}

TEST_F(Program, IsRefusedWithWordsWhenItIsNotThere) {
    auto manifest = program("well");
    manifest.program = {"no-such-program-anywhere"};
    EXPECT_THAT(problem(manifest), HasSubstr("starting no-such-program-anywhere"));

    manifest.program = {"./adapter"};
    EXPECT_THAT(problem(manifest), AllOf(HasSubstr("starting "), HasSubstr("adapter")));
}

struct ProgramFault {
    std::string how, words;  // what the operator reads
    std::chrono::milliseconds call_limit = 1s;

    friend void PrintTo(ProgramFault const& fault, std::ostream* out) { *out << fault.how; }
};

class EachFaultOfAProgram : public Program, public testing::WithParamInterface<ProgramFault> {};

TEST_P(EachFaultOfAProgram, IsToldAndEndsIt) {
    auto const adapter = running(GetParam().how, {.program = {}, .call_limit = GetParam().call_limit});

    auto const outcome = adapter->poll();

    EXPECT_EQ(outcome.status, LB_BROKEN);
    EXPECT_THAT(outcome.words, HasSubstr(GetParam().words));
    EXPECT_THAT(outcome.words, testing::Not(HasSubstr("B12345")));
    auto const command = adapter->command({"gate_control", open_gate, "N1"}, 1s);
    EXPECT_EQ(command.status, LB_RETRY) << "not carried out";
}

std::vector<ProgramFault> every_fault_of_a_program() {
    std::vector<ProgramFault> faults{
        {"crash", "ended with exit code 3; the last that it printed is: KeyError: 'carNum'"},
        {"hang", "did not answer in time and was stopped"},
        {"print", "it sent no JSON-RPC message"},
        {"giant", "it sent a line of more than", 30s},
        {"flood of errors", "did not answer in time and was stopped"},
        {"flood of log lines", "did not answer in time and was stopped"},
        {"flood of wakes", "did not answer in time and was stopped"},
        {"flood of findings", "did not answer in time and was stopped"}};
#if !defined(_WIN32)  // wine tells it only when the process ends
    faults.push_back({"close", "closed its connection and was stopped"});
#endif
    return faults;
}

INSTANTIATE_TEST_SUITE_P(That, EachFaultOfAProgram, testing::ValuesIn(every_fault_of_a_program()),
                         [](auto const& test) {
                             auto name = test.param.how;
                             std::erase(name, ' ');
                             return name;
                         });

TEST_F(Program, WakesTheHostOnceUntilItIsAskedSomething) {
    auto const adapter = running("flood of wakes", {.program = {}, .call_limit = 1s});

    (void)adapter->poll();

    EXPECT_EQ(recorder_.noted("wake"), 1u);
}

#if !defined(_WIN32)  // there a part cannot leave
TEST_F(Program, IsOverWhenItEndsThoughAPartOfItHoldsItsStreams) {
    for (auto const* const how : {"part that is silent", "part that floods"}) {
        auto adapter = running(how, {.program = {}, .call_limit = 1s});

        auto const before = std::chrono::steady_clock::now();
        auto const outcome = adapter->poll();
        adapter.reset();

        EXPECT_EQ(outcome.status, LB_BROKEN);
        EXPECT_THAT(outcome.words, HasSubstr("ended with exit code 3")) << how;
        EXPECT_LT(std::chrono::steady_clock::now() - before, 8s) << how << " holds them for ten seconds";
    }
}
#endif

TEST_F(Program, ThatIsGoneForAWhileRunsWhenItIsBack) {
    auto const folder = std::filesystem::path(testing::TempDir()) / "lotbridge_gone_program";
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    auto manifest = program("well");
    auto const file = folder / std::filesystem::path(LOTBRIDGE_TEST_RUNNER).filename();
    auto const install = [&] { std::filesystem::copy_file(LOTBRIDGE_TEST_RUNNER, file); };
    install();
    manifest.program.front() = base::to_text(file);
    auto const adapter = *plugin::Adapter::create(*load(manifest, patient()), host_);
    std::filesystem::remove(file);

    auto const gone = adapter->start("{}");
    install();
    auto const back = adapter->start("{}");

    EXPECT_EQ(gone.status, LB_RETRY) << "an upgrade, a share that is away: no fault that would hold it";
    EXPECT_THAT(gone.words, HasSubstr("starting " + base::to_text(file)));
    EXPECT_TRUE(back.ok()) << back.words;
}

TEST_F(Program, HasItsStandardErrorInTheLogLineByLine) {
    auto const adapter = running("crash");

    adapter->poll();

    EXPECT_TRUE(recorder_.eventually_noted("log printed: Traceback (most recent call last):"));
    EXPECT_TRUE(recorder_.eventually_noted("log printed: KeyError: 'carNum'"));
}

}  // namespace
}  // namespace lotbridge::isolation
