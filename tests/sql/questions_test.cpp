// Questions that the lot's own software writes as rows: asked once, answered in time, and never left open.
#include "asker.hpp"
#include "site.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lotbridge::sql {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr auto question_tables =
    "CREATE TABLE booth (id INTEGER PRIMARY KEY, lane TEXT DEFAULT 'X1', stay TEXT, plate TEXT DEFAULT '测A11111',"
    " fen INTEGER DEFAULT 500, at TEXT DEFAULT (datetime('now', 'localtime')), state TEXT DEFAULT 'asked', number TEXT,"
    " words TEXT);"
    "CREATE TABLE scan (lane TEXT PRIMARY KEY, stay TEXT, at TEXT, state TEXT DEFAULT 'asked')";

constexpr auto deduction = R"json("auto_deduct": {
    "query": "SELECT * FROM booth WHERE state = 'asked' ORDER BY id",
    "key": "id",
    "asked": "at",
    "fields": {"recordCode": "stay", "carNum": "plate", "payMoney": {"column": "fen", "transform": "fen"}},
    "params": {"becomes": {"field": "outcome", "transform": {"table": {"answered": "paid"}, "default": "cash"}}},
    "answer": ["UPDATE booth SET state = :becomes, number = :orderNum, words = :outcome || ' ' || :words WHERE id = :id AND state = 'asked'"] })json";

constexpr auto entry = R"json("unlicensed_entry": {
    "query": "SELECT * FROM scan WHERE state = 'asked'",
    "key": ["lane"],
    "asked": "at",
    "every_ms": 500,
    "fields": {"recordCode": "stay", "plateno": {"template": "临{stay}"}, "inCross": "lane"},
    "answer": ["UPDATE scan SET state = :outcome WHERE lane = :lane"] })json";

std::string mapping(std::string const& questions) {
    return R"({"format": 1, "name": "booth", "allow_writes": true, "questions": {)" + questions + "}}";
}

// The asker as the adapter drives it, but by a clock of the test's.
class Booth : public Adapter {
public:
    static constexpr auto offers = native<vo::AutoDeduct>;
    static constexpr char settings_schema[] = "{}";
    static inline Pause::Clock::time_point now{};

    Result<> start(Settings const& settings) override {
        LOTBRIDGE_TRY(auto setup, read_setup(settings.json()));
        LOTBRIDGE_TRY(auto mapping, read_mapping(setup.mapping, setup.connection.dialect, setup.parameters));
        parts_ = std::make_unique<Parts>(std::move(setup), std::move(mapping), host());
        return {};
    }
    Result<Batch> poll(std::string_view) override { return Batch(); }
    void stop() override { parts_.reset(); }
    std::chrono::milliseconds look_every() const override { return parts_->asker.every(); }
    Result<Batch> look() override { return parts_->asker.look(); }
    Result<Batch> questions() override { return parts_->asker.waiting(); }

private:
    struct Parts {
        Parts(Setup read_setup, Mapping read_mapping, Host const& host)
            : setup(std::move(read_setup)),
              mapping(std::move(read_mapping)),
              reading(setup.connection, Access::read_only, clock),
              writing(setup.connection, Access::writing, clock),
              asker(mapping, setup.parameters, reading, writing, host, clock) {}

        static Pause::Clock::time_point clock() { return now; }

        Setup setup;
        Mapping mapping;
        Link reading, writing;
        Asker asker;
    };
    std::unique_ptr<Parts> parts_;
};

class Questions : public ::testing::Test {
protected:
    Questions() : site_(mapping(std::string(deduction) + ", " + entry), question_tables) {}

    void start() {
        auto const started = host.start(site_.settings(""));
        ASSERT_TRUE(started) << started.error().message;
    }
    // A row that comes after this is fresh. The age of one that was there before is told by clocks that are read to the
    // second, and the second may end between the row and the look at it.
    void start_looking() {
        start();
        ASSERT_FALSE(*host.look());
        pass(100ms);
    }
    void edit(std::string const& questions) { site_.dir.write("mapping.json", mapping(questions)); }
    void exec(std::string const& statement) { site_.exec(statement); }
    std::string one(std::string const& query) { return site_.one(query); }
    void ask(std::string const& stay) { exec("INSERT INTO booth (stay) VALUES ('" + stay + "')"); }
    std::string state(std::string const& stay) {
        return one(
            "SELECT state || ' ' || coalesce(number, '') || ' ' || coalesce(words, '') FROM booth WHERE stay = '" +
            stay + "'");
    }
    // As the host does, until nothing more waits. The words of the last look that failed.
    std::string look_all() {
        std::string words;
        for (int looks = 0; looks < 20; ++looks) {
            auto const more = host.look();
            if (!more)
                words = more.error().message;
            else if (!*more)
                break;
        }
        return words;
    }
    void pass(std::chrono::milliseconds time) { Booth::now += time; }
    std::vector<std::string> asked() const {
        std::vector<std::string> records;
        for (auto const& question : host.asked()) records.push_back(question.name);
        return records;
    }
    void deduct() {
        host.answer_with([](auto, auto) { return R"({"payStatus":1,"orderNum":"D7","actualPay":5})"; });
    }

