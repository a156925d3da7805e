// One car's letters on their way: which waits for which, which become a bill, and what a correction changes.
#include "fakes/member.hpp"
#include "relay/lot_fixture.hpp"

#include <gmock/gmock.h>

namespace lotbridge::relay {
namespace {

using fakes::member;
using testing::ElementsAre;

TEST_F(UplinkTest, SendsTheExitOnlyAfterTheEntryWasAccepted) {
    gateway.silent = true;
    start();
    entry("R1");
    exit("R1");
    EXPECT_THAT(gateway.topics(), ElementsAre("vehicle_entry"));

    gateway.silent = false;
    gateway.answer_open(fakes::accepted());
    idle();

    EXPECT_THAT(gateway.topics(), ElementsAre("vehicle_entry", "vehicle_exit"));
}

TEST_F(UplinkTest, TurnsAWaitingEntryAndItsExitIntoOneSupplementaryBill) {
    gateway.set_reachable(false);
    start();
    entry("R1");
    exit("R1");

    gateway.set_reachable(true);
    idle();

    ASSERT_THAT(gateway.topics(), ElementsAre("supplementary_bill"));
    auto const& bill = gateway.sent[0].exchange.data;
    EXPECT_EQ(member(bill, "outcross"), "S1");
    EXPECT_EQ(member(bill, "payMoney"), "12.50");
    EXPECT_EQ(member(bill, "parkId"), "P1");
    EXPECT_EQ(counts().waiting, 0);
}

TEST_F(UplinkTest, TurnsAnEntryWhoseAnswerWasLostIntoABillWhenTheCarHasLeft) {
    gateway.answer = [](cloud::Exchange const& exchange) {
        return exchange.topic == "vehicle_entry" ? fakes::lost() : fakes::accepted();
    };
    start();
    entry("R1");
    exit("R1");
    EXPECT_THAT(gateway.topics(), ElementsAre("vehicle_entry"));

    advance(5s, 5s);

    EXPECT_THAT(gateway.topics(), ElementsAre("vehicle_entry", "supplementary_bill"));
    EXPECT_NE(gateway.sent[0].exchange.opr_num, gateway.sent[1].exchange.opr_num);
}

TEST_F(UplinkTest, TurnsAnEntryThatWasGivenUpAndTheExitBehindItIntoABill) {
    gateway.answer = refuses_entries_for_good;
    gateway.silent = true;
    start();
    entry("R1");
    exit("R1");
    gateway.silent = false;
    gateway.answer_open(fakes::permanent());
    idle();

    EXPECT_THAT(gateway.topics(), ElementsAre("vehicle_entry", "supplementary_bill"));
    EXPECT_EQ(member(gateway.sent.back().exchange.data, "inCross"), "N1");
    EXPECT_EQ(letter(0).state, store::State::folded);
    EXPECT_EQ(counts().dead, 0);
    EXPECT_EQ(counts().delivered, 1);
}

TEST_F(UplinkTest, TurnsAnEntryThatWasGivenUpAndAnExitThatComesLaterIntoABill) {
    gateway.answer = refuses_entries_for_good;
    start();
    entry("R1", "测A11111");
    correction("R1", "测A22222");
    entry("R2");
    ASSERT_EQ(counts().dead, 2);

    exit("R1", "测A11111");

    EXPECT_EQ(gateway.topics().back(), "supplementary_bill");
    EXPECT_EQ(member(gateway.sent.back().exchange.data, "carNum"), "测A22222");
    EXPECT_EQ(counts().dead, 1);
}

TEST_F(UplinkTest, KeepsAnExitWhoseEntryWasSentAgainAndAccepted) {
    gateway.answer = refuses_entries_for_good;
    start();
    entry("R1");
    gateway.answer = [](auto const&) { return fakes::accepted(); };
    gateway.set_reachable(false);
    entry("R2");
    store->retry({letter(0).seq}, scheduler.wall(), [](auto const&) {});
    store->drop({letter(1).seq}, "test car", [](auto const&) {});
    gateway.set_reachable(true);
    idle();

    exit("R1");

    EXPECT_THAT(gateway.topics(), ElementsAre("vehicle_entry", "vehicle_entry", "vehicle_exit"));
}

TEST_F(UplinkTest, MakesABillOfTheExitAloneWhenItsEntryWasDropped) {
    gateway.set_reachable(false);
    start();
    entry("R1");
    store->drop({letter(0).seq}, "refused", [](auto const&) {});
    exit("R1");

    gateway.set_reachable(true);
    idle();

    ASSERT_THAT(gateway.topics(), ElementsAre("supplementary_bill"));
    EXPECT_EQ(member(gateway.sent[0].exchange.data, "inTime"), "2026-05-28 20:00:00");
    EXPECT_EQ(letter(0).state, store::State::dropped);
}

TEST_F(UplinkTest, MakesABillOfTheExitAloneWhenItsEntryIsInQuarantine) {
    start();
    deliver("vehicle_entry", R"({"recordCode":"R1","inTime":"yesterday"})", "k1");
    ASSERT_EQ(counts().quarantined, 1);

    exit("R1");
    exit("R2");

    EXPECT_THAT(gateway.topics(), ElementsAre("supplementary_bill", "vehicle_exit"));
}

TEST_F(UplinkTest, SendsAWaitingEntryWithItsCorrection) {
    gateway.set_reachable(false);
    start();
    entry("R1", "测A11111");
    correction("R1", "测A22222");

    gateway.set_reachable(true);
    idle();

    ASSERT_THAT(gateway.topics(), ElementsAre("vehicle_entry"));
    EXPECT_EQ(member(gateway.sent[0].exchange.data, "carNum"), "测A22222");
}

TEST_F(UplinkTest, SendsAnEntryThatWasCapturedAfterItsCorrection) {
    gateway.answer = [](cloud::Exchange const& exchange) {
        return exchange.topic == "vehicle_correction" ? fakes::refused() : fakes::accepted();
    };
    start();
    correction("R1", "测A22222");
    entry("R1", "测A11111");
    exit("R1", "测A11111");

    advance(10min);

    EXPECT_THAT(gateway.topics(), ElementsAre("vehicle_correction", "supplementary_bill"));
    EXPECT_EQ(member(gateway.sent[1].exchange.data, "carNum"), "测A22222");
    EXPECT_EQ(counts().waiting + counts().held, 0);
}

TEST_F(UplinkTest, KeepsInTheBillACorrectionThatItsEntryHadAbsorbed) {
    gateway.answer = [](cloud::Exchange const& exchange) {
        return exchange.topic == "vehicle_entry" ? fakes::refused() : fakes::accepted();
    };
    start();
    entry("R1", "测A11111");
    correction("R1", "测A22222");
    advance(10min);
    EXPECT_THAT(gateway.topics(), ElementsAre("vehicle_entry", "vehicle_entry"));
    exit("R1", "测A11111");

    advance(10min);

    EXPECT_THAT(gateway.topics(), ElementsAre("vehicle_entry", "vehicle_entry", "supplementary_bill"));
    EXPECT_EQ(member(gateway.sent.back().exchange.data, "carNum"), "测A22222");
}

TEST_F(UplinkTest, RepeatsAnUncertainEntryUnchangedBeforeItsCorrection) {
    gateway.answer = [&](auto const&) { return gateway.sent.size() == 1 ? fakes::lost() : fakes::accepted(); };
    start();
    entry("R1", "测A11111");
    correction("R1", "测A22222");

    advance(5s, 5s);

    ASSERT_THAT(gateway.topics(), ElementsAre("vehicle_entry", "vehicle_entry", "vehicle_correction"));
    EXPECT_EQ(gateway.sent[0].exchange.data, gateway.sent[1].exchange.data);
}

TEST_F(UplinkTest, SendsTheExitWithTheCorrectedPlate) {
    start();
    entry("R1", "测A11111");
    correction("R1", "测A22222");
    exit("R1", "测A11111");

    ASSERT_THAT(gateway.topics(), ElementsAre("vehicle_entry", "vehicle_correction", "vehicle_exit"));
    EXPECT_EQ(member(gateway.sent[2].exchange.data, "carNum"), "测A22222");
}

TEST_F(UplinkTest, SendsAnExitWithACorrectionThatWasReadAfterIt) {
    start();
    entry("R1", "测A11111");
    correction("R1", "测A22222");
    gateway.set_reachable(false);
    exit("R1", "测A11111");
    correction("R1", "测A33333");

    gateway.set_reachable(true);
    idle();

    ASSERT_THAT(gateway.topics(), ElementsAre("vehicle_entry", "vehicle_correction", "vehicle_exit"));
    EXPECT_EQ(member(gateway.sent[2].exchange.data, "carNum"), "测A33333");
    EXPECT_EQ(counts().waiting + counts().held + counts().dead, 0);
}

TEST_F(UplinkTest, RepeatsAnUncertainExitUnchangedByALaterCorrection) {
    gateway.answer = [&](auto const&) { return gateway.sent.size() == 2 ? fakes::lost() : fakes::accepted(); };
    start();
    entry("R1", "测A11111");
    exit("R1", "测A11111");
    correction("R1", "测A22222");

    advance(5s, 5s);

    ASSERT_THAT(gateway.topics(), ElementsAre("vehicle_entry", "vehicle_exit", "vehicle_exit"));
    EXPECT_EQ(gateway.sent[1].exchange.data, gateway.sent[2].exchange.data);
    EXPECT_EQ(counts().waiting, 0);
}

TEST_F(UplinkTest, LaysACorrectionOfACarThatHasLeftAsideWithoutAFault) {
    start();
    entry("R1", "测A11111");
    exit("R1", "测A11111");

    correction("R1", "测A22222");
    advance(10min);

    EXPECT_THAT(gateway.topics(), ElementsAre("vehicle_entry", "vehicle_exit"));
    EXPECT_EQ(counts().waiting + counts().held + counts().dead, 0);
    EXPECT_EQ(counts().delivered, 2);
}

}  // namespace
}  // namespace lotbridge::relay
