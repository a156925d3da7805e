#include "store/desk.hpp"

#include <gmock/gmock.h>
#include <set>

namespace lotbridge::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct UplinkTest : testing::Test {
    Folder folder;
    Desk desk{folder.path};
};

TEST_F(UplinkTest, LettersOfARecordGoOutOneAfterTheOther) {
    desk.take_in(
        {letter("entry", "R1", "", "in"), letter("correction", "R1", "", "fix"), letter("exit", "R1", "", "out")});

    auto const first = desk.claim();
    EXPECT_THAT(bodies(first), ElementsAre("in"));
    EXPECT_TRUE(first[0].followed);
    desk.settle({delivered(first[0].seq)});
    auto const second = desk.claim();
    EXPECT_THAT(bodies(second), ElementsAre("fix"));
    EXPECT_TRUE(second[0].followed);
    desk.settle({delivered(second[0].seq)});
    auto const third = desk.claim();
    EXPECT_THAT(bodies(third), ElementsAre("out"));
    EXPECT_FALSE(third[0].followed);
}

TEST_F(UplinkTest, OtherRecordsPassOneThatIsHeld) {
    desk.take_in({letter("entry", "R1", "", "1"), letter("entry", "R2", "", "2"), letter("exit", "R1", "", "3")});
    auto const letters = desk.claim();
    desk.settle({held(letters[0].seq, at(600s)), delivered(letters[1].seq)});

    EXPECT_THAT(desk.claim(), IsEmpty());
    desk.take_in({letter("entry", "R3", "", "4")});
    EXPECT_THAT(bodies(desk.claim()), ElementsAre("4"));
}

TEST_F(UplinkTest, AClaimedLetterIsNotHandedOutAgain) {
    desk.take_in({letter("entry", "R1", "", "1"), letter("entry", "R2", "", "2"), letter("entry", "R3", "", "3")});

    EXPECT_THAT(bodies(desk.claim(2)), ElementsAre("1", "2"));
    EXPECT_THAT(bodies(desk.claim(2)), ElementsAre("3"));
    EXPECT_THAT(desk.claim(2), IsEmpty());
}

TEST_F(UplinkTest, LiveLettersAreClaimedBeforeTheBacklog) {
    desk.take_in({letter("entry", "R1", "", "old 1"), letter("entry", "R2", "", "old 2")});
    auto const mark = desk.store->last_seq().value();
    desk.take_in({letter("entry", "R3", "", "live")});

    EXPECT_THAT(bodies(desk.claim(2, at(1s), mark)), ElementsAre("live", "old 1"));
    EXPECT_THAT(bodies(desk.claim(10)), ElementsAre("old 2"));
}

TEST_F(UplinkTest, AReleasedLetterIsHandedOutAgainInItsPlace) {
    desk.take_in({letter("entry", "R1", "", "1"), letter("entry", "R2", "", "2"), letter("entry", "R3", "", "3")});
    auto const letters = desk.claim(2);
    desk.settle({released(letters[0].seq)});

    EXPECT_THAT(bodies(desk.claim()), ElementsAre("1", "3"));
}

TEST_F(UplinkTest, AHeldLetterComesBackWhenItIsDueWithWhatIsKnownOfIt) {
    desk.take_in({letter("entry", "R1"), letter("entry", "R2")});
    auto const letters = desk.claim();
    auto settlement = held(letters[0].seq, at(600s));
    settlement.requests = {at(1s), at(2s)};
    settlement.uncertain = settlement.refused = true;
    settlement.words = "9999 failure";
    desk.settle({settlement, held(letters[1].seq, at(700s))});

    EXPECT_EQ(desk.release_due(at(599s)), at(600s));
    EXPECT_THAT(desk.claim(), IsEmpty());
    EXPECT_EQ(desk.release_due(at(600s)), at(700s));
    auto const back = desk.claim();
    ASSERT_EQ(back.size(), 1u);
    EXPECT_THAT(back[0].requests, ElementsAre(at(1s), at(2s)));
    EXPECT_TRUE(back[0].uncertain);
    EXPECT_TRUE(back[0].refused);
    EXPECT_EQ(back[0].words, "9999 failure");
    EXPECT_EQ(desk.release_due(at(800s)), std::nullopt);
    EXPECT_EQ(desk.claim().size(), 1u);
}