    Site site_;
    testing::FakeHost<Booth> host;
};

TEST_F(Questions, ARowIsAskedAndItsAnswerWrittenBack) {
    deduct();
    start_looking();
    ask("S1");

    EXPECT_TRUE(*host.look());

    EXPECT_EQ(state("S1"), "paid D7 answered ");
    ASSERT_THAT(host.asked(), SizeIs(1));
    EXPECT_EQ(host.asked()[0].body, R"({"recordCode":"S1","carNum":"测A11111","payMoney":5})");
    EXPECT_LE(host.asked()[0].limit, 1000ms);
    EXPECT_FALSE(*host.look());
    EXPECT_EQ(host.look_every(), 100ms);
}

TEST_F(Questions, AFeeThatIsNotDeductedIsChargedAsUsual) {
    host.answer_with([](auto, auto) { return R"({"payStatus":0,"failReason":4})"; });
    start_looking();
    ask("S1");

    EXPECT_EQ(look_all(), "");

    EXPECT_EQ(state("S1"), "cash  as_usual ");
}

TEST_F(Questions, WithoutAnAnswerInTimeTheLotGoesOn) {
    start_looking();
    ask("S1");

    EXPECT_EQ(look_all(), "");

    EXPECT_EQ(state("S1"), "cash  no_answer auto_deduct: the cloud did not answer in time");
}

TEST_F(Questions, ARefusalIsToldInTheCloudsWords) {
    host.answer_with([](auto, auto) { return fail(Errc::rejected, "the cloud refused: 9999 no such lot"); });
    start_looking();
    ask("S1");

    EXPECT_EQ(look_all(), "");

    EXPECT_EQ(state("S1"), "cash  refused auto_deduct: the cloud refused: 9999 no such lot");
}

TEST_F(Questions, ARowThatMakesNoQuestionIsRefusedAndHoldsNoneBack) {
    deduct();
    start_looking();
    exec("INSERT INTO booth (stay, fen) VALUES ('S1', '5 yuan')");
    ask("S2");

    EXPECT_EQ(look_all(), "");

    EXPECT_THAT(state("S1"), HasSubstr("cash  refused payMoney: column fen: "));
    EXPECT_THAT(state("S2"), HasSubstr("paid"));
    EXPECT_THAT(host.asked(), SizeIs(1));
    EXPECT_THAT(host.logged().back().second,
                AllOf(HasSubstr("mapping.json:1:83 /questions/auto_deduct: "), HasSubstr("\"# xxxx\"")));
}

TEST_F(Questions, ARowThatWaitedTooLongBeforeTheStartIsNotAsked) {
    deduct();
    exec("INSERT INTO booth (stay, at) VALUES ('S1', datetime('now', 'localtime', '-10 seconds'))");
    exec("INSERT INTO scan (lane, stay, at) VALUES ('E1', 'S2', datetime('now', 'localtime', '-30 seconds'))");
    exec("INSERT INTO scan (lane, stay, at) VALUES ('E2', 'S3', datetime('now', 'localtime', '-70 seconds'))");
    start();

    EXPECT_EQ(look_all(), "");

    EXPECT_EQ(state("S1"), "cash  no_answer it had waited too long to be asked");
    EXPECT_THAT(asked(), ElementsAre("unlicensed_entry"));
    EXPECT_EQ(one("SELECT state FROM scan WHERE lane = 'E1'"), "answered");
    EXPECT_EQ(one("SELECT state FROM scan WHERE lane = 'E2'"), "no_answer");
}

TEST_F(Questions, ARowThatHasJustComeIsFreshWhateverTheBoothsClockSays) {
    deduct();
    start();
    ASSERT_FALSE(*host.look());
    pass(100ms);
    exec("INSERT INTO booth (stay, at) VALUES ('S1', datetime('now', 'localtime', '-1 hour'))");

    EXPECT_EQ(look_all(), "");

    EXPECT_THAT(state("S1"), HasSubstr("paid"));
    EXPECT_EQ(host.asked()[0].limit, 900ms);  // it may have been written right after the look before
}

