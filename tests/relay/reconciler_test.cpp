// One day that is reconciled: what is found, and what a repair does.
#include "relay/reconciler_fixture.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace lotbridge::relay {
namespace {

using fakes::member;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

TEST_F(ReconcilerTest, FindsNothingWhereAllThreeSidesAgree) {
    begin();
    stay("R1");
    stay("R2");
    books({stated(the_day, 2, "25"), row("R1"), row("R2")});

    auto const json = reconcile();

    EXPECT_THAT(kinds(json), IsEmpty());
    for (auto const* const side : {"lot", "captured", "accepted"}) {
        EXPECT_EQ(json["report"][side]["stays"].GetInt(), 2) << side;
        EXPECT_STREQ(json["report"][side]["received"].GetString(), "25") << side;
    }
    EXPECT_THAT(told(), IsEmpty()) << "only the night tells the totals, or a repair";
}

TEST_F(ReconcilerTest, FindsARowThatWasNeverCapturedAndHasItToldAgain) {
    begin();
    stay("R1");
    books({stated(the_day, 2, "25"), row("R1"), row("R2")});
    lots_books.submit = [this](auto const& records) {
        for (auto const& record : records) exit(record);
    };
    EXPECT_THAT(kinds(reconcile()), ElementsAre("missing_in_capture R2"));

    auto const repaired = reconcile(true);

    EXPECT_THAT(lots_books.submitted, ElementsAre("R2"));
    EXPECT_THAT(kinds(repaired), IsEmpty());
    EXPECT_EQ(repaired["repaired"]["submitted"].GetInt(), 1);
    EXPECT_EQ(reconcile()["report"]["accepted"]["stays"].GetInt(), 2);
}

TEST_F(ReconcilerTest, FindsAnEntryThatWasNeverCaptured) {
    begin();
    books({stated(the_day, 0, "0"),
           {.name = "vehicle_entry",
            .body = R"({"recordCode":"R7","carNum":"测A12345","inTime":"2026-05-28 20:00:00","inIdentity":2})",
            .key = {},
            .image = {}}});

    EXPECT_THAT(kinds(reconcile()), ElementsAre("missing_in_capture R7"));
}

TEST_F(ReconcilerTest, CountsWhatIsOnItsWayAndCallsItNoDifference) {
    begin();
    gateway.set_reachable(false);
    stay("R1");
    books({stated(the_day, 1, "12.5"), row("R1")});

    auto const json = reconcile();

    EXPECT_THAT(kinds(json), IsEmpty());
    EXPECT_EQ(json["report"]["waiting"].GetInt(), 1);
    EXPECT_EQ(json["report"]["accepted"]["stays"].GetInt(), 0);
}

TEST_F(ReconcilerTest, CountsASupplementaryBillAsTheStayThatItTells) {
    begin();
    gateway.set_reachable(false);
    stay("R1");
    gateway.set_reachable(true);
    idle();
    ASSERT_THAT(gateway.topics(), ElementsAre("supplementary_bill"));
    books({stated(the_day, 1, "12.5"), row("R1")});

    auto const json = reconcile();

    EXPECT_THAT(kinds(json), IsEmpty());
    EXPECT_EQ(json["report"]["captured"]["stays"].GetInt(), 1);
    EXPECT_EQ(json["report"]["accepted"]["stays"].GetInt(), 1);
}

TEST_F(ReconcilerTest, SendsADeadLetterAgain) {
    gateway.answer = [&](cloud::Exchange const& exchange) {
        return exchange.topic == "vehicle_exit" ? fakes::permanent() : fakes::accepted();
    };
    begin();
    stay("R1");
    books({stated(the_day, 1, "12.5"), row("R1")});
    auto const json = reconcile();
    EXPECT_THAT(kinds(json), ElementsAre("missing_in_cloud R1"));
    EXPECT_THAT(json["report"]["differences"][0]["words"].GetString(), HasSubstr("8001"));

    gateway.answer = [](auto const&) { return fakes::accepted(); };
    EXPECT_EQ(reconcile(true)["repaired"]["retried"].GetInt(), 1);

    EXPECT_EQ(reconcile()["report"]["accepted"]["stays"].GetInt(), 1);
}

TEST_F(ReconcilerTest, LeavesWhatAPersonDroppedToPersons) {
    begin();
    gateway.set_reachable(false);
    exit("R1");
    store->drop({1}, "test drive", {});
    idle();
    books({stated(the_day, 1, "12.5"), row("R1")});

    auto const json = reconcile(true);

    EXPECT_THAT(kinds(json), ElementsAre("missing_in_cloud R1"));
    EXPECT_FALSE(json["report"]["differences"][0]["repairable"].GetBool());
    EXPECT_THAT(json["report"]["differences"][0]["words"].GetString(), HasSubstr("test drive"));
}

TEST_F(ReconcilerTest, AmendsMoneyThatTheCloudDoesNotHaveYet) {
    begin();
    gateway.set_reachable(false);
    exit("R1");
    books({stated(the_day, 1, "12.51"), row("R1", "12.51")});
    EXPECT_THAT(kinds(reconcile()), ElementsAre("money_differs R1"));

    EXPECT_EQ(reconcile(true)["repaired"]["amended"].GetInt(), 1);

    gateway.set_reachable(true);
    idle();
    auto const exit_sent =
        std::ranges::find(gateway.sent, "vehicle_exit", [](auto const& sent) { return sent.exchange.topic; });
    ASSERT_NE(exit_sent, gateway.sent.end());
    EXPECT_EQ(member(exit_sent->exchange.data, "payMoney"), "12.51");
    EXPECT_THAT(kinds(reconcile()), IsEmpty());
}

TEST_F(ReconcilerTest, TellsTheTotalsAgainWhereTheCloudHasOtherMoney) {
    begin();
    stay("R1");
    books({stated(the_day, 1, "12.5"), row("R1")});
    reconcile(true);
    EXPECT_THAT(told(), ElementsAre("2026-05-28 1 12.50"));

    books({stated(the_day, 1, "12.51"), row("R1", "12.51")});
    auto const found = reconcile();
    EXPECT_THAT(kinds(found), ElementsAre("money_differs R1"));
    EXPECT_EQ(found["report"]["open"].GetInt(), 1);
    EXPECT_STREQ(found["report"]["differences"][0]["lot"]["due"].GetString(), "12.51");
    EXPECT_STREQ(found["report"]["differences"][0]["ours"]["due"].GetString(), "12.50");
    auto const exits_before = std::ranges::count(gateway.topics(), "vehicle_exit");
    reconcile(true);

    EXPECT_THAT(told(), ElementsAre("2026-05-28 1 12.50", "2026-05-28 1 12.51"));
    EXPECT_EQ(std::ranges::count(gateway.topics(), "vehicle_exit"), exits_before) << "a record is accepted once";
    auto const settled = reconcile();
    EXPECT_THAT(kinds(settled), ElementsAre("money_differs R1"));
    EXPECT_EQ(settled["report"]["open"].GetInt(), 0);
    EXPECT_STREQ(settled["report"]["told"].GetString(), "accepted");
    auto const figures = *store::Reader::open(directory_)->figures(scheduler.wall(), 2);
    EXPECT_EQ(figures.at(0).days.front().second.wrong, 1);
}

TEST_F(ReconcilerTest, TellsCorrectedTotalsAfterTheMessagesThatTheyCountAlsoAfterARestart) {
    begin();
    gateway.set_reachable(false);
    stay("R1");
    books({stated(the_day, 1, "12.5"), row("R1")});
    EXPECT_STREQ(reconcile(true)["repaired"]["told"].GetString(), "later");
    advance(12h, 1h);
    EXPECT_THAT(told(), IsEmpty());
    reconciler.reset();
    uplink.reset();
    begin();

    gateway.set_reachable(true);
    idle();
    advance(1min, 10s);

    EXPECT_THAT(gateway.topics(), ElementsAre("supplementary_bill", "daily_reconciliation"));
    EXPECT_THAT(told(), ElementsAre("2026-05-28 1 12.50"));
    advance(10min, 1min);
    EXPECT_THAT(told(), SizeIs(1));
}

TEST_F(ReconcilerTest, TakesBackTotalsThatWereTakenBack) {
    begin();
    for (std::string const money : {"1", "2", "1"}) {
        books({stated(the_day, 1, money)});
        reconcile(true);
    }

    EXPECT_THAT(told(), ElementsAre("2026-05-28 1 1", "2026-05-28 1 2", "2026-05-28 1 1"));
}

TEST_F(ReconcilerTest, FindsAStayThatTheLotHasNoMore) {
    begin();
    stay("R1");
    books({stated(the_day, 0, "0")});

    auto const json = reconcile();
    EXPECT_THAT(kinds(json), ElementsAre("extra R1"));
    EXPECT_EQ(json["report"]["open"].GetInt(), 1);
    EXPECT_EQ(reconcile(true)["report"]["open"].GetInt(), 0) << "the totals say it";
}

TEST_F(ReconcilerTest, SaysWhenTheLotsSumsAreNotThoseOfItsRows) {
    begin();
    stay("R1");
    books({stated(the_day, 1, "12.51"), row("R1")});

    EXPECT_THAT(kinds(reconcile()), ElementsAre("totals_differ "));
}

TEST_F(ReconcilerTest, LeavesInferredExitsOutOnEverySide) {
    begin();
    entry("R1");
    ASSERT_TRUE(intake->submit("adapter", {row("R1", "5", LB_ORIGIN_INFERRED)}, "cursor"));
    idle();
    books({stated(the_day, 0, "0"), row("R1", "5", LB_ORIGIN_INFERRED), row("R2", "5", LB_ORIGIN_INFERRED)});

    auto const json = reconcile();

    EXPECT_THAT(kinds(json), IsEmpty());
    for (auto const* const side : {"lot", "captured", "accepted"})
        EXPECT_EQ(json["report"][side]["stays"].GetInt(), 0) << side;
}

TEST_F(ReconcilerTest, LeavesABillOfAnInferredExitOut) {
    begin();
    gateway.set_reachable(false);
    entry("R1");
    ASSERT_TRUE(intake->submit("adapter", {row("R1", "0", LB_ORIGIN_INFERRED)}, "cursor"));
    gateway.set_reachable(true);
    idle();
    ASSERT_THAT(gateway.topics(), ElementsAre("supplementary_bill"));
    books({stated(the_day, 0, "0"), row("R1", "0", LB_ORIGIN_INFERRED)});

    auto const json = reconcile();

    EXPECT_THAT(kinds(json), IsEmpty());
    for (auto const* const side : {"lot", "captured", "accepted"})
        EXPECT_EQ(json["report"][side]["stays"].GetInt(), 0) << side;
}

TEST_F(ReconcilerTest, NamesARowThatIsNoMessageOfTheStandard) {
    begin();
    books({stated(the_day, 0, "0"),
           {.name = "vehicle_exit", .body = R"({"recordCode":"R1","outTime":"yesterday"})", .key = {}, .image = {}}});

    auto const json = reconcile();

    EXPECT_THAT(kinds(json), ElementsAre("missing_in_capture R1"));
    EXPECT_THAT(json["report"]["differences"][0]["words"].GetString(), HasSubstr("outTime"));
}

TEST_F(ReconcilerTest, ComparesTwoSidesWhereNoAdapterKeepsBooks) {
    lots_books.result = {.status = LB_UNSUPPORTED, .reply = {}, .words = "no"};
    begin();
    stay("R1");

    auto const json = reconcile(true);

    EXPECT_FALSE(json["report"].HasMember("lot"));
    EXPECT_THAT(kinds(json), IsEmpty());
    EXPECT_THAT(told(), ElementsAre("2026-05-28 1 12.50"));
}

TEST_F(ReconcilerTest, DoesNotContradictAnAdapterThatReportsTheTotalsItself) {
    lots_books.result = {.status = LB_UNSUPPORTED, .reply = {}, .words = "no"};
    adapters.served = {"daily_reconciliation"};
    begin();

    reconcile(true);

    EXPECT_THAT(told(), IsEmpty());
}

TEST_F(ReconcilerTest, RefusesADayThatIsNotOverOrNotKept) {
    begin();

    EXPECT_THAT(reconcile(false, "2026-05-29").GetString(), HasSubstr("is not over yet"));
    EXPECT_THAT(reconcile(false, "2026-04-29").GetString(), HasSubstr("the oldest day is 2026-04-30"));
    EXPECT_TRUE(reconcile(false, "2026-04-30").IsObject());
}

TEST_F(ReconcilerTest, PassesOnWhyTheAdapterFailed) {
    lots_books.result = {.status = LB_RETRY, .reply = {}, .words = "the database is away"};
    begin();

    EXPECT_THAT(reconcile().GetString(), HasSubstr("the database is away"));
}

TEST_F(ReconcilerTest, KeepsWhatItFound) {
    begin();
    stay("R1");
    books({stated(the_day, 0, "0")});

    reconcile();

    auto const reports =
        *store::Reader::open(directory_)->reports("reconciliation", "lot", date(the_day).day(), date(the_day).day());
    ASSERT_THAT(reports, SizeIs(1));
    EXPECT_THAT(reports[0].body, HasSubstr("\"extra\""));
}

}  // namespace
}  // namespace lotbridge::relay
