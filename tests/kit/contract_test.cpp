// The contract played with an adapter that keeps it, and with the same one when it breaks a clause.
#include "kit/contract.hpp"
#include "store/folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace lotbridge::kit {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

struct Fault {
    std::string does;
    std::string_view case_id;
    Grade grade;
    std::string reason;

    friend std::ostream& operator<<(std::ostream& out, Fault const& fault) { return out << fault.does; }
};

class Contract : public testing::TestWithParam<Fault> {
protected:
    Report check(std::string const& fault, std::vector<std::string> only = {},
                 std::chrono::milliseconds call_limit = 5s) {
        std::ofstream(folder_.path / "token") << "token-of-the-vendor";
        auto const commands = folder_.path / "commands.txt";
        std::ofstream(folder_.path / "entry.json")
            << R"({"name": "a", "plugin": "test.contract", "call_limit": ")" << call_limit.count()
            << R"(ms", "settings": {"token": {"file": "token"}, "fault": ")" << fault << R"(", "commands": ")"
            << commands.generic_string() << "\"}}";
        auto const subject = find_subject({.adapter = LOTBRIDGE_KIT_PLUGIN,
                                           .plugins = {},
                                           .runner = LOTBRIDGE_TEST_RUNNER,
                                           .entry = folder_.path / "entry.json",
                                           .mapping = {}});
        if (!subject) throw std::runtime_error(subject.error().message);
        Options options{
            .limits = {}, .orders = {}, .practice_lot = practice_lot_, .watched = {commands}, .only = std::move(only)};
        options.limits.slow = 5ms;
        return check_contract(*subject, options);
    }
    static CaseReport const& of(Report const& report, std::string_view id) {
        return *std::ranges::find(report.cases, id, &CaseReport::id);
    }
    static std::string complaints(Report const& report) {
        std::string all;
        for (auto const& played : report.cases)
            if (played.leaves() != Grade::gold) all += std::string(played.id) + ": " + played.verdict.reason + '\n';
        return all;
    }

    test::Folder folder_;
    bool practice_lot_ = true;
};

TEST_F(Contract, GradesAnAdapterGoldThatKeepsAllOfIt) {
    auto const report = check("");

    EXPECT_EQ(report.grade(), Grade::gold) << complaints(report);
    EXPECT_EQ(report.facts, 5u);
    EXPECT_EQ(of(report, "repeated_commands").verdict.reason, "2 commands");
    EXPECT_EQ(of(report, "day_book").verdict.reason, "2026-11-26: 2 messages");
}

TEST_F(Contract, GivesNoGoldForAFeeThatItWasNotTold) {
    auto const report = check("refuses every fee");

    EXPECT_EQ(report.grade(), Grade::silver) << complaints(report);
    EXPECT_THAT(
        of(report, "commands").verdict.reason,
        HasSubstr(
            "nothing shows it; name real ones with --commands: fee_query: command fee_query: the booth is closed"));
}

TEST_F(Contract, MovesNoGateOfALotThatIsNotForPractice) {
    practice_lot_ = false;

    auto const report = check("moves a gate twice");

    EXPECT_FALSE(std::filesystem::exists(folder_.path / "commands.txt"));
    EXPECT_EQ(report.grade(), Grade::silver);
    EXPECT_THAT(of(report, "commands").verdict.reason, HasSubstr("could move gates or book payments: gate_control"));
}

TEST_P(Contract, GradesDownWhoeverBreaksAClauseAndSaysWhy) {
    auto const& fault = GetParam();

    auto const report = check(fault.does, {std::string(fault.case_id)});

    EXPECT_EQ(report.grade(), fault.grade) << complaints(report);
    EXPECT_EQ(of(report, fault.case_id).verdict.result, Verdict::Result::failed) << complaints(report);
    EXPECT_THAT(of(report, fault.case_id).verdict.reason, HasSubstr(fault.reason));
}