TEST_F(Questions, WhatWaitsBehindOthersForTooLongIsNotAsked) {
    host.answer_with([this](auto, auto) {
        pass(600ms);
        return R"({"payStatus":0})";
    });
    start();
    ASSERT_FALSE(*host.look());
    pass(100ms);
    ask("S1");
    ask("S2");
    ask("S3");

    EXPECT_EQ(look_all(), "");

    EXPECT_THAT(host.asked(), SizeIs(2));
    EXPECT_THAT(state("S3"), HasSubstr("no_answer"));
}

TEST_F(Questions, AnAnswerThatCannotBeWrittenIsKeptAndTheHostIsNotToldThatTheLotKnows) {
    deduct();
    start_looking();
    exec("CREATE TRIGGER full BEFORE UPDATE ON booth WHEN new.stay = 'S1' BEGIN SELECT raise(FAIL, 'disk full'); END");
    ask("S1");

    auto const looked = host.look();
    ask("S2");
    EXPECT_TRUE(*host.look());  // the others go on
    EXPECT_THAT(host.left_out(), HasSubstr(looked.error().message));
    exec("DROP TRIGGER full");
    EXPECT_FALSE(*host.look());
    pass(1s);
    EXPECT_EQ(look_all(), "");

    EXPECT_EQ(looked.error().code, Errc::retry);
    EXPECT_THAT(looked.error().message, AllOf(HasSubstr("question auto_deduct: its answer cannot be written: "),
                                              HasSubstr("/questions/auto_deduct/answer/0"), HasSubstr("disk full")));
    EXPECT_THAT(host.asked(), SizeIs(2));
    EXPECT_THAT(state("S1"), HasSubstr("paid D7"));
    EXPECT_EQ(host.left_out(), "");
}

TEST_F(Questions, AnAnswerThatTheLotDoesNotWaitForAnyMoreIsNotTakenForKnown) {
    host.answer_with([this](auto, auto) {
        exec("UPDATE booth SET state = 'cash'");
        return R"({"payStatus":1,"orderNum":"D7"})";
    });
    start_looking();
    ask("S1");

    EXPECT_THAT(look_all(), HasSubstr("its answer came when the lot did not wait for it any more"));

    EXPECT_EQ(state("S1"), "cash  ");
}

TEST_F(Questions, ARowThatWaitsOnAfterItsAnswerIsNotAskedAgainAndNamed) {
    edit(R"json("auto_deduct": {
        "query": "SELECT * FROM booth", "key": "id", "asked": "at",
        "fields": {"recordCode": "stay", "carNum": "plate", "payMoney": "fen"},
        "answer": ["UPDATE booth SET number = :orderNum WHERE id = :id"]})json");
    deduct();
    start_looking();
    ask("S1");

    EXPECT_EQ(look_all(), "");

    EXPECT_THAT(host.asked(), SizeIs(1));
    EXPECT_THAT(host.left_out(),
                HasSubstr("/questions/auto_deduct/query: a row still waits after its answer was written"));
}

TEST_F(Questions, ALaneThatKeepsOneRowMayAskAgain) {
    start();
    host.answer_with([](auto, auto) { return "{}"; });
    exec("INSERT INTO scan (lane, stay, at) VALUES ('E1', 'S1', datetime('now', 'localtime'))");
    EXPECT_EQ(look_all(), "");
    pass(500ms);
    exec("UPDATE scan SET stay = 'S2', state = 'asked', at = datetime('now', 'localtime', '+5 seconds')");

    EXPECT_EQ(look_all(), "");

    EXPECT_THAT(host.asked(), SizeIs(2));
    EXPECT_EQ(one("SELECT state FROM scan"), "answered");
}

TEST_F(Questions, EachKindIsLookedAtAtItsOwnPace) {
    start();
    host.answer_with([](auto, auto) { return "{}"; });
    ASSERT_FALSE(*host.look());
    exec("INSERT INTO scan (lane, stay, at) VALUES ('E1', 'S1', datetime('now', 'localtime'))");
    pass(100ms);
    ASSERT_FALSE(*host.look());
    EXPECT_THAT(host.asked(), IsEmpty());
    pass(400ms);

    EXPECT_EQ(look_all(), "");

    EXPECT_THAT(host.asked(), SizeIs(1));
}

TEST_F(Questions, AKindWhoseRowsCannotBeReadIsLeftOutAndTriedAgain) {
    deduct();
    exec("ALTER TABLE scan RENAME TO scans");
    start_looking();
    ask("S1");

    EXPECT_EQ(look_all(), "");

    EXPECT_THAT(state("S1"), HasSubstr("paid"));
    EXPECT_THAT(host.left_out(),
                AllOf(HasSubstr("question unlicensed_entry: mapping.json:"),
                      HasSubstr("/questions/unlicensed_entry/query: "), HasSubstr("no such table: scan")));
    exec("ALTER TABLE scans RENAME TO scan");
    pass(1s);
    EXPECT_FALSE(*host.look());
    EXPECT_EQ(host.left_out(), "");
}