TEST_F(UplinkTest, WhatIsHeldUnsentComesBackWithTheNextLetterOfItsRecordAndWhatWasSentDoesNot) {
    desk.take_in({letter("image", "R1", "", "unsent"), letter("image", "R2", "", "refused")});
    auto const letters = desk.claim();
    auto refused = held(letters[1].seq, at(600s));
    refused.requests = {at(1s)};
    desk.settle({held(letters[0].seq, at(900s)), refused});

    desk.take_in({letter("entry", "R1", "", "in"), letter("entry", "R2", "", "in")});

    EXPECT_THAT(bodies(desk.claim()), ElementsAre("unsent"));
}

TEST_F(UplinkTest, WhatGivesWayComesAgainAfterTheLettersOfOtherTopicsThatWaitedBehindIt) {
    desk.take_in({letter("image", "R1", "1", "pic 1"), letter("image", "R1", "2", "pic 2"),
                  letter("entry", "R1", "", "in"), letter("image", "R2", "", "alone")});
    for (auto const& image : desk.claim()) {
        auto waiting = held(image.seq, at(900s));
        waiting.gives_way = true;
        desk.settle({waiting});
    }

    auto const entry = desk.claim();
    EXPECT_THAT(bodies(entry), ElementsAre("in"));
    EXPECT_TRUE(entry[0].followed);
    desk.settle({delivered(entry[0].seq)});
    EXPECT_THAT(bodies(desk.claim()), ElementsAre("pic 1"));
}

TEST_F(UplinkTest, ALetterThatIsSentAgainWakesWhatWaitsForItsRecord) {
    desk.take_in({letter("image", "R1", "", "pic"), letter("entry", "R1", "", "in")});
    auto waiting = held(desk.claim()[0].seq, at(900s));
    waiting.gives_way = true;
    desk.settle({waiting});
    auto const entry = desk.claim()[0].seq;
    desk.settle({dead(entry)});
    desk.settle({held(desk.claim()[0].seq, at(900s))});

    desk.retry({entry});

    EXPECT_THAT(bodies(desk.claim()), ElementsAre("pic"));
}

TEST_F(UplinkTest, ADeadLetterLetsTheNextOneOfItsRecordGo) {
    desk.take_in({letter("entry", "R1", "", "in"), letter("exit", "R1", "", "out")});
    desk.settle({dead(desk.claim()[0].seq)});

    EXPECT_THAT(bodies(desk.claim()), ElementsAre("out"));
}

TEST_F(UplinkTest, WhatIsNotInFlightIsNotSettled) {
    desk.take_in({letter("entry", "R1", "", "1")});
    desk.settle({delivered(1), delivered(99)});

    EXPECT_THAT(bodies(desk.claim()), ElementsAre("1"));
}

TEST_F(UplinkTest, WhatWasInFlightWhenTheHostStoppedIsUncertain) {
    desk.take_in({letter("entry", "R1"), letter("entry", "R2"), letter("entry", "R3")});
    auto const letters = desk.claim(2, at(5s));
    desk.settle({delivered(letters[1].seq)});
    desk.reopen();

    auto const again = desk.claim();
    ASSERT_EQ(again.size(), 2u);
    EXPECT_EQ(again[0].opr_num, letters[0].opr_num);
    EXPECT_TRUE(again[0].uncertain);
    EXPECT_THAT(again[0].requests, ElementsAre(at(5s)));
    EXPECT_FALSE(again[1].uncertain);
    EXPECT_GE(desk.store->host_time_at_start(), at(5s));
}

TEST_F(UplinkTest, AFollowerThatComesWhileItsHeadIsInFlightGoesNext) {
    desk.take_in({letter("entry", "R1", "", "in")});
    auto const head = desk.claim();
    desk.take_in({letter("exit", "R1", "", "out")});
    EXPECT_THAT(desk.claim(), IsEmpty());
    desk.settle({delivered(head[0].seq)});

    EXPECT_THAT(bodies(desk.claim()), ElementsAre("out"));
}

