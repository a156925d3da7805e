// One message on its way to the cloud: once, again, no more than so often, together with others, or never.
#include "fakes/member.hpp"
#include "relay/lot_fixture.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace lotbridge::relay {
namespace {

using fakes::member;
using testing::ElementsAre;
using testing::HasSubstr;

TEST_F(UplinkTest, DeliversAnEntryOnceAndKeepsTheProof) {
    start();
    entry("R1");
    entry("R1");

    EXPECT_THAT(gateway.topics(), ElementsAre("vehicle_entry"));
    EXPECT_EQ(counts().delivered, 1);
    EXPECT_EQ(counts().waiting, 0);
}

TEST_F(UplinkTest, SendsARefusedMessageAgainAfterTenMinutes) {
    gateway.answer = [&](auto const&) { return gateway.sent.size() == 1 ? fakes::refused() : fakes::accepted(); };
    start();
    entry("R1");

    advance(9min + 59s, 1s);
    EXPECT_EQ(gateway.sent.size(), 1u);

    advance(1s, 1s);
    ASSERT_EQ(gateway.sent.size(), 2u);
    EXPECT_EQ(gateway.sent[0].exchange.opr_num, gateway.sent[1].exchange.opr_num);
    EXPECT_EQ(counts().delivered, 1);
}

TEST_F(UplinkTest, NeverSendsAMessageMoreThanFiveTimesInAnyHour) {
    gateway.answer = [](auto const&) { return fakes::lost(); };
    start();
    entry("R1");

    advance(6h, 1min);

    ASSERT_GT(gateway.sent.size(), 20u);
    for (std::size_t i = 5; i < gateway.sent.size(); ++i)
        EXPECT_GE(gateway.sent[i].at - gateway.sent[i - 5].at, 60min) << "request " << i;
}

TEST_F(UplinkTest, CountsRequestsAcrossARestart) {
    gateway.answer = [](auto const&) { return fakes::lost(); };
    start();
    entry("R1");
    advance(10min, 5s);
    ASSERT_EQ(gateway.sent.size(), 5u);

    uplink.reset();
    start();
    advance(45min);

    EXPECT_EQ(gateway.sent.size(), 5u);
}

TEST_F(UplinkTest, LetsOtherRecordsPassARefusedOne) {
    gateway.answer = [](cloud::Exchange const& exchange) {
        return member(exchange.data, "recordCode") == "R1" ? fakes::refused() : fakes::accepted();
    };
    start();
    entry("R1");
    entry("R2");

    EXPECT_EQ(counts().delivered, 1);
    EXPECT_EQ(counts().held, 1);
}

TEST_F(UplinkTest, SendsOnlyTheNewestNumberOfFreeSpaces) {
    gateway.set_reachable(false);
    start();
    for (auto const* count : {"30", "29", "28"}) deliver("free_spaces", std::string(R"({"emptyNum":)") + count + "}");

    gateway.set_reachable(true);
    idle();

    ASSERT_EQ(gateway.sent.size(), 1u);
    EXPECT_EQ(member(gateway.sent[0].exchange.data, "emptyNum"), "28");
}

TEST_F(UplinkTest, RepeatsTheLastNumberOfFreeSpacesAlsoAfterARestart) {
    deliver("free_spaces", R"({"emptyNum":30})");
    deliver("free_spaces", R"({"emptyNum":29})");
    start();
    restart_intake();

    intake->repeat_free_spaces();
    idle();

    ASSERT_EQ(gateway.sent.size(), 2u);
    EXPECT_EQ(member(gateway.sent[1].exchange.data, "emptyNum"), "29");
    EXPECT_NE(gateway.sent[1].exchange.opr_num, gateway.sent[0].exchange.opr_num);
}

TEST_F(UplinkTest, DoesNotTakeTheSameNumberOfFreeSpacesForAChange) {
    start();
    deliver("free_spaces", R"({"emptyNum":30})");
    deliver("free_spaces", R"({"emptyNum":30})");
    restart_intake();
    deliver("free_spaces", R"({"emptyNum":30})");
    EXPECT_EQ(gateway.sent.size(), 1u);

    deliver("free_spaces", R"({"emptyNum":29})");
    deliver("free_spaces", R"({"emptyNum":30})");

    EXPECT_EQ(gateway.sent.size(), 3u);
}

TEST_F(UplinkTest, SendsLiveMessagesBeforeTheBacklog) {
    settings.cloud.profile.concurrency = 1;
    gateway.set_reachable(false);
    start();
    for (int i = 0; i < 20; ++i) entry("OLD" + std::to_string(i));
    gateway.silent = true;
    gateway.set_reachable(true);
    idle();
    entry("LIVE");

    for (int i = 0; i < 4; ++i) {
        gateway.answer_open(fakes::accepted());
        idle();
    }

    std::vector<std::string> records;
    for (auto const& sent : gateway.sent) records.push_back(member(sent.exchange.data, "recordCode"));
    EXPECT_THAT(records, testing::Contains("LIVE"));
}

TEST_F(UplinkTest, FindsTheOneBadMessageOfABatchAndDeliversTheOthers) {
    batch_with_a_bad_one();

    EXPECT_THAT(gateway.sent.front().exchange.data, HasSubstr("},{"));
    EXPECT_EQ(counts().delivered, 7);
    EXPECT_EQ(counts().held, 1);
    EXPECT_EQ(letter(7).requests.size(), 1u);
}

TEST_F(UplinkTest, PutsAPermanentlyRefusedMessageToTheDeadLettersAndGoesOn) {
    gateway.answer = refuses_entries_for_good;
    start();
    entry("R1");
    correction("R1", "测A22222");

    EXPECT_EQ(counts().dead, 1);
    EXPECT_EQ(counts().delivered, 1);
    EXPECT_THAT(letter(0).words, HasSubstr("8001"));
}

TEST_F(UplinkTest, SendsWhatTheLinkHeldBackAsSoonAsItIsBackWithoutCountingIt) {
    gateway.answer = [&](auto const&) {
        if (gateway.sent.size() > 1) return fakes::accepted();
        gateway.set_reachable(false);
        return fakes::unsent();
    };
    start();
    entry("R1");
    idle();
    EXPECT_TRUE(letter().requests.empty());

    gateway.set_reachable(true);
    idle();

    EXPECT_EQ(counts().delivered, 1);
}

TEST_F(UplinkTest, ParksAMessageOlderThanItsRetention) {
    gateway.answer = [](auto const&) { return fakes::refused(); };
    start();
    entry("R1");
    scheduler.set_wall(scheduler.wall() + 31 * 24h);

    advance(11min);

    EXPECT_EQ(gateway.sent.size(), 1u);
    EXPECT_EQ(counts().dead, 1);
}

TEST_F(UplinkTest, SendsADeadLetterAgainThatWasOnlyTooOld) {
    gateway.answer = [](auto const&) { return fakes::refused(); };
    start();
    entry("R1");
    scheduler.set_wall(scheduler.wall() + 31 * 24h);
    advance(11min);
    ASSERT_EQ(counts().dead, 1);
    gateway.answer = [](auto const&) { return fakes::accepted(); };

    store->retry({letter().seq}, scheduler.wall(), [](auto const&) {});
    idle();

    EXPECT_EQ(counts().delivered, 1);
}

TEST_F(UplinkTest, BuriesNoneOfABatchThatIsRefusedForGoodWhileItStops) {
    settings.cloud.profile.batch["vehicle_entry"] = 4;
    gateway.silent = true;
    gateway.set_reachable(false);
    start();
    for (int i = 0; i < 4; ++i) entry("R" + std::to_string(i));
    gateway.set_reachable(true);
    idle();
    ASSERT_EQ(gateway.sent.size(), 1u);

    uplink->stop([] {});
    gateway.answer_open(fakes::permanent());
    idle();

    EXPECT_EQ(counts().dead, 0);
    EXPECT_EQ(counts().waiting, 4);
}

TEST_F(UplinkTest, SendsNoMoreTogetherThanTheProfileSays) {
    settings.cloud.profile.batch["vehicle_entry"] = 2;
    gateway.set_reachable(false);
    start();
    for (int i = 0; i < 4; ++i) entry("R" + std::to_string(i));

    gateway.set_reachable(true);
    idle();

    ASSERT_EQ(gateway.sent.size(), 2u);
    for (auto const& [exchange, at] : gateway.sent)
        EXPECT_EQ(std::ranges::count(exchange.data, '{'), 2) << exchange.data;
    EXPECT_EQ(counts().waiting, 0);
}

TEST_F(UplinkTest, GivesBackWhatIsNotOnItsWayWhenItStops) {
    settings.cloud.profile.concurrency = 1;
    gateway.silent = true;
    start();
    entry("R1");
    entry("R2");
    bool stopped = false;

    uplink->stop([&] { stopped = true; });
    idle();
    EXPECT_FALSE(stopped);
    gateway.answer_open(fakes::accepted());
    idle();

    EXPECT_TRUE(stopped);
    EXPECT_EQ(gateway.sent.size(), 1u);
    EXPECT_EQ(counts().delivered, 1);
    EXPECT_EQ(counts().waiting, 1);
}

}  // namespace
}  // namespace lotbridge::relay
