#include "lotsim/player.hpp"

#include "lotsim/books.hpp"
#include "lotsim/lot.hpp"

#include <gmock/gmock.h>

namespace lotbridge::lotsim {
namespace {

using testing::AllOf;
using testing::Ge;
using testing::HasSubstr;
using testing::SizeIs;

Moment const play_start(LocalTime::parse("2025-06-02 06:00:00")->at());

struct Played {
    explicit Played(std::size_t events, std::uint64_t seed = 7) {
        Script script({.seed = seed}, play_start);
        Pace const pace({.start = play_start, .speed = 0});
        auto ledger = Ledger::open(file());
        auto desk = Desk::open(lot.database, *ledger);
        Pictures pictures(lot.folder, 0.02, seed);
        LateEntry late(lot.database);
        Office office(lot.database, *ledger);
        Player player({.events = events}, {script, pace, pictures, lot.booth, late, *desk, office, *ledger});
        score = player.run([] { return false; }, [](Score const&, Moment) {});
    }
    std::filesystem::path file() const { return lot.folder / "ledger.jsonl"; }
    // Without the real time at which each line was written.
    std::string ledger_text() const {
        std::ifstream lines(file());
        std::string text;
        for (std::string line; std::getline(lines, line);) text += line.substr(0, line.find(R"(,"written":)")) + "}\n";
        return text;
    }

    Lot lot;
    Result<Score> score;
};

TEST(Play, TheLedgerEqualsTheDatabaseAtTheEnd) {
    Played played(3000);

    ASSERT_TRUE(played.score);
    EXPECT_THAT(books_of_ledger(played.file()), SizeIs(Ge(1000u)));
    EXPECT_EQ(books_of_ledger(played.file()), books_of_database(played.lot.database));
}

TEST(Play, TheSameSeedWritesTheSameLedger) {
    Played const first(1000), second(1000);

    EXPECT_EQ(first.ledger_text(), second.ledger_text());
}

TEST(Play, StopsAfterTheEventsAskedFor) {
    Played const played(100);

    EXPECT_THAT(played.score->events(), testing::AnyOf(100u, 101u));  // an exit may mend a plate as well
}

TEST(Play, ADayHasReusedRowsLateEntriesExitsWithoutEntryAndTidiedRows) {
    Played const played(4000);

    EXPECT_THAT(played.ledger_text(), AllOf(HasSubstr(R"("reused":true)"), HasSubstr(R"("late":true)"),
                                            HasSubstr(R"("in":null)"), HasSubstr(R"("what":"tidy_up")"),
                                            HasSubstr(R"("what":"correction")"), HasSubstr(R"("plate":null)")));
}

TEST(Play, TheOfficeRenewsCardsMissesDevicesAndTakesEachReceiptOnce) {
    Played played(3000);
    auto& lot = played.lot;

    EXPECT_THAT(played.ledger_text(), AllOf(HasSubstr(R"("what":"renewal")"), HasSubstr(R"("there":false)"),
                                            HasSubstr(R"("there":true)"), HasSubstr(R"("what":"hand_in")")));
    EXPECT_GT(lot.one("SELECT count(*) FROM SingleCarparkMonthlyUserPayHistory WHERE overdueTime > createTime"), 2);
    EXPECT_LE(lot.one("SELECT count(*) FROM DeviceErrorMessage WHERE nomalTime IS NULL"), 1);
    EXPECT_GT(lot.one("SELECT count(*) FROM SingleCarparkReturnAccount WHERE factReturn > 0"), 2);
    EXPECT_EQ(
        lot.one("SELECT round(100 * (SELECT sum(factReturn) FROM SingleCarparkReturnAccount)"
                " - 100 * (SELECT sum(factMoney) FROM SingleCarparkInOutHistory WHERE returnAccount IS NOT NULL))"),
        0);
}

TEST(Play, PicturesAreJpegFilesWhereTheRowSays) {
    Played played(500);
    auto const path =
        played.lot.one<std::string>("SELECT min(bigImg) FROM SingleCarparkInOutHistory WHERE bigImg IS NOT NULL");
    std::ifstream picture(played.lot.folder / "img" / path, std::ios::binary);
    std::string const bytes(std::istreambuf_iterator<char>(picture), {});

    EXPECT_THAT(path, AllOf(testing::StartsWith("2025/06/02/"), testing::EndsWith("_big.jpg")));
    EXPECT_EQ(bytes.substr(0, 4), "\xff\xd8\xff\xe0");
    EXPECT_EQ(bytes.substr(bytes.size() - 2), "\xff\xd9");
}

}  // namespace
}  // namespace lotbridge::lotsim
