#include "store/desk.hpp"
#include "store/reader.hpp"

#include <gmock/gmock.h>
#include <regex>

namespace lotbridge::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct IntakeTest : testing::Test {
    Folder folder;
    Desk desk{folder.path};
};

TEST_F(IntakeTest, WhatWasTakenInIsHandedOutAsItWas) {
    auto entry = letter("entry", "R1", "k1", R"({"plateNo":"京A12345"})");
    entry.image = "picture";
    entry.origin = 7;
    entry.occurred = on_day(1);
    Intake intake;
    intake.letters = {entry};
    intake.captured = on_day(2);

    EXPECT_EQ(desk.try_take_in(intake)->stored, 1u);

    auto const letters = desk.claim();
    ASSERT_EQ(letters.size(), 1u);
    auto const& read = letters[0];
    EXPECT_EQ(read.topic, "entry");
    EXPECT_EQ(read.record, "R1");
    EXPECT_EQ(read.key, "k1");
    EXPECT_EQ(read.body, entry.body);
    EXPECT_EQ(read.image, "picture");
    EXPECT_EQ(read.origin, 7);
    EXPECT_EQ(read.occurred, on_day(1));
    EXPECT_EQ(read.captured, on_day(2));
    EXPECT_EQ(read.lot, desk.lot);
    EXPECT_EQ(read.state, State::ready);
    EXPECT_FALSE(read.uncertain || read.refused || read.followed || read.watched);
}