TEST_F(Questions, AColumnThatTheQueryDoesNotHaveIsNamedWithItsPlace) {
    exec("ALTER TABLE booth RENAME COLUMN plate TO number_plate");
    start();

    EXPECT_FALSE(*host.look());

    EXPECT_THAT(host.left_out(), HasSubstr("/questions/auto_deduct/fields/carNum: the query has no column \"plate\""));
}

TEST_F(Questions, AreShownWithoutBeingAsked) {
    start();
    exec("INSERT INTO booth (stay, at) VALUES ('S1', datetime('now', 'localtime', '+1 second'))");
    exec("INSERT INTO booth (stay, at) VALUES ('S2', '2024-01-01 00:00:00')");

    auto const shown = host.questions();

    ASSERT_TRUE(shown) << shown.error().message;
    ASSERT_THAT(*shown, SizeIs(1));
    EXPECT_EQ(shown->front().name, "auto_deduct");
    EXPECT_EQ(shown->front().problems, "");
    EXPECT_THAT(host.asked(), IsEmpty());
    EXPECT_EQ(state("S2"), "asked  ");
}

TEST_F(Questions, AreNotAskedWhenTheirAnswersMustNotBeWritten) {
    auto text = mapping(deduction);
    text.replace(text.find("true"), 4, "false");
    site_.dir.write("mapping.json", text);
    ASSERT_TRUE(site_.host.start(site_.settings("")));
    ask("S1");

    EXPECT_EQ(site_.host.look_every(), 0ms);
    EXPECT_FALSE(*site_.host.look());
    EXPECT_THAT(site_.host.asked(), IsEmpty());
    EXPECT_THAT(*site_.host.capabilities(), HasSubstr(R"("auto_deduct":"unsupported")"));
}

TEST_F(Questions, StandOnTheCapabilitySheet) {
    ASSERT_TRUE(site_.host.start(site_.settings("")));

    EXPECT_THAT(*site_.host.capabilities(),
                AllOf(HasSubstr(R"("auto_deduct":"native")"), HasSubstr(R"("unlicensed_entry":"native")")));
    EXPECT_EQ(site_.host.look_every(), 100ms);
}

std::string question_faults(std::string const& questions) {
    auto const read = read_mapping(mapping(questions), "m.json", Dialect::sqlite3, {});
    return read ? "none" : read.error().message;
}

TEST(QuestionsOfAMapping, NameEachFaultWithItsPlace) {
    EXPECT_THAT(question_faults(R"("vehicle_entry": {})"),
                HasSubstr("m.json:1:68 /questions/vehicle_entry: \"vehicle_entry\" is no question; known are "));
    auto const words = question_faults(
        R"("unlicensed_exit": {"query": "SELECT * FROM t WHERE a = :since", "key": "id", "valid_ms": 61000,
"fields": {"recordCode": "stay", "colour": "c"},
"answer": ["UPDATE t SET a = :chargeMoney, b = :orderNum WHERE c = :id"], "retries": 3})");
    EXPECT_THAT(words, HasSubstr("m.json:1:97 /questions/unlicensed_exit/query: parameter :since is not known here"));
    EXPECT_THAT(words, HasSubstr("/questions/unlicensed_exit/valid_ms: must be a whole number from 100 to 60000"));
    EXPECT_THAT(words, HasSubstr("/questions/unlicensed_exit: \"asked\" must name the column with the time of the "
                                 "question: it is good for 60 s (5.3.2)"));
    EXPECT_THAT(words,
                HasSubstr("m.json:2:34 /questions/unlicensed_exit/fields/colour: unlicensed_exit has no member"));
    EXPECT_THAT(words, HasSubstr("unlicensed_exit must have the member \"outCross\""));
    EXPECT_THAT(words, HasSubstr("m.json:3:12 /questions/unlicensed_exit/answer/0: parameter :orderNum is not known"));
    EXPECT_THAT(words, HasSubstr("\"retries\" is not known here"));
}

TEST(QuestionsOfAMapping, AreNoRecords) {
    auto const read = read_mapping(R"({"format": 1, "name": "m", "records": [{"message": "auto_deduct"}]})", "m.json",
                                   Dialect::sqlite3, {});
    EXPECT_THAT(read.error().message,
                HasSubstr("m.json:1:52 /records/0/message: \"auto_deduct\" is a question: it belongs "
                          "into \"questions\""));
}

}  // namespace
}  // namespace lotbridge::sql
