// Pictures on their way: each waits for the record that it belongs to.
#include "fakes/member.hpp"
#include "relay/lot_fixture.hpp"

#include <gmock/gmock.h>

namespace lotbridge::relay {
namespace {

using fakes::member;
using testing::ElementsAre;
using testing::HasSubstr;

TEST_F(UplinkTest, SendsAPictureWithItsBytesAfterItsRecord) {
    gateway.set_reachable(false);
    start();
    entry("R1");
    picture("R1", "I1");

    gateway.set_reachable(true);
    idle();

    ASSERT_THAT(gateway.topics(), ElementsAre("vehicle_entry", "image_upload"));
    EXPECT_EQ(gateway.sent[1].exchange.image, "jpeg bytes");
}

TEST_F(UplinkTest, HoldsAPictureThatCameBeforeItsEntryUntilThatIsAccepted) {
    gateway.answer = [&](auto const&) { return gateway.sent.size() == 1 ? fakes::refused() : fakes::accepted(); };
    start();
    picture("R1", "I1");
    picture("R1", "I2");
    EXPECT_THAT(gateway.topics(), ElementsAre());

    entry("R1");
    EXPECT_THAT(gateway.topics(), ElementsAre("vehicle_entry"));
    advance(10min, 5min);
    idle();

    ASSERT_THAT(gateway.topics(), ElementsAre("vehicle_entry", "vehicle_entry", "image_upload", "image_upload"));
    EXPECT_EQ(member(gateway.sent[2].exchange.data, "imageCode"), "I1");
    EXPECT_EQ(gateway.sent[2].exchange.image, "jpeg bytes");
    EXPECT_EQ(counts().waiting + counts().held, 0);
}

TEST_F(UplinkTest, SendsAPictureThatCameFirstAfterTheBillOfItsRecord) {
    gateway.set_reachable(false);
    start();
    picture("R1", "I1");
    entry("R1");
    exit("R1");

    gateway.set_reachable(true);
    idle();
    idle();

    EXPECT_THAT(gateway.topics(), ElementsAre("supplementary_bill", "image_upload"));
}

TEST_F(UplinkTest, SendsThePicturesOfAStayWhoseEntryItNeverKnewAfterTheExit) {
    start();
    picture("R1", "I1");
    exit("R1");

    EXPECT_THAT(gateway.topics(), ElementsAre("vehicle_exit", "image_upload"));
}

TEST_F(UplinkTest, HoldsAPictureAcrossACrashThatMadeItLookSent) {
    gateway.set_reachable(false);
    start();
    picture("R1", "I1");
    store->claim(lot, 10, 0, scheduler.now(), [](auto const&) {});
    idle();
    uplink.reset();
    store.reset();
    open_store();
    intake = std::make_unique<Intake>(*store, lot, settings, [this] { return scheduler.wall(); });
    start();
    gateway.set_reachable(true);
    idle();
    ASSERT_TRUE(gateway.sent.empty());

    entry("R1");
    idle();

    EXPECT_THAT(gateway.topics(), ElementsAre("vehicle_entry", "image_upload"));
}

TEST_F(UplinkTest, GivesUpAPictureWhoseRecordNeverCameAndSendsItWhenAPersonWantsIt) {
    start();
    picture("R1", "I1");

    advance(30 * 24h + 1min, 24h);
    EXPECT_EQ(counts().dead, 1);
    EXPECT_THAT(letter().words, HasSubstr("5.1.5"));
    EXPECT_TRUE(gateway.sent.empty());

    store->retry({letter().seq}, scheduler.wall(), [](auto const&) {});
    idle();
    EXPECT_THAT(gateway.topics(), ElementsAre("image_upload"));
}

}  // namespace
}  // namespace lotbridge::relay
