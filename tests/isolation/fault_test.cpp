// Each fault in a real process: the host is told what happened, and goes on.
#include "isolation/isolated.hpp"

#include <filesystem>
#include <iterator>
#if defined(__linux__)
#include <sys/wait.h>
#endif

namespace lotbridge::isolation {
namespace {

using testing::AllOf;
using testing::HasSubstr;

struct Fault {
    std::string name, words;  // what the operator reads

    friend void PrintTo(Fault const& fault, std::ostream* out) { *out << fault.name; }
};

class EachFault : public Isolated, public testing::WithParamInterface<Fault> {
protected:
    std::string settings(std::string const& call) const {
        return R"({"fault":")" + GetParam().name + R"(","in":")" + call + R"("})";
    }
    static Isolation limited() {
        auto isolation = patient();
        isolation.memory = 256u << 20;
        // Filling it takes its time on a machine that has others to serve.
        if (GetParam().words.find("in time") != std::string::npos || GetParam().name == "leave a part behind")
            isolation.call_limit = 1s;
        return isolation;
    }
};

TEST_P(EachFault, OfAPollIsToldAndTheAdapterIsBroken) {
    auto const adapter = started(settings("poll"), limited());

    auto const outcome = adapter->poll();

    EXPECT_EQ(outcome.status, LB_BROKEN);
    EXPECT_THAT(outcome.words, AllOf(testing::StartsWith("poll: "), HasSubstr(GetParam().words)));
    EXPECT_EQ(adapter->poll().words, outcome.words) << "until it is made anew";
}

TEST_P(EachFault, OfACommandLeavesItsOutcomeUnknown) {
    auto const adapter = started(settings("command"), limited());

    auto const result = adapter->command({"gate_control", open_gate, "N1"}, 10s);

    EXPECT_EQ(result.status, LB_BROKEN);
    EXPECT_THAT(result.words, HasSubstr(GetParam().words));
}

TEST_P(EachFault, OfAStartIsAFailedStart) {
    auto const adapter = create(limited());

    auto const outcome = adapter->start(settings("start"));

    EXPECT_EQ(outcome.status, LB_BROKEN);
    EXPECT_THAT(outcome.words, HasSubstr(GetParam().words));
}

std::vector<Fault> every_fault() {
#if defined(_WIN32)
    return {{"segfault", "ended with exit code"},
            {"abort", "ended with exit code"},
            {"exit", "ended with exit code 3"},
            {"hang", "did not answer in time and was stopped"},
            {"flood", "did not answer in time and was stopped"},
            {"throw in a thread", "ended with exit code"}};
#else
    std::vector<Fault> faults{{"segfault", "was ended by signal 11 (Segmentation fault)"},
                              {"abort", "was ended by signal 6 (Aborted)"},
                              {"exit", "ended with exit code 3"},
                              {"hang", "did not answer in time and was stopped"},
                              {"flood", "did not answer in time and was stopped"},
                              {"throw in a thread", "nobody catches this"},
                              {"leave a part behind", "ended with exit code 3"},
                              {"close", "its process"},  // goes on, or ends because it can read nothing any more
                              {"garbage", "no JSON-RPC message"},
                              {"giant", "is said to have 2147483647 bytes"}};
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    faults[0].words = "ended with exit code";  // a sanitizer's report comes first
#else
    faults.push_back({"leak", "no memory is left: the adapter has reached its limit"});
#endif
    return faults;
#endif
}

INSTANTIATE_TEST_SUITE_P(That, EachFault, testing::ValuesIn(every_fault()), [](auto const& test) {
    auto name = test.param.name;
    std::erase(name, ' ');
    return name;
});

class IsolationTest : public Isolated {};

TEST_F(IsolationTest, KeepsAnExceptionInsideAsAFaultOfTheCallAlone) {
    auto const adapter = started(R"({"fault":"throw","in":"poll"})");

    auto const outcome = adapter->poll();

    EXPECT_EQ(outcome.status, LB_BROKEN);
    EXPECT_EQ(outcome.words, "poll: a bug of the vendor");
    EXPECT_TRUE(adapter->poll().ok()) << "the process lives";
}

TEST_F(IsolationTest, DoesNotCarryOutACommandWhoseProcessIsGoneAlready) {
    auto const adapter = started(R"({"fault":"exit","in":"poll"})");
    ASSERT_EQ(adapter->poll().status, LB_BROKEN);

    auto const result = adapter->command({"gate_control", open_gate, "N1"}, 10s);

    EXPECT_EQ(result.status, LB_RETRY);
    EXPECT_THAT(result.words, AllOf(HasSubstr("not carried out"), HasSubstr("ended with exit code 3")));
}

#if defined(__linux__)
std::ptrdiff_t open_files() {
    std::filesystem::directory_iterator const files("/proc/self/fd");
    return std::distance(begin(files), end(files));
}
bool has_children() {
    siginfo_t told{};
    return ::waitid(P_ALL, 0, &told, WEXITED | WNOHANG | WNOWAIT) == 0;
}

TEST_F(IsolationTest, LeavesNothingBehindHoweverOftenItBreaks) {
    auto const live_and_break = [this] {
        auto const adapter = started(R"({"fault":"exit","in":"poll"})");
        EXPECT_EQ(adapter->poll().status, LB_BROKEN);
    };
    live_and_break();
    auto const files = open_files();

    for (int life = 0; life < 10; ++life) live_and_break();

    EXPECT_EQ(open_files(), files);
    EXPECT_FALSE(has_children());
}

TEST_F(IsolationTest, LeavesNothingBehindHoweverOftenItCannotBeStarted) {
    auto isolation = patient();
    isolation.program = "/nowhere/lotbridge";
    auto const files = open_files();

    for (int attempt = 0; attempt < 100; ++attempt) EXPECT_FALSE(load(manifest(), isolation));

    EXPECT_EQ(open_files(), files);
    EXPECT_FALSE(has_children()) << "each would keep a number of the system's";
}
#endif

TEST_F(IsolationTest, RefusesAProgramOfAnotherVersionInWords) {
    auto const refused = load({.directory = "wrong_version", .library = "its.so"}, patient());

    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message,
              "its.so: it speaks version 2 of the adapter protocol; this host speaks version 1");
}

TEST_F(IsolationTest, RefusesProgramsThatDoNotSpeakTheProtocol) {
    auto isolation = patient();
    auto const words = [&](char const* program) {
        auto const refused = load({.directory = program, .library = "its.so"}, isolation);
        return refused ? "loaded" : refused.error().message;
    };

    EXPECT_THAT(words("no_json"), HasSubstr("no JSON-RPC message"));
    EXPECT_THAT(words("wrong_id"), HasSubstr("did not answer the greeting"));
#if !defined(_WIN32)  // wine tells it only when the process ends
    EXPECT_THAT(words("deaf"), HasSubstr("closed its connection and was stopped"));
#endif
    isolation.call_limit = 100ms;
    EXPECT_THAT(words("silent"), HasSubstr("did not answer in time and was stopped"));
    isolation.program = "/nowhere/lotbridge";
    EXPECT_THAT(words("silent"), HasSubstr("starting /nowhere/lotbridge"));
}

}  // namespace
}  // namespace lotbridge::isolation
