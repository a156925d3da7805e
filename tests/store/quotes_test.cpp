#include "store/desk.hpp"
#include "store/migrations.hpp"

#include <gmock/gmock.h>

namespace lotbridge::test {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

struct QuotesTest : testing::Test {
    // An answer about a record that says what its stay costs.
    CommandStart tell(std::string record, WallTime at, std::string words) {
        NewCommand query;
        query.topic = "fee";
        query.key = std::to_string(++told_);
        query.record = record;
        query.arrived = at;
        auto const begun = desk.begin(query);
        desk.finish(begun.command.id, "answer " + words, {.record = record, .at = at, .body = words});
        return desk.begin(query);
    }

    Folder folder;
    Desk desk{folder.path};

private:
    int told_ = 0;
};

TEST_F(QuotesTest, AnAnswerIsKeptWithItsQuote) {
    auto const again = tell("R1", on_day(1), "eight yuan");

    EXPECT_FALSE(again.first);
    EXPECT_EQ(again.command.state, CommandState::answered);
    EXPECT_EQ(again.command.answer, "answer eight yuan");
    EXPECT_EQ(again.command.record, "R1");
    ASSERT_THAT(desk.quotes("R1"), SizeIs(1));
}

TEST_F(QuotesTest, TheNewestQuoteOfARecordComesFirstAlsoAfterARestart) {
    tell("R1", on_day(1), "eight yuan");
    tell("R2", on_day(1), "another car");
    tell("R1", on_day(2), "twelve yuan");
    desk.reopen();

    auto const quotes = desk.quotes("R1");

    ASSERT_THAT(quotes, SizeIs(2));
    EXPECT_EQ(quotes[0].body, "twelve yuan");
    EXPECT_EQ(quotes[0].at, on_day(2));
    EXPECT_EQ(quotes[1].body, "eight yuan");
    EXPECT_THAT(desk.quotes("R3"), IsEmpty());
}

TEST_F(QuotesTest, OfARecordThatIsAskedForAllDayOnlyTheLatestAreRead) {
    for (int i = 0; i < 3 * latest_quotes; ++i) tell("R1", on_day(1), std::to_string(i));

    auto const quotes = desk.quotes("R1");

    EXPECT_THAT(quotes, SizeIs(latest_quotes));
    EXPECT_EQ(quotes[0].body, std::to_string(3 * latest_quotes - 1));
}

TEST_F(QuotesTest, OldQuotesLeaveWithOldLetters) {
    tell("R1", on_day(1), "old");
    tell("R1", on_day(40), "new");

    desk.tidy(on_day(50), 30 * 24h);

    ASSERT_THAT(desk.quotes("R1"), SizeIs(1));
    EXPECT_EQ(desk.quotes("R1")[0].body, "new");
}

TEST(QuotesMigration, PaymentsOfAnOlderSchemaAreFoundByTheirRecord) {
    Folder const folder;
    auto const database = must(open_for_writing(folder.path / "lotbridge.db", {}));
    migrate(*database, 1);
    database->exec("INSERT INTO lot (id, name) VALUES (1, 'lot 1')");
    database->exec(
        "INSERT INTO command (lot, state, topic, key, opr_num, arrived, body) VALUES "
        "(1, 1, 'payment', 'O1', 'n', 0, '{\"recordCode\":\"R1\"}'), (1, 1, 'payment', 'O2', 'n', 0, 'no json')");
    Desk desk(folder.path);

    ASSERT_THAT(desk.commands("R1", "payment"), SizeIs(1));
    EXPECT_EQ(desk.commands("R1", "payment")[0].key, "O1");
}

}  // namespace
}  // namespace lotbridge::test