INSTANTIATE_TEST_SUITE_P(
    EachFault, Contract,
    testing::Values(Fault{"loses", "restart", Grade::none, "\"record-2\" is lost: it never came again"},
                    Fault{"doubles", "restart", Grade::none, "the host would store it twice"},
                    Fault{"renames its records", "restart", Grade::none, "the host would take it for another car"},
                    Fault{"ignores a refusal", "refusing_host", Grade::bronze, "although the host has stored nothing"},
                    Fault{"moves a gate twice", "repeated_commands", Grade::bronze,
                          "was done again: a watched file has changed"},
                    Fault{"crashes at giant texts", "strange_text", Grade::bronze,
                          "with giant texts: command fee_query: its process"},
                    Fault{"claims what it cannot", "commands", Grade::bronze, "fee_query is offered, but answered: "},
                    Fault{"knows every record", "commands", Grade::bronze, "done for what is not there"},
                    Fault{"answers for another car", "commands", Grade::bronze,
                          R"(recordCode "record-4" was answered for "record-1")"},
                    Fault{"carries out anything", "unknown_commands", Grade::bronze,
                          "no_such_command is not offered, but it was carried"},
                    Fault{"leaves out the time", "values", Grade::bronze, "vehicle_entry: "},
                    Fault{"forgets its cursor", "resuming", Grade::silver, "hands over 5 of its 5 messages again"},
                    Fault{"forgets an exit", "day_book", Grade::silver, "which it has told of 2026-11-26"},
                    Fault{"keeps other books", "day_book", Grade::silver, "lists payMoney 9"},
                    Fault{"speaks GBK", "wording", Grade::silver, "said: command fee_query: "},
                    Fault{"throws at a foreign cursor", "foreign_cursor", Grade::silver, "stoll"},
                    Fault{"believes a foreign cursor", "foreign_cursor", Grade::silver, "is lost without a word"},
                    Fault{"prints plates", "discretion", Grade::silver, "is coming"},
                    Fault{"tells its token", "discretion", Grade::silver, "logging in with <19 chars"}),
    [](auto const& fault) {
        std::string name;
        for (char const c : fault.param.does) name += c == ' ' ? '_' : c;
        return name;
    });

TEST_F(Contract, GradesDownAnAdapterThatHangsAtItsStop) {
    auto const report = check("hangs at its stop", {"stopping"}, 500ms);

    EXPECT_LT(report.grade(), Grade::silver);
    EXPECT_THAT(of(report, "stopping").verdict.reason, HasSubstr("did not answer in time"));
}

TEST_F(Contract, SaysOnceThatAnAdapterDoesNotEvenStart) {
    auto const report = check("does not start");

    EXPECT_EQ(report.grade(), Grade::none);
    ASSERT_EQ(report.cases.size(), 2u);
    EXPECT_THAT(of(report, "reading").verdict.reason, HasSubstr("start: the lot is away"));
}

TEST_F(Contract, SaysWhatIsWrongWithTheSettingsBeforeItPlaysAnything) {
    std::ofstream(folder_.path / "entry.json")
        << R"({"name": "a", "plugin": "test.contract", "settings": {"fualt": ""}})";
    Target target{.adapter = LOTBRIDGE_KIT_PLUGIN,
                  .plugins = {},
                  .runner = LOTBRIDGE_TEST_RUNNER,
                  .entry = folder_.path / "entry.json",
                  .mapping = {}};

    EXPECT_THAT(find_subject(target).error().message, HasSubstr("did you mean \"fault\"?"));
    std::ofstream(folder_.path / "entry.json") << R"({"name": "a", "plugin": "lotbridge.sql"})";
    EXPECT_THAT(find_subject(target).error().message,
                HasSubstr("is for the plugin lotbridge.sql, not for test.contract"));
    target.entry.clear();
    target.adapter = "no.such.plugin";
    EXPECT_THAT(find_subject(target).error().message, HasSubstr("no plugin \"no.such.plugin\" is installed"));
}

}  // namespace
}  // namespace lotbridge::kit
