#include "store/reader.hpp"
#include "store/desk.hpp"

#include <SQLiteCpp/Database.h>
#include <gmock/gmock.h>
#include <sqlite3.h>
#include <fstream>

namespace lotbridge::test {
namespace {
namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

std::vector<Seq> seqs(std::vector<ListedLetter> const& letters) {
    std::vector<Seq> seqs;
    for (auto const& listed : letters) seqs.push_back(listed.letter.seq);
    return seqs;
}

struct ReaderTest : testing::Test {
    Folder folder;
    Desk desk{folder.path};

    // 1 delivered, 2 in flight, 3 behind it, 4 held, 5 dead, 6 ready in another lot
    void fill() {
        desk.take_in({letter("entry", "R1"), letter("entry", "R2"), letter("exit", "R2"), letter("entry", "R4"),
                      letter("entry", "R5")});
        desk.claim();
        desk.settle({delivered(1), held(4, at(600s)), dead(5)});
        Intake other;
        other.lot = must(desk.store->lot("lot 2"));
        other.captured = on_day(3);
        other.letters = {letter("entry", "R1")};
        must(desk.try_take_in(other));
    }
    Reader reader() const { return must(Reader::open(folder.path)); }
    std::vector<Seq> listed(Filter const& filter) const { return seqs(must(reader().letters(filter))); }
};

TEST_F(ReaderTest, LettersAreListedByLotTopicRecordAndState) {
    fill();

    EXPECT_THAT(listed({}), ElementsAre(1, 2, 3, 4, 5, 6));
    EXPECT_THAT(listed({.lot = "lot 2"}), ElementsAre(6));
    EXPECT_THAT(listed({.lot = "lot 9"}), IsEmpty());
    EXPECT_THAT(listed({.topic = "exit"}), ElementsAre(3));
    EXPECT_THAT(listed({.topic = "never heard of"}), IsEmpty());
    EXPECT_THAT(listed({.record = "R1"}), ElementsAre(1, 6));
    EXPECT_THAT(listed({.lot = "lot 1", .record = "R1"}), ElementsAre(1));
    EXPECT_THAT(listed({.state = State::ready}), ElementsAre(2, 6));
    EXPECT_THAT(listed({.lot = "lot 1", .state = State::ready}), ElementsAre(2));
    EXPECT_THAT(listed({.state = State::behind}), ElementsAre(3));
    EXPECT_THAT(listed({.state = State::held}), ElementsAre(4));
    EXPECT_THAT(listed({.state = State::dead}), ElementsAre(5));
    EXPECT_THAT(listed({.state = State::delivered}), ElementsAre(1));
    EXPECT_THAT(listed({.lot = "lot 2", .state = State::delivered}), IsEmpty());
}

TEST_F(ReaderTest, LongListsComeInPages) {
    fill();

    EXPECT_THAT(listed({.after = 2, .limit = 2}), ElementsAre(3, 4));
    EXPECT_THAT(listed({.state = State::ready, .limit = 1}), ElementsAre(2));
    EXPECT_THAT(listed({.state = State::ready, .after = 2, .limit = 1}), ElementsAre(6));
}

TEST_F(ReaderTest, OneLetterIsShownWithWhatIsKnownOfIt) {
    fill();

    auto const held = must(reader().letter(4)).value();
    EXPECT_EQ(held.lot_name, "lot 1");
    EXPECT_EQ(held.due, at(600s));
    EXPECT_EQ(held.finished, std::nullopt);
    EXPECT_EQ(must(reader().letter(1))->finished, on_day(0));
    EXPECT_EQ(must(reader().letter(5))->letter.state, State::dead);
    EXPECT_FALSE(must(reader().letter(77)));
}

TEST_F(ReaderTest, ADeadLetterThatIsSentAgainIsNotFinishedAnyMore) {
    fill();

    desk.retry({5});

    EXPECT_EQ(must(reader().letter(5))->finished, std::nullopt);
    EXPECT_EQ(must(reader().letter(5))->letter.revived, on_day(0));
}

TEST_F(ReaderTest, LettersAreCountedByLot) {
    fill();

    auto const counts = must(reader().counts());

    ASSERT_EQ(counts.size(), 2u);
    EXPECT_EQ(counts[0].first, "lot 1");
    EXPECT_EQ(counts[0].second.waiting, 2);
    EXPECT_EQ(counts[0].second.held, 1);
    EXPECT_EQ(counts[0].second.dead, 1);
    EXPECT_EQ(counts[0].second.delivered, 1);
    EXPECT_EQ(counts[1].second.waiting, 1);
    EXPECT_EQ(counts[1].second.oldest_waiting, on_day(3));
}

TEST_F(ReaderTest, QuarantineAndCursorsAreListed) {
    Intake intake;
    intake.instance = "donglu";
    intake.cursor = "17";
    intake.quarantine = {{"entry", "k", "{}", "/plateNo: missing"}};
    must(desk.try_take_in(intake));

    auto const quarantine = must(reader().quarantine({}));
    ASSERT_EQ(quarantine.size(), 1u);
    EXPECT_EQ(quarantine[0].problems, "/plateNo: missing");
    EXPECT_EQ(quarantine[0].topic, "entry");
    EXPECT_EQ(quarantine[0].lot, "lot 1");
    EXPECT_THAT(must(reader().quarantine({.topic = "exit"})), IsEmpty());
    EXPECT_THAT(must(reader().cursors()), ElementsAre(Pair("lot 1/donglu", "17")));
}

TEST_F(ReaderTest, PaymentsThatAreOwedOrRefusedAreListedAndCounted) {
    for (std::string const order : {"1", "2", "3"}) {
        NewCommand payment;
        payment.topic = "payment";
        payment.key = "order " + order;
        payment.owed = true;
        desk.begin(payment);
    }
    desk.finish(2, CommandState::refused, "1", "the car has left");
    desk.finish(3, CommandState::answered, "1");

    auto const payments = must(reader().payments({.lot = "lot 1"}));
    ASSERT_EQ(payments.size(), 2u);
    EXPECT_EQ(payments[0].state, CommandState::owed);
    EXPECT_EQ(payments[1].state, CommandState::refused);
    EXPECT_EQ(payments[1].key, "order 2");
    EXPECT_EQ(payments[1].lot_name, "lot 1");
    EXPECT_THAT(must(reader().payments({.lot = "lot 2"})), IsEmpty());
    EXPECT_THAT(must(reader().payments({.after = 1, .limit = 5})), testing::SizeIs(1));
    auto const counts = must(reader().counts());
    EXPECT_EQ(counts[0].second.owed_payments, 1);
    EXPECT_EQ(counts[0].second.refused_payments, 1);
}

TEST_F(ReaderTest, AStoppedHostsStoreIsReadToo) {
    fill();
    desk.close();

    EXPECT_EQ(listed({}).size(), 6u);
    EXPECT_THAT(must(reader().verify()), IsEmpty());
}

TEST_F(ReaderTest, AFolderWithoutAStoreIsSaidSo) {
    Folder const empty;

    EXPECT_THAT(Reader::open(empty.path).error().message, HasSubstr("no host has stored anything there yet"));
    EXPECT_FALSE(fs::exists(empty.path / "lotbridge.db"));
}

TEST_F(ReaderTest, AFolderThatCannotBeLookedIntoIsSaidSo) {
    auto const reader = Reader::open(fs::path(std::string(300, 'x')));  // longer than any name may be

    ASSERT_FALSE(reader);
    EXPECT_THAT(reader.error().message, HasSubstr("lotbridge.db: "));
}

TEST_F(ReaderTest, ASoundStoreIsVerified) {
    fill();
    auto picture = letter("image", "R1");
    picture.image = must(desk.store->put_image("image/jpeg", "picture"));
    desk.take_in({picture});

    EXPECT_THAT(must(reader().verify()), IsEmpty());
}

TEST_F(ReaderTest, FindingsNameTheLetterAndTheFault) {
    fill();
    auto picture = letter("image", "R9");
    picture.image = must(desk.store->put_image("image/jpeg", "picture"));
    desk.take_in({picture});
    desk.close();
    std::ofstream(folder.path / "images" / picture.image.substr(0, 2) / picture.image) << "changed";
    SQLite::Database((folder.path / "lotbridge.db").string(), SQLITE_OPEN_READWRITE)
        .exec(
            "DELETE FROM letter WHERE seq = 4; DELETE FROM receipt WHERE seq = 1;"
            "DELETE FROM outbox WHERE seq = 2");

    auto const findings = must(reader().verify());

    EXPECT_THAT(findings,
                ElementsAre("letter 4 is waiting and has no content", "letter 1 is neither waiting nor finished",
                            "letter 2 is neither waiting nor finished",
                            "letter 3 waits behind a head that is not there", HasSubstr("letter 7: picture ")));
}

TEST_F(ReaderTest, TrafficIsCountedByTopicAndByWhatBecameOfIt) {
    fill();

    auto const traffic = must(reader().traffic("lot 1", {WallTime(), WallTime(1ms)}));

    ASSERT_EQ(traffic.size(), 2u);
    auto const& entries = traffic[0];
    EXPECT_EQ(entries.topic, "entry");
    EXPECT_EQ(entries.taken, 4);
    EXPECT_EQ(entries.delivered, 1);
    EXPECT_EQ(entries.waiting, 1);
    EXPECT_EQ(entries.held, 1);
    EXPECT_EQ(entries.dead, 1);
    EXPECT_EQ(entries.first_delivered, 1);
    EXPECT_EQ(entries.last_troubled, 5);
    EXPECT_EQ(entries.oldest_open, WallTime());
    EXPECT_EQ(traffic[1].waiting, 1);
}

TEST_F(ReaderTest, TrafficIsOfOneLotAndOfTheSpan) {
    fill();

    EXPECT_THAT(must(reader().traffic("lot 2", {WallTime(), on_day(3)})), IsEmpty());
    EXPECT_EQ(must(reader().traffic("lot 2", {on_day(3), on_day(4)})).size(), 1u);
    EXPECT_THAT(must(reader().traffic("lot 9", {WallTime(), WallTime::max()})), IsEmpty());
    EXPECT_EQ(must(reader().last_seq()), 6);
}

TEST_F(ReaderTest, AuditLinesAreListedBySpan) {
    for (auto const day : {1, 2}) {
        Audit const line{desk.lot, on_day(day), "gate_control", "cloud", "requested", std::to_string(day)};
        must(answer_of<void>([&](auto done) { desk.store->audit(line, done); }));
    }

    auto const lines = must(reader().audit("lot 1", {on_day(2), on_day(3)}));

    ASSERT_EQ(lines.size(), 1u);
    EXPECT_EQ(lines[0].detail, "2");
    EXPECT_EQ(lines[0].outcome, "requested");
}

}  // namespace
}  // namespace lotbridge::test
