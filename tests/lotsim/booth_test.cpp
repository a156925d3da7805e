#include "lotsim/lot.hpp"

#include <gmock/gmock.h>

namespace lotbridge::lotsim {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;

std::string const plate = "粤B12345";

TEST(Booth, AnEntryIsOneOpenRowWithTheProductsWords) {
    Lot lot;

    auto const entered = lot.booth.enter(lot.arriving(plate, "08:00:00"));

    ASSERT_TRUE(entered);
    EXPECT_EQ(
        lot.one<std::string>("SELECT plateNo || ' ' || inPlateNO || ' ' || carType || ' ' || inPhotographType || ' ' ||"
                             " inDevice || ' ' || inTime FROM SingleCarparkInOutHistory WHERE outTime IS NULL"),
        "粤B12345 粤B12345 临时车 自动 东门入口 2025-06-02 08:00:00");
}

TEST(Booth, APlateThatIsStillInsideGetsItsOldRowAgain) {
    Lot lot;
    auto const first = lot.booth.enter(lot.arriving(plate, "08:00:00"));

    auto const again = lot.booth.enter(lot.arriving(plate, "17:00:00"));

    EXPECT_EQ(again->id, first->id);
    EXPECT_EQ(again->before, at("08:00:00"));
    EXPECT_EQ(lot.one("SELECT count(*) FROM SingleCarparkInOutHistory"), 1);
}

TEST(Booth, AnotherBoothMakesASecondRow) {
    Lot lot;
    auto const first = lot.booth.enter(lot.arriving(plate, "08:00:00"));

    auto const second = lot.booth.enter(lot.arriving(plate, "08:00:07"), true);

    EXPECT_NE(second->id, first->id);
}

TEST(Booth, UnlicensedCarsNeverShareARow) {
    Lot lot;
    auto const first = lot.booth.enter(lot.arriving({}, "08:00:00"));

    auto const second = lot.booth.enter(lot.arriving({}, "08:01:00"));

    EXPECT_NE(second->id, first->id);
    EXPECT_EQ(lot.one("SELECT count(*) FROM SingleCarparkInOutHistory WHERE plateNo IS NULL"), 2);
}

TEST(Booth, ACorrectionChangesThePlateAndKeepsWhatTheCameraRead) {
    Lot lot;
    auto const entered = lot.booth.enter(lot.arriving("粤B12346", "08:00:00"));

    auto const was = lot.booth.correct(entered->id, plate, at("08:00:30"));

    EXPECT_EQ((*was)->plate, "粤B12346");
    EXPECT_EQ(lot.one<std::string>("SELECT plateNo || ' ' || inPlateNO FROM SingleCarparkInOutHistory"),
              "粤B12345 粤B12346");
}

TEST(Booth, EverySaveLeavesACopyInTheChangeQueue) {
    Lot lot;
    auto const entered = lot.booth.enter(lot.arriving("粤B12346", "08:00:00"));
    (void)lot.booth.correct(entered->id, plate, at("08:00:30"));
    (void)lot.booth.leave(lot.leaving(plate, "10:00:00"), {}, false);

    EXPECT_EQ(
        lot.one<std::string>("SELECT group_concat(updateState || ' ' || plateNo || ' ' || coalesce(outTime, '-'), ', ')"
                             " FROM (SELECT * FROM CarparkRecordHistory ORDER BY id)"),
        "新添加 粤B12346 -, 被修改 粤B12345 -, 被修改 粤B12345 2025-06-02 10:00:00");
}

TEST(Booth, AVisitorPaysWhatTheLotsOwnChargeSays) {
    Lot lot;
    (void)lot.booth.enter(lot.arriving(plate, "08:00:00"));

    auto const left = lot.booth.leave(lot.leaving(plate, "10:10:00"), {}, false);

    // 130 minutes: 5 yuan for the first hour and three begun half hours of 1.5 yuan.
    EXPECT_EQ((*left)->due, Money::from_fen(950));
    EXPECT_EQ((*left)->received, Money::from_fen(950));
    EXPECT_EQ(lot.one<double>("SELECT factMoney FROM SingleCarparkInOutHistory"), 9.5);
}

TEST(Booth, WhoHasPaidEnoughBeforehandIsNotAskedAgain) {
    Lot lot;
    auto const entered = lot.booth.enter(lot.arriving(plate, "08:00:00"));
    lot.database.sql() << "INSERT INTO CarPayHistory (plateNO, payId, payTime, payedMoney, couponValue, historyId)"
                          " VALUES ('粤B12345', 'p1', '2025-06-02 10:00:00', 7.5, 2, :id)",
        soci::use(entered->id);

    auto const left = lot.booth.leave(lot.leaving(plate, "10:10:00"), {}, false);

    EXPECT_EQ((*left)->received, Money::from_fen(750));
    EXPECT_EQ((*left)->waived, Money::from_fen(200));
}

TEST(Booth, APaymentForAnEarlierStayOnTheSameRowDoesNotCount) {
    Lot lot;
    auto const entered = lot.booth.enter(lot.arriving(plate, "08:00:00"));
    lot.database.sql() << "INSERT INTO CarPayHistory (plateNO, payId, payTime, payedMoney, historyId)"
                          " VALUES ('粤B12345', 'p1', '2025-06-02 10:00:00', 20, :id)",
        soci::use(entered->id);
    (void)lot.booth.enter(lot.arriving(plate, "12:00:00"));

    auto const left = lot.booth.leave(lot.leaving(plate, "14:00:00"), {}, false);

    EXPECT_EQ((*left)->prepaid, Money());
}

TEST(Booth, WhoHasPaidTooLittlePaysTheRest) {
    Lot lot;
    auto const entered = lot.booth.enter(lot.arriving(plate, "08:00:00"));
    lot.database.sql() << "INSERT INTO CarPayHistory (plateNO, payId, payTime, payedMoney, historyId)"
                          " VALUES ('粤B12345', 'p1', '2025-06-02 09:00:00', 5, :id)",
        soci::use(entered->id);

    auto const left = lot.booth.leave(lot.leaving(plate, "10:10:00"), {}, false);

    EXPECT_EQ((*left)->prepaid, Money::from_fen(500));
    EXPECT_EQ((*left)->received, Money::from_fen(950));
}

TEST(Booth, AMonthlyCarOwesNothing) {
    Lot lot;
    lot.visitor.kind = CarKind::monthly;
    (void)lot.booth.enter(lot.arriving(plate, "08:00:00"));

    auto const left = lot.booth.leave(lot.leaving(plate, "18:00:00"), {}, false);

    EXPECT_EQ((*left)->due, Money());
}

TEST(Booth, AnExitWithoutEntryIsARowWithoutEntryTime) {
    Lot lot;

    auto const left = lot.booth.leave(lot.leaving(plate, "10:00:00"), {}, false);

    EXPECT_TRUE((*left)->in.empty());
    EXPECT_EQ(lot.one("SELECT count(*) FROM SingleCarparkInOutHistory WHERE inTime IS NULL AND outTime IS NOT NULL"),
              1);
}

TEST(Booth, AMisreadCarLeavesOnTheRowThatTheOperatorRemembers) {
    Lot lot;
    auto const entered = lot.booth.enter(lot.arriving("粤B12346", "08:00:00"));

    auto const left = lot.booth.leave(lot.leaving(plate, "09:00:00"), entered->id, false);

    EXPECT_EQ((*left)->id, entered->id);
    EXPECT_EQ((*left)->plate_before, "粤B12346");
}

TEST(Booth, FreeSpacesAreCountedAtEverySave) {
    Lot lot;
    (void)lot.booth.enter(lot.arriving(plate, "08:00:00"));
    auto const one_inside = lot.one("SELECT leftTempNumberOfSlot FROM SingleCarparkCarpark");

    (void)lot.booth.leave(lot.leaving(plate, "09:00:00"), {}, false);

    EXPECT_EQ(one_inside, 599);
    EXPECT_EQ(lot.one("SELECT leftTempNumberOfSlot FROM SingleCarparkCarpark"), 600);
}

TEST(TidyUp, ClosesAllOpenRowsOfAPlateButTheNewest) {
    Lot lot;
    auto const first = lot.booth.enter(lot.arriving(plate, "08:00:00"));
    (void)lot.booth.enter(lot.arriving(plate, "08:00:07"), true);
    (void)lot.booth.enter(lot.arriving("粤B99999", "08:01:00"));

    auto const closed = lot.booth.tidy_up(at("08:10:00"));

    EXPECT_THAT(*closed, ElementsAre(Field(&TidiedUp::id, first->id)));
    EXPECT_EQ(lot.one("SELECT count(*) FROM SingleCarparkInOutHistory WHERE outTime IS NULL"), 2);
}

TEST(TidyUp, TakesAllUnlicensedCarsForOne) {
    Lot lot;
    auto const first = lot.booth.enter(lot.arriving({}, "08:00:00"));
    auto const second = lot.booth.enter(lot.arriving({}, "08:01:00"));
    (void)lot.booth.enter(lot.arriving({}, "08:02:00"));

    auto const closed = lot.booth.tidy_up(at("08:10:00"));

    EXPECT_THAT(*closed, ElementsAre(Field(&TidiedUp::id, first->id), Field(&TidiedUp::id, second->id)));
}

TEST(TidyUp, SetsNothingButTheExitTimeAndSkipsTheChangeQueue) {
    Lot lot;
    auto const first = lot.booth.enter(lot.arriving(plate, "08:00:00"));
    (void)lot.booth.enter(lot.arriving(plate, "08:00:07"), true);

    (void)lot.booth.tidy_up(at("08:10:00"));

    EXPECT_EQ(
        lot.one(fmt::format("SELECT count(*) FROM SingleCarparkInOutHistory WHERE id = {} AND outTime ="
                            " '2025-06-02 08:10:00' AND outDevice IS NULL AND outPlateNO IS NULL AND factMoney = 0",
                            first->id)),
        1);
    EXPECT_EQ(lot.one("SELECT count(*) FROM CarparkRecordHistory"), 2);
}

TEST(TidyUp, FindsNothingToDoInATidyLot) {
    Lot lot;
    (void)lot.booth.enter(lot.arriving(plate, "08:00:00"));

    EXPECT_THAT(*lot.booth.tidy_up(at("08:10:00")), IsEmpty());
}

TEST(TidyUp, AnUnlicensedCarThatWasTidiedAwayLeavesByHandOpening) {
    Lot lot;
    auto const first = lot.booth.enter(lot.arriving({}, "08:00:00"));
    (void)lot.booth.enter(lot.arriving({}, "08:01:00"));
    (void)lot.booth.tidy_up(at("08:10:00"));

    auto const left = lot.booth.leave(lot.leaving({}, "09:00:00"), first->id, false);

    ASSERT_TRUE(left);
    EXPECT_FALSE(*left);
}

}  // namespace
}  // namespace lotbridge::lotsim
