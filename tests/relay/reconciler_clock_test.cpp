// Reconciling by the clock: which day is looked at when, and when its totals are told.
#include "relay/reconciler_fixture.hpp"

#include <gmock/gmock.h>

namespace lotbridge::relay {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST_F(ReconcilerTest, BeginsWithTheFirstWholeDayAtTheQuietHourOfTheNext) {
    begin();
    advance(46h + 30min, 10min);
    EXPECT_THAT(lots_books.listed, IsEmpty()) << "it is 02:56 on the 31st";

    advance(30min, 1min);
    EXPECT_THAT(lots_books.listed, ElementsAre(date("2026-05-30")));
    EXPECT_THAT(told(), ElementsAre("2026-05-30 0 0"));
    advance(23h, 10min);
    EXPECT_THAT(lots_books.listed, SizeIs(1)) << "once a day";
    advance(1h, 1min);
    EXPECT_THAT(lots_books.listed, ElementsAre(date("2026-05-30"), date("2026-05-31")));
}

TEST_F(ReconcilerTest, CatchesUpDayByDayAfterAnAbsence) {
    begin("2026-05-24");

    advance(10min, 1min);

    EXPECT_THAT(lots_books.listed,
                ElementsAre(date("2026-05-25"), date("2026-05-26"), date("2026-05-27"), date("2026-05-28")));
    EXPECT_THAT(told(), SizeIs(4));
    EXPECT_EQ(store->value(lot, "reconciled")->value(), "2026-05-28");
}

TEST_F(ReconcilerTest, CatchesUpNoFurtherThanLettersAreKept) {
    kept = 72h;
    begin("2026-01-01");

    advance(10min, 1min);

    EXPECT_THAT(lots_books.listed, ElementsAre(date("2026-05-27"), date("2026-05-28")));
}

TEST_F(ReconcilerTest, WaitsUntilTheAdapterHasReadEverything) {
    lots_books.is_caught_up = false;
    begin("2026-05-27");
    advance(1h, 10min);
    EXPECT_THAT(lots_books.listed, IsEmpty());

    lots_books.is_caught_up = true;
    advance(2min, 1min);
    EXPECT_THAT(lots_books.listed, SizeIs(1));
}

TEST_F(ReconcilerTest, TriesAgainAfterAFailureAndDoesNotSkipTheDay) {
    lots_books.result = {.status = LB_RETRY, .reply = {}, .words = "the database is away"};
    begin("2026-05-27");
    advance(9min, 1min);
    EXPECT_THAT(lots_books.listed, SizeIs(1));

    lots_books.result = {.status = LB_OK, .reply = {}, .words = {}};
    advance(5min, 1min);
    EXPECT_THAT(lots_books.listed, ElementsAre(date(the_day), date(the_day)));
    EXPECT_EQ(store->value(lot, "reconciled")->value(), the_day);
}

TEST_F(ReconcilerTest, TellsTheTotalsAfterTheDaysLastMessagesButNotForEver) {
    gateway.answer = [](cloud::Exchange const& exchange) {
        return exchange.topic == "supplementary_bill" ? fakes::refused() : fakes::accepted();
    };
    stay("R1");
    books({stated(the_day, 1, "12.5"), row("R1")});
    begin("2026-05-27");
    advance(1h, 10min);
    EXPECT_THAT(told(), IsEmpty());
    EXPECT_GT(lots_books.listed.size(), 3u);

    advance(4h, 10min);
    EXPECT_THAT(told(), IsEmpty());

    advance(2h, 10min);
    EXPECT_THAT(told(), ElementsAre("2026-05-28 1 12.50"));
}

TEST_F(ReconcilerTest, TellsAnOldDayAfterItsMessagesToo) {
    gateway.set_reachable(false);
    begin("2026-05-27");
    stay("R1");
    books({stated(the_day, 1, "12.5"), row("R1")});
    advance(72h, 1h);
    EXPECT_THAT(lots_books.listed, IsEmpty()) << "while the cloud is away its day is not over";

    gateway.set_reachable(true);
    idle();
    advance(10min, 10s);

    EXPECT_THAT(gateway.topics(), ElementsAre("supplementary_bill", "daily_reconciliation", "daily_reconciliation",
                                              "daily_reconciliation", "daily_reconciliation"));
    EXPECT_THAT(told(), Contains("2026-05-28 1 12.50"));
}

TEST_F(ReconcilerTest, DoesNotWaitForAClockThatWasSetRight) {
    begin("2031-01-01");

    advance(23h, 10min);

    EXPECT_THAT(lots_books.listed, ElementsAre(date("2026-05-29")));
}

TEST_F(ReconcilerTest, DoesNothingByItselfWhereItIsSwitchedOff) {
    settings.reconcile_at.reset();
    begin("2026-05-20");

    advance(48h, 1h);

    EXPECT_THAT(lots_books.listed, IsEmpty());
}

TEST_F(ReconcilerTest, TellsADayOnceEvenIfItEndedBeforeItWasNoted) {
    begin("2026-05-27");
    advance(2min, 1min);
    ASSERT_THAT(told(), SizeIs(1));
    reconciler.reset();
    uplink.reset();

    begin("2026-05-27");
    advance(2min, 1min);

    EXPECT_THAT(lots_books.listed, SizeIs(2));
    EXPECT_THAT(told(), SizeIs(1));
}

}  // namespace
}  // namespace lotbridge::relay