TEST_F(IntakeTest, EveryLetterHasItsOwnOprNum) {
    desk.take_in({letter("entry", "R1"), letter("entry", "R2")});

    auto const letters = desk.claim();

    std::regex const uuid("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    EXPECT_TRUE(std::regex_match(letters[0].opr_num, uuid)) << letters[0].opr_num;
    EXPECT_NE(letters[0].opr_num, letters[1].opr_num);
}

TEST_F(IntakeTest, TheSameKeyOfARecordAndTopicIsStoredOnce) {
    desk.take_in({letter("entry", "R1", "k")});

    auto const again =
        desk.take_in({letter("entry", "R1", "k"), letter("exit", "R1", "k"), letter("entry", "R2", "k")});

    EXPECT_EQ(again.stored, 2u);
    EXPECT_EQ(again.duplicates, 1u);
}

TEST_F(IntakeTest, AKeyIsRememberedAfterDelivery) {
    desk.take_in({letter("entry", "R1", "k"), letter("spaces", "", "k")});
    desk.settle({delivered(desk.claim()[0].seq), delivered(2)});

    EXPECT_EQ(desk.take_in({letter("entry", "R1", "k"), letter("spaces", "", "k")}).duplicates, 2u);
}

TEST_F(IntakeTest, WithoutAKeyEverythingIsStored) {
    EXPECT_EQ(desk.take_in({letter("entry", "R1"), letter("entry", "R1"), letter("heartbeat", "")}).stored, 3u);
}

TEST_F(IntakeTest, TheCursorComesWithTheLetters) {
    Intake intake;
    intake.instance = "donglu";
    intake.cursor = "row 17";
    intake.letters = {letter("entry", "R1")};
    desk.try_take_in(intake).value();
    desk.reopen();

    EXPECT_EQ(desk.store->cursor(desk.lot, "donglu"), "row 17");
    EXPECT_EQ(desk.store->cursor(desk.lot, "another"), "");
    EXPECT_EQ(desk.claim().size(), 1u);
}

TEST_F(IntakeTest, OnlyTheNewestUnclaimedLetterOfATopicWaits) {
    auto const spaces = [](std::string body) {
        auto made = letter("spaces", "", "", std::move(body));
        made.newest = true;
        return made;
    };
    desk.take_in({spaces("1")});
    auto const in_flight = desk.claim();
    desk.take_in({spaces("2"), letter("total", "", "", "t")});
    desk.take_in({spaces("3")});

    EXPECT_THAT(bodies(in_flight), ElementsAre("1"));
    EXPECT_THAT(bodies(desk.claim()), ElementsAre("t", "3"));
}

TEST_F(IntakeTest, ReplacesAHeadAndTheOneBehindItTogether) {
    auto newest = letter("spaces", "spaces", "", "1");
    newest.newest = true;
    desk.take_in({newest});
    desk.claim();
    newest.body = "2";
    desk.take_in({newest});
    desk.reopen();

    newest.body = "3";
    desk.take_in({newest});

    EXPECT_THAT(bodies(desk.claim()), ElementsAre("3"));
    EXPECT_THAT(must(must(Reader::open(folder.path)).verify()), IsEmpty());
}

TEST_F(IntakeTest, AReplacedHeadLetsItsFollowersGo) {
    auto newest = letter("state", "R1", "", "old");
    newest.newest = true;
    desk.take_in({newest, letter("exit", "R1", "", "exit")});
    newest.body = "new";
    desk.take_in({newest});

    EXPECT_THAT(bodies(desk.record("R1")), ElementsAre("exit", "new"));
    EXPECT_THAT(bodies(desk.claim()), ElementsAre("exit"));
}

TEST_F(IntakeTest, ALetterKnowsOfAnEarlierOneThatItWatchesFor) {
    auto exit = letter("exit", "R1");
    exit.watch = "correction";
    auto other = letter("exit", "R2");
    other.watch = "correction";
    desk.take_in({letter("correction", "R1")});
    desk.settle({delivered(desk.claim()[0].seq)});
    desk.take_in({exit, other});

    auto const letters = desk.claim();

    EXPECT_TRUE(letters[0].watched);
    EXPECT_FALSE(letters[1].watched);
}

TEST_F(IntakeTest, ALetterKnowsAcrossRestartsThatWhatOpenedItsRecordHasFailed) {
    auto const exit = [](std::string record) {
        auto made = letter("exit", std::move(record));
        made.watch = "correction";
        return made;
    };
    auto entry = letter("entry", "dead");
    entry.opens = true;
    desk.take_in({entry, letter("image", "other"), letter("behind", "dead")});
    auto const first = desk.claim();
    desk.settle({dead(first[0].seq), dead(first[1].seq)});
    Intake intake;
    intake.quarantine = {{.topic = "entry", .key = "k", .body = "{", .problems = "no JSON", .record = "broken"}};
    must(desk.try_take_in(std::move(intake)));
    desk.reopen();

    desk.take_in({exit("dead"), exit("other"), exit("broken")});

    EXPECT_TRUE(desk.history("dead")[1].gap);
    EXPECT_TRUE(desk.history("dead")[2].gap);
    EXPECT_FALSE(desk.history("other")[1].gap);
    EXPECT_TRUE(desk.history("broken")[0].gap);
}

TEST_F(IntakeTest, AQuarantinedRowMayBecomeALetter) {
    Intake intake;
    intake.quarantine = {{"entry", "k", "{}", "/plateNo: missing"}, {"entry", "k", "{}", "/plateNo: still missing"}};
    EXPECT_EQ(desk.try_take_in(intake)->quarantined, 1u);  // the same, told again
    EXPECT_THAT(desk.claim(), IsEmpty());

    auto const requeued = desk.requeue({1, 2, 99}, [](Quarantined const& row) { return letter(row.topic, "R1"); });

    EXPECT_EQ(requeued.letters, 1u);
    EXPECT_EQ(desk.claim()[0].topic, "entry");
}

TEST_F(IntakeTest, WhatIsStillBrokenStaysInQuarantineWithWhatIsWrongNow) {
    Intake intake;
    intake.quarantine = {{"entry", "k", "{}", "/plateNo: missing"}};
    must(desk.try_take_in(intake));

    auto const requeued =
        desk.requeue({1}, [](Quarantined const&) { return NewQuarantine{.problems = "/inTime: missing"}; });

    EXPECT_THAT(requeued.refused, ElementsAre(std::pair(std::int64_t{1}, std::string("/inTime: missing"))));
    EXPECT_EQ(must(Reader::open(folder.path)).quarantine({}).value()[0].problems, "/inTime: missing");
}

TEST_F(IntakeTest, WhatWouldOpenARecordThatTheCloudHasAlreadyStaysInQuarantine) {
    Intake intake;
    intake.quarantine = {{.topic = "entry", .key = "k", .body = "{}", .problems = "no plate", .record = "R1"}};
    must(desk.try_take_in(intake));
    desk.take_in({letter("exit", "R1")});
    desk.settle({delivered(desk.claim()[0].seq)});

    auto const requeued = desk.requeue({1}, [](Quarantined const& row) {
        auto entry = letter(row.topic, "R1");
        entry.opens = true;
        return entry;
    });

    EXPECT_EQ(requeued.letters, 0u);
    EXPECT_EQ(requeued.refused.size(), 1u);
}

TEST_F(IntakeTest, AQuarantinedRowIsSettledByTheSameFactThatIsToldAfterAll) {
    Intake broken;
    broken.quarantine = {{"entry", "k1", "{}", "/inTime: missing"}, {"entry", "k2", "{}", "/inTime: missing"}};
    must(desk.try_take_in(broken));
    auto const keys = [&] {
        std::vector<std::string> found;
        auto const rows = must(Reader::open(folder.path)).quarantine({}).value();
        for (auto const& row : rows) found.push_back(row.key);
        return found;
    };

    desk.take_in({letter("exit", "R1", "k1"), letter("entry", "R1", "")});
    EXPECT_THAT(keys(), ElementsAre("k1", "k2"));
    desk.take_in({letter("entry", "R1", "k1")});

    EXPECT_THAT(keys(), ElementsAre("k2"));
    EXPECT_EQ(desk.claim().size(), 1u);  // the first of its record
}

TEST_F(IntakeTest, WhatIsDroppedFromQuarantineComesBackOnlyAsSomethingElse) {
    Intake intake;
    intake.quarantine = {{"entry", "k", "{}", "/plateNo: missing"}};
    must(desk.try_take_in(intake));
    auto const drop = [&] {
        return answer_of<std::size_t>([&](auto done) { desk.store->drop_quarantine({1}, "test car", done); });
    };
    auto const rows = [&] { return must(Reader::open(folder.path)).quarantine({}).value().size(); };

    EXPECT_EQ(drop(), 1u);
    EXPECT_EQ(drop(), 0u);
    must(desk.try_take_in(intake));
    EXPECT_EQ(rows(), 0u);
    intake.quarantine[0].body = "[]";
    must(desk.try_take_in(intake));
    EXPECT_EQ(rows(), 1u);
}

TEST_F(IntakeTest, APictureOfAQuarantinedMessageIsKept) {
    auto const key = must(desk.store->put_image("image/jpeg", "jpeg bytes"));
    Intake intake;
    intake.quarantine = {{.topic = "image", .key = "k", .body = "{}", .problems = "no type", .image = key}};
    must(desk.try_take_in(intake));

    auto const requeued = desk.requeue({1}, [](Quarantined const& row) {
        auto picture = letter(row.topic, "R1");
        picture.image = row.image;
        return picture;
    });

    EXPECT_EQ(requeued.letters, 1u);
    EXPECT_EQ(desk.claim()[0].image, key);
}

TEST_F(IntakeTest, ABadPieceOfAGroupGoesAlone) {
    auto too_long = letter("entry", "R1");
    too_long.body.assign(17 << 20, 'x');
    Intake bad, good;
    bad.lot = good.lot = desk.lot;
    bad.letters = {letter("entry", "R0"), std::move(too_long)};
    good.letters = {letter("entry", "R2")};
    std::promise<Result<IntakeReceipt>> first, second, third;
    desk.store->take_in(good, [&](auto result) { first.set_value(result); });
    desk.store->take_in(std::move(bad), [&](auto result) { second.set_value(result); });
    good.letters[0].record = "R3";
    desk.store->take_in(good, [&](auto result) { third.set_value(result); });

    EXPECT_TRUE(first.get_future().get());
    auto const refused = second.get_future().get();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::rejected);
    EXPECT_TRUE(third.get_future().get());
    auto const letters = desk.claim();
    ASSERT_EQ(letters.size(), 2u);
    EXPECT_EQ(letters[0].record + letters[1].record, "R2R3");
}

}  // namespace
}  // namespace lotbridge::test