TEST_F(UplinkTest, EntryAndExitAreRewrittenIntoOne) {
    desk.take_in(
        {letter("entry", "R1", "k", "in"), letter("exit", "R1", "k", "out"), letter("image", "R1", "k", "pic")});
    auto const head = desk.claim()[0];
    auto const record = desk.record("R1");
    EXPECT_THAT(bodies(record), ElementsAre("in", "out", "pic"));

    auto const bill = desk.rewrite(head.seq, "supplementary", "both", {record[1].seq});

    ASSERT_TRUE(bill) << bill.error().message;
    EXPECT_EQ(bill->topic, "supplementary");
    EXPECT_EQ(bill->body, "both");
    EXPECT_NE(bill->opr_num, head.opr_num);
    EXPECT_TRUE(bill->followed);
    EXPECT_THAT(bodies(desk.record("R1")), ElementsAre("both", "pic"));
    EXPECT_EQ(desk.history("R1")[1].state, State::folded);
    EXPECT_EQ(desk.take_in({letter("entry", "R1", "k"), letter("exit", "R1", "k")}).duplicates, 2u);
    desk.settle({delivered(bill->seq)});
    EXPECT_THAT(bodies(desk.claim()), ElementsAre("pic"));
}

TEST_F(UplinkTest, OnlyALetterInFlightCanBeRewritten) {
    desk.take_in({letter("entry", "R1", "", "in")});

    EXPECT_EQ(desk.rewrite(1, "other", "body", {}).error().code, Errc::misuse);
    EXPECT_THAT(bodies(desk.claim()), ElementsAre("in"));
}

TEST_F(UplinkTest, HistoryTellsWhatBecameOfEachLetter) {
    desk.take_in({letter("entry", "R1", "", "in"), letter("exit", "R1", "", "out")});
    auto settlement = delivered(desk.claim()[0].seq);
    settlement.words = "0000 success";
    desk.settle({settlement});

    auto const history = desk.history("R1");

    ASSERT_EQ(history.size(), 2u);
    EXPECT_EQ(history[0].state, State::delivered);
    EXPECT_EQ(history[0].words, "0000 success");
    EXPECT_EQ(history[1].state, State::ready);
}

TEST_F(UplinkTest, ADeadLetterThatIsSentAgainGoesBeforeTheRestOfItsRecord) {
    desk.take_in({letter("entry", "R1", "", "in"), letter("exit", "R1", "", "out")});
    desk.settle({dead(desk.claim()[0].seq)});

    EXPECT_EQ(desk.retry({1, 2, 77}), 1u);

    EXPECT_THAT(bodies(desk.claim()), ElementsAre("in"));
    desk.settle({delivered(1)});
    EXPECT_THAT(bodies(desk.claim()), ElementsAre("out"));
}

TEST_F(UplinkTest, ADeadLetterThatIsSentAgainWaitsForTheOneInFlight) {
    desk.take_in({letter("entry", "R1", "", "in"), letter("exit", "R1", "", "out")});
    desk.settle({dead(desk.claim()[0].seq)});
    auto const in_flight = desk.claim();
    desk.retry({1});

    EXPECT_THAT(desk.claim(), IsEmpty());
    desk.settle({delivered(in_flight[0].seq)});
    EXPECT_THAT(bodies(desk.claim()), ElementsAre("in"));
}

TEST_F(UplinkTest, ADroppedLetterLetsTheNextOneGoAndOneInFlightIsNotDropped) {
    desk.take_in(
        {letter("entry", "R1", "", "in"), letter("exit", "R1", "", "out"), letter("entry", "R2", "", "other")});
    auto const in_flight = desk.claim(1);

    EXPECT_EQ(desk.drop({1, 3}), 1u);
    desk.settle({released(in_flight[0].seq)});
    EXPECT_EQ(desk.drop({1}, "test drive"), 1u);

    EXPECT_THAT(bodies(desk.claim()), ElementsAre("out"));
    EXPECT_EQ(desk.history("R1")[0].state, State::dropped);
    EXPECT_EQ(desk.history("R1")[0].words, "test drive");
}

std::future<std::vector<Letter>> claim_and_wait(Desk& desk, std::size_t limit = 10) {
    auto claimed = std::make_shared<std::promise<std::vector<Letter>>>();
    desk.store->claim(desk.lot, limit, 0, at(1s),
                      [claimed](std::vector<Letter> letters) { claimed->set_value(std::move(letters)); });
    return claimed->get_future();
}

TEST_F(UplinkTest, AClaimWaitsForLetters) {
    auto claimed = claim_and_wait(desk);
    desk.take_in({letter("entry", "R1", "", "1"), letter("entry", "R2", "", "2")});

    EXPECT_THAT(bodies(claimed.get()), ElementsAre("1", "2"));
}

