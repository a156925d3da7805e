// The figures of 6.1 as the store counts them while messages come and go.
#include "store/desk.hpp"
#include "store/reader.hpp"

#include <gmock/gmock.h>

namespace lotbridge::test {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

// Eight hours ahead of UTC, as the lots are: noon on the first of these days.
constexpr auto offset = 8h;
WallTime noon(int day = 0) { return WallTime(std::chrono::days(20'000 + day)) + 4h; }

struct FiguresTest : testing::Test {
    Folder folder;
    Desk desk{folder.path};

    FiguresTest() {
        must(desk.store->lot("lot 1", offset));
        take_in({letter("spaces", "")}, noon() - 1h);  // from here on the lot is looked after
        desk.settle({accepted(desk.claim()[0], noon() - 1h)});
    }

    void take_in(std::vector<NewLetter> letters, WallTime captured) {
        Intake intake;
        intake.captured = captured;
        for (auto& one : letters)
            if (one.occurred == WallTime{}) one.occurred = captured;
        intake.letters = std::move(letters);
        must(desk.try_take_in(std::move(intake)));
    }
    static NewLetter at(WallTime occurred, std::string record) {
        auto made = letter("entry", std::move(record));
        made.occurred = occurred;
        return made;
    }
    static Settlement settled(Letter const& letter, Settlement::Verdict verdict, WallTime when) {
        auto made = test::verdict(letter.seq, verdict);
        made.at = when;
        made.captured = letter.captured;
        made.happened = letter.occurred;
        made.packets = 1;
        return made;
    }
    static Settlement accepted(Letter const& letter, WallTime when) {
        return settled(letter, Settlement::Verdict::delivered, when);
    }
    void deliver(WallTime occurred, WallTime when, std::string record = "R") {
        take_in({at(occurred, std::move(record))}, occurred);
        for (auto const& one : desk.claim()) desk.settle({accepted(one, when)});
    }
    void outage(bool begins, WallTime when) {
        must(answer_of<void>([&](auto done) { desk.store->outage(desk.lot, begins, when, done); }));
    }
    void run_host(WallTime when) {
        desk.store->keep_host_time(clock_ += 1h, when);
        must(answer_of<void>([&](auto done) { desk.store->when_written(done); }));
    }

    LotFigures read(WallTime until = noon(1), int days = 2) const {
        return must(must(Reader::open(folder.path)).figures(until, days)).at(0);
    }
    Figures on(int day) const {
        for (auto const& [date, figures] : read(noon(day), 1).days) return figures;
        return {};
    }

private:
    HostTime clock_{};
};

TEST_F(FiguresTest, AMessageIsDueOnceAndOpenUntilItIsAcceptedOrLost) {
    take_in({at(noon(), "R1"), at(noon(), "R2"), at(noon(), "R3")}, noon());
    take_in({letter("entry", "R1")}, noon());
    EXPECT_EQ(on(0).due, 5);
    EXPECT_EQ(on(0).open(), 4);

    auto const letters = desk.claim();
    desk.settle({accepted(letters[0], noon() + 1s), settled(letters[1], Settlement::Verdict::dead, noon() + 1s)});

    EXPECT_EQ(on(0).accepted, 2);
    EXPECT_EQ(on(0).correct(), 2);
    EXPECT_EQ(on(0).lost, 1);
    EXPECT_EQ(on(0).open(), 2);
    EXPECT_EQ(on(0).packets, 3);
}

TEST_F(FiguresTest, TheSameKeyTwiceIsNotDueTwice) {
    take_in({letter("entry", "R1", "k")}, noon());
    take_in({letter("entry", "R1", "k")}, noon());

    EXPECT_EQ(on(0).due, 2);
}

TEST_F(FiguresTest, EachDayKeepsTheMessagesThatCameInOnIt) {
    auto const midnight = noon() + 12h;
    take_in({at(midnight - 1ms, "R1")}, midnight - 1ms);
    take_in({at(midnight, "R2")}, midnight);
    for (auto const& one : desk.claim()) desk.settle({accepted(one, midnight + 1s)});

    EXPECT_EQ(on(0).due, 2);
    EXPECT_EQ(on(0).accepted, 2);
    EXPECT_EQ(on(1).due, 1);
    EXPECT_EQ(on(1).accepted, 1);
    EXPECT_EQ(on(1).packets, 2) << "packets belong to the day on which they went out";
}

TEST_F(FiguresTest, DelayCountsFromTheEventToItsAcceptanceAndMoreThanFiveSecondsAreLate) {
    deliver(noon(), noon() + 5s, "R1");
    deliver(noon(), noon() + 5s + 1ms, "R2");
    deliver(noon() + 1s, noon(), "R3");

    auto const figures = on(0);
    EXPECT_EQ(figures.late, 1);
    EXPECT_EQ(figures.delays.count(), 4);  // with the one of the beginning
    EXPECT_EQ(figures.delays.mean(), 10'001ms / 4);
}

TEST_F(FiguresTest, WhatHappenedBeforeTheLotWasLookedAfterHasNoDelay) {
    deliver(noon() - 30 * 24h, noon() + 1s, "R1");

    EXPECT_EQ(on(0).delays.count() + on(-30).delays.count(), 1);
    EXPECT_EQ(on(-30).late, 0);
}

TEST_F(FiguresTest, ATimeThatNobodyVouchesForHasNoDelay) {
    take_in({at(noon(), "R1")}, noon());
    auto settlement = accepted(desk.claim()[0], noon() + 1h);
    settlement.happened.reset();
    desk.settle({settlement});

    EXPECT_EQ(on(0).accepted, 2);
    EXPECT_EQ(on(0).delays.count(), 1);
}

TEST_F(FiguresTest, WhatWaitedThroughAnOutageIsCountedApart) {
    take_in({at(noon(), "before"), at(noon() + 3min, "within")}, noon() + 3min);
    outage(true, noon() + 1min);
    outage(true, noon() + 2min);
    outage(false, noon() + 10min);
    take_in({at(noon() + 10min, "after")}, noon() + 10min);
    for (auto const& one : desk.claim()) desk.settle({accepted(one, noon() + 11min)});

    auto const figures = on(0);
    EXPECT_EQ(figures.apart.count(), 2);
    EXPECT_EQ(figures.apart.mean(), 9min + 30s);
    EXPECT_EQ(figures.delays.count(), 2);
    EXPECT_EQ(figures.late, 1) << "an outage that was over is no excuse";
}

TEST_F(FiguresTest, OutagesHaveTheirTimesAndAreCutToThePeriod) {
    outage(true, noon() + 11h);
    outage(false, noon() + 13h);
    outage(true, noon(1) - 1h);

    auto const both = read(noon(1), 2).outages;
    ASSERT_THAT(both, SizeIs(2));
    EXPECT_EQ(both[0].from, noon() + 11h);
    EXPECT_EQ(both[0].to, noon() + 13h);
    EXPECT_FALSE(both[0].goes_on);
    EXPECT_EQ(both[1].to, noon(1));
    EXPECT_TRUE(both[1].goes_on);
    EXPECT_EQ(read(noon(1), 1).outages.at(0).from, noon() + 12h) << "midnight at the lot";
}

TEST_F(FiguresTest, AnOutageInWhichTheHostStoppedEndsWhereTheHostWasLastSeen) {
    run_host(noon());
    outage(true, noon() + 1min);
    run_host(noon() + 5min);
    desk.reopen();

    auto const outages = read().outages;
    ASSERT_THAT(outages, SizeIs(1));
    EXPECT_EQ(outages[0].to, noon() + 5min);
    outage(true, noon() + 20min);
    EXPECT_THAT(read().outages, SizeIs(2));
}

TEST_F(FiguresTest, TheTimeBetweenTwoRunsOfTheHostIsDowntime) {
    run_host(noon());
    run_host(noon() + 1h);
    desk.reopen();
    run_host(noon() + 3h);

    auto const downtime = read(noon() + 3h).downtime;
    ASSERT_THAT(downtime, SizeIs(1));
    EXPECT_EQ(downtime[0].from, noon() + 1h);
    EXPECT_EQ(downtime[0].to, noon() + 3h);
    EXPECT_TRUE(read(noon() + 4h).downtime.at(1).goes_on) << "since an hour nothing was heard of it";
    EXPECT_THAT(read(noon() + 2h).downtime, SizeIs(1));
    EXPECT_THAT(read(noon() - 24h).downtime, IsEmpty()) << "before its first run nothing is known";
}

TEST_F(FiguresTest, LookingIntoAStoppedStoreIsNoRunOfTheHost) {
    run_host(noon());
    desk.reopen();
    desk.reopen();
    run_host(noon() + 1h);

    EXPECT_THAT(read(noon() + 1h).downtime, SizeIs(1));
}

TEST_F(FiguresTest, LettersOfASupplementaryBillCountAsOne) {
    take_in({letter("entry", "R1"), letter("exit", "R1")}, noon());
    auto const head = desk.claim()[0];
    auto const bill = must(desk.rewrite(head.seq, "bill", "{}", {head.seq + 1}));
    desk.settle({accepted(bill, noon() + 1s)});

    EXPECT_EQ(on(0).due, 3);
    EXPECT_EQ(on(0).absorbed, 1);
    EXPECT_EQ(on(0).open(), 0);
}

TEST_F(FiguresTest, WhatCameTooLateForAnyMessageIsNotDue) {
    take_in({letter("fix", "R1")}, noon());
    desk.settle({settled(desk.claim()[0], Settlement::Verdict::folded, noon())});

    EXPECT_EQ(on(0).absorbed, 1);
    EXPECT_EQ(on(0).lost, 0);
    EXPECT_EQ(on(0).open(), 0);
}

TEST_F(FiguresTest, ACountThatANewerOneOvertookIsNoLongerDue) {
    auto spaces = letter("spaces", "spaces");
    spaces.newest = true;
    take_in({spaces}, noon());
    take_in({spaces}, noon() + 1min);

    EXPECT_EQ(on(0).due, 3);
    EXPECT_EQ(on(0).absorbed, 1);
    EXPECT_EQ(on(0).open(), 1);
}

TEST_F(FiguresTest, WhatAPersonDropsIsLostAndWhatIsSentAgainIsNot) {
    take_in({letter("entry", "R1"), letter("entry", "R2")}, noon());
    auto const letters = desk.claim();
    desk.settle({settled(letters[0], Settlement::Verdict::dead, noon()), released(letters[1].seq)});
    desk.drop({letters[1].seq});
    EXPECT_EQ(on(0).lost, 2);

    desk.retry({letters[0].seq});
    EXPECT_EQ(on(0).lost, 1);
    desk.settle({settled(desk.claim()[0], Settlement::Verdict::dead, noon())});
    desk.drop({letters[0].seq});
    EXPECT_EQ(on(0).lost, 2) << "a dead letter that is dropped is not lost twice";
}

TEST_F(FiguresTest, ARowInQuarantineIsDueAndOnlyOnce) {
    auto const quarantine = [&](std::string problems) {
        Intake intake;
        intake.captured = noon();
        intake.quarantine = {{.topic = "entry", .key = "k", .body = "{}", .problems = std::move(problems)}};
        must(desk.try_take_in(std::move(intake)));
    };
    quarantine("no plate");
    quarantine("still no plate");
    EXPECT_EQ(on(0).due, 2);
    EXPECT_EQ(on(0).open(), 1);

    desk.requeue({1}, [](Quarantined const& row) { return letter(row.topic, "R1"); });
    EXPECT_EQ(on(0).due, 2);
    EXPECT_EQ(on(0).open(), 1);
}

TEST_F(FiguresTest, ARowThatIsToldAfterAllIsDueOnce) {
    Intake intake;
    intake.captured = noon();
    intake.quarantine = {{.topic = "entry", .key = "k", .body = "{}", .problems = "no plate"}};
    must(desk.try_take_in(std::move(intake)));
    auto const before = on(0);

    take_in({letter("entry", "R1", "k")}, noon());

    EXPECT_EQ(on(0).due - on(0).absorbed, before.due);
    EXPECT_EQ(on(0).open(), before.open());
}

TEST_F(FiguresTest, AnswersThatBlameThePacketAreErrors) {
    take_in({at(noon(), "R1")}, noon());
    auto settlement = settled(desk.claim()[0], Settlement::Verdict::held, noon());
    settlement.malformed = 1;
    settlement.due = HostTime::max();
    desk.settle({settlement});

    EXPECT_EQ(on(0).packets, 2);
    EXPECT_EQ(on(0).malformed, 1);
}

TEST_F(FiguresTest, OutliveARestart) {
    deliver(noon(), noon() + 1s, "R1");
    desk.reopen();
    deliver(noon(), noon() + 1s, "R2");

    EXPECT_EQ(on(0).due, 3);
    EXPECT_EQ(on(0).accepted, 3);
    EXPECT_EQ(on(0).delays.count(), 3);
}

TEST_F(FiguresTest, ABadPieceOfAGroupIsNotCountedAndTakesNoOtherWithIt) {
    Intake bad, good;
    bad.lot = good.lot = desk.lot;
    bad.captured = good.captured = noon();
    bad.letters = {letter("entry", "R1"), letter("entry", "R2")};
    bad.letters[1].body.assign(17 << 20, 'x');
    good.letters = {letter("entry", "R3")};
    desk.store->take_in(good, {});
    desk.store->take_in(std::move(bad), {});
    good.letters[0].record = "R4";
    desk.store->take_in(std::move(good), {});
    must(answer_of<void>([&](auto done) { desk.store->when_written(done); }));

    EXPECT_EQ(on(0).due, 3);
}

TEST_F(FiguresTest, SeveralDaysAreASum) {
    deliver(noon(), noon() + 1s, "R1");
    deliver(noon(1), noon(1) + 3s, "R2");

    auto const lot = read(noon(1), 16);
    ASSERT_THAT(lot.days, SizeIs(2));
    Figures total;
    for (auto const& [day, figures] : lot.days) total += figures;
    EXPECT_EQ(total.due, 3);
    EXPECT_EQ(total.delays.mean(), 1333ms);
    EXPECT_EQ(lot.from, noon(1) - 12h - 15 * 24h);
    EXPECT_EQ(lot.to, noon(1));
}

}  // namespace
}  // namespace lotbridge::test
