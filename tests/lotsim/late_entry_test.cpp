#include "lotsim/late_entry.hpp"

#include "lotsim/lot.hpp"

namespace lotbridge::lotsim {
namespace {

TEST(LateEntry, AppearsAfterRowsWithHigherNumbers) {
    Lot lot;
    LateEntry late(lot.database);

    auto const late_id = late.begin(lot.arriving("粤B11111", "08:00:00"));
    auto const next = lot.booth.enter(lot.arriving("粤B22222", "08:00:05"));
    auto const seen_meanwhile = lot.one("SELECT group_concat(id) FROM SingleCarparkInOutHistory");
    auto const committed = late.commit(at("08:00:12"));

    EXPECT_EQ(seen_meanwhile, next->id);
    EXPECT_LT(*late_id, next->id);
    EXPECT_EQ(*committed, *late_id);
    EXPECT_EQ(lot.one<std::string>("SELECT inTime FROM SingleCarparkInOutHistory WHERE plateNo = '粤B11111'"),
              "2025-06-02 08:00:00");
}

TEST(LateEntry, TheChangeQueueHasTheSameHole) {
    Lot lot;
    LateEntry late(lot.database);
    (void)late.begin(lot.arriving("粤B11111", "08:00:00"));
    (void)lot.booth.enter(lot.arriving("粤B22222", "08:00:05"));

    (void)late.commit(at("08:00:12"));

    EXPECT_EQ(lot.one<std::string>(
                  "SELECT group_concat(plateNo) FROM (SELECT plateNo FROM CarparkRecordHistory ORDER BY id)"),
              "粤B11111,粤B22222");
}

TEST(LateEntry, NumbersGoOnBehindIt) {
    Lot lot;
    LateEntry late(lot.database);
    auto const first = late.begin(lot.arriving("粤B11111", "08:00:00"));
    (void)late.commit(at("08:00:12"));

    auto const next = lot.booth.enter(lot.arriving("粤B22222", "08:01:00"));

    EXPECT_EQ(next->id, *first + 1);
    EXPECT_FALSE(late.open());
}

}  // namespace
}  // namespace lotbridge::lotsim