TEST_F(UplinkTest, AClaimWaitsForALetterThatIsReleased) {
    desk.take_in({letter("entry", "R1", "", "1")});
    auto const seq = desk.claim()[0].seq;
    auto claimed = claim_and_wait(desk);
    desk.settle({released(seq)});

    EXPECT_THAT(bodies(claimed.get()), ElementsAre("1"));
}

TEST_F(UplinkTest, ANewClaimTakesThePlaceOfTheOneBefore) {
    auto before = claim_and_wait(desk);
    auto claimed = claim_and_wait(desk);
    desk.take_in({letter("entry", "R1", "", "1")});

    EXPECT_THAT(before.get(), IsEmpty());
    EXPECT_THAT(bodies(claimed.get()), ElementsAre("1"));
}

TEST_F(UplinkTest, WhatIsClaimedAsItComesIsTheSameAsWhatIsReadBack) {
    auto with_all = letter("entry", "R1", "key", "body");
    with_all.image = "picture";
    with_all.origin = 2;
    with_all.occurred = on_day(3);
    auto claimed = claim_and_wait(desk);
    desk.take_in({with_all});
    auto const fresh = claimed.get();
    desk.settle({released(fresh[0].seq)});

    auto const read = desk.claim();

    ASSERT_THAT(read, testing::SizeIs(1));
    EXPECT_EQ(std::tie(read[0].seq, read[0].lot, read[0].state, read[0].topic, read[0].record, read[0].key),
              std::tie(fresh[0].seq, fresh[0].lot, fresh[0].state, fresh[0].topic, fresh[0].record, fresh[0].key));
    EXPECT_EQ(std::tie(read[0].opr_num, read[0].body, read[0].image, read[0].origin, read[0].occurred),
              std::tie(fresh[0].opr_num, fresh[0].body, fresh[0].image, fresh[0].origin, fresh[0].occurred));
    EXPECT_EQ(read[0].captured, fresh[0].captured);
}

// After a claim has found nothing more, letters are handed out as they come; whatever else becomes ready is found too.
TEST_F(UplinkTest, LettersThatComeAndLettersThatComeBackAreHandedOutInOrderAndOnce) {
    EXPECT_THAT(desk.claim(), IsEmpty());
    desk.take_in({letter("entry", "R1", "", "1"), letter("exit", "R1", "", "2"), letter("entry", "R2", "", "3")});
    auto const first = desk.claim(1);
    EXPECT_THAT(bodies(first), ElementsAre("1"));
    EXPECT_TRUE(first[0].followed);
    desk.settle({delivered(first[0].seq)});
    desk.take_in({letter("entry", "R3", "", "4")});

    EXPECT_THAT(bodies(desk.claim()), ElementsAre("2", "3", "4"));
    EXPECT_THAT(desk.claim(), IsEmpty());
}

TEST_F(UplinkTest, AFollowerThatComesBeforeItsHeadIsClaimedIsKnownToIt) {
    EXPECT_THAT(desk.claim(), IsEmpty());
    desk.take_in({letter("entry", "R1", "", "in")});
    desk.take_in({letter("exit", "R1", "", "out")});

    auto const head = desk.claim();

    EXPECT_THAT(bodies(head), ElementsAre("in"));
    EXPECT_TRUE(head[0].followed);
}

TEST_F(UplinkTest, ALetterThatWasDroppedBeforeItWasClaimedIsNotHandedOut) {
    EXPECT_THAT(desk.claim(), IsEmpty());
    desk.take_in({letter("entry", "R1", "", "1"), letter("entry", "R2", "", "2")});
    desk.drop({1});

    EXPECT_THAT(bodies(desk.claim()), ElementsAre("2"));
}

TEST_F(UplinkTest, ManyLettersThatNobodyClaimsAreAllFoundLater) {
    EXPECT_THAT(desk.claim(), IsEmpty());
    std::vector<NewLetter> letters;
    for (int i = 0; i < 1500; ++i) letters.push_back(letter("entry", "R" + std::to_string(i)));
    desk.take_in(letters);

    std::set<Seq> claimed;
    for (auto some = desk.claim(400); !some.empty(); some = desk.claim(400))
        for (auto const& one : some) claimed.insert(one.seq);
    EXPECT_EQ(claimed.size(), 1500u);
}

}  // namespace
}  // namespace lotbridge::test
