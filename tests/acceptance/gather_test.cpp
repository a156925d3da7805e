// Facts from a real store, and from what a running host says of itself.
#include "acceptance/gather.hpp"

#include "lot_facts.hpp"
#include "store/desk.hpp"

namespace lotbridge::acceptance::test {
namespace {

using lotbridge::test::Desk;
using lotbridge::test::must;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

struct GatherTest : testing::Test {
    lotbridge::test::Folder folder;
    Desk desk{folder.path};

    void take_in(std::vector<store::NewLetter> letters, WallTime captured,
                 std::vector<store::NewQuarantine> quarantine = {}) {
        store::Intake intake;
        intake.captured = captured;
        intake.letters = std::move(letters);
        intake.quarantine = std::move(quarantine);
        must(desk.try_take_in(std::move(intake)));
    }
    void settle(store::Seq seq, store::Settlement::Verdict verdict, std::string words) {
        auto settlement = lotbridge::test::verdict(seq, verdict);
        settlement.at = settlement.captured = now;
        settlement.words = std::move(words);
        settlement.refused = verdict == store::Settlement::Verdict::held;
        settlement.due = store::Settlement::Verdict::held == verdict ? lotbridge::test::at(600s) : HostTime();
        settlement.packets = 1;
        desk.settle({settlement});
    }
    Facts gathered(store::Span span = {now - 1h, now + 1h}) {
        auto facts = gather(must(store::Reader::open(folder.path)), {.name = "lot 1", .utc_offset = 8h}, span, now);
        if (!facts) throw std::runtime_error(facts.error().message);
        return *facts;
    }
};

TEST_F(GatherTest, CountsMessagesByTopicAndWhatBecameOfThem) {
    using enum store::Settlement::Verdict;
    take_in({lotbridge::test::letter("vehicle_entry", "R1"), lotbridge::test::letter("vehicle_entry", "R2"),
             lotbridge::test::letter("vehicle_entry", "R3"), lotbridge::test::letter("vehicle_entry", "R4")},
            now);
    desk.claim();
    settle(1, delivered, "");
    settle(2, held, "9999 no such lane for 粤B12345");
    settle(3, dead, "too old");

    auto const entry = gathered().sent.at("vehicle_entry");

    EXPECT_EQ(entry.taken, 4);
    EXPECT_EQ(entry.delivered, 1);
    EXPECT_EQ(entry.held, 1);
    EXPECT_EQ(entry.refused, 1);
    EXPECT_EQ(entry.dead, 1);
    EXPECT_EQ(entry.waiting, 1);
    EXPECT_EQ(entry.oldest_open, now);
    ASSERT_THAT(entry.messages, SizeIs(1));
    EXPECT_EQ(entry.messages[0].record, "R1");
    EXPECT_FALSE(entry.messages[0].opr_num.empty());
    ASSERT_TRUE(entry.trouble);
    EXPECT_EQ(entry.trouble->seq, 3);
}

TEST_F(GatherTest, MasksWhatThePlatformSaid) {
    take_in({lotbridge::test::letter("vehicle_entry", "R1")}, now);
    desk.claim();
    settle(1, store::Settlement::Verdict::held, "粤B12345 is inside already");

    auto const entry = gathered().sent.at("vehicle_entry");

    EXPECT_THAT(entry.trouble->words, HasSubstr("is inside already"));
    EXPECT_THAT(entry.trouble->words, Not(HasSubstr("12345")));
}

TEST_F(GatherTest, LeavesOutWhatIsNotOfTheTime) {
    take_in({lotbridge::test::letter("vehicle_entry", "R1")}, now - 2h);
    take_in({}, now - 2h, {{"vehicle_exit", "k", "{}", "no time"}});

    EXPECT_THAT(gathered().sent, IsEmpty());
    EXPECT_EQ(gathered({now - 3h, now}).sent.at("vehicle_exit").quarantined, 1);
}

TEST_F(GatherTest, TellsRequestsByTheirOutcome) {
    auto const begin = [&](std::string key) {
        return desk.begin({.topic = "fee_query", .key = key, .opr_num = key, .body = "{}", .arrived = now}).command.id;
    };
    desk.finish(begin("a"), store::CommandState::answered, "+{}");
    desk.finish(begin("b"), store::CommandState::answered, "-no car is inside");
    desk.finish(begin("c"), store::CommandState::unknown, "-lost");

    auto const fees = gathered().requests.at("fee_query");

    EXPECT_EQ(fees.arrived, 3);
    EXPECT_EQ(fees.done, 1);
    EXPECT_EQ(fees.failed, 1);
    EXPECT_EQ(fees.unknown, 1);
    EXPECT_EQ(fees.messages.at(0).opr_num, "a");
    EXPECT_EQ(fees.trouble->words, "lost");
}

TEST_F(GatherTest, ReadsWhatAGateDidFromTheAuditLog) {
    auto const line = [&](std::string outcome, WallTime at) {
        store::Audit const entry{desk.lot, at, "gate_control {}", "cloud, oprNum 1", std::move(outcome), ""};
        must(lotbridge::test::answer_of<void>([&](auto done) { desk.store->audit(entry, done); }));
    };
    line("requested", now);
    line("acknowledged", now + 2s);

    auto const gates = gathered().gates;

    ASSERT_THAT(gates, SizeIs(1));
    EXPECT_EQ(gates[0].requested, 1);
    EXPECT_EQ(gates[0].acknowledged, 1);
    EXPECT_EQ(gates[0].took, 2s);
}

TEST_F(GatherTest, TakesTheFiguresOfTheDaysThatTheTimeTouches) {
    take_in({lotbridge::test::letter("vehicle_entry", "R1")}, now);

    auto const facts = gathered({now - 24h, now + 1ms});

    ASSERT_THAT(facts.figures.days, SizeIs(1));
    EXPECT_EQ(facts.figures.days[0].second.due, 1);
    EXPECT_EQ(facts.figures.since, now);
}

TEST(TheRunningHost, TellsItsLotsAndTheBestOfTheirAdapters) {
    auto const* status = R"({"version":"0.1","process":17,"started":"2026-05-28T12:00:00Z","now":"2026-05-28T20:26:40Z",
        "accepting":true,"lots":[{"name":"other"},{"name":"north","reachable":true,"link":"logged in","fees":"derived",
        "clock_offset_ms":-20,"last_heartbeat":"2026-05-28T20:24:00Z","adapters":[
        {"plugin":"a","health":"running","capabilities":{"gate_control":"unsupported","vehicle_entry":"native"}},
        {"plugin":"b","health":"retrying","capabilities":{"gate_control":"native","vehicle_entry":"derived"}}]}]})";

    auto const running = read_status(status, "north");

    ASSERT_TRUE(running);
    EXPECT_EQ(running->process, 17);
    EXPECT_EQ(running->now, now);
    EXPECT_TRUE(running->reachable);
    EXPECT_EQ(running->clock_offset, -20ms);
    EXPECT_EQ(running->last_heartbeat, now - 160s);
    EXPECT_EQ(running->abilities.at("gate_control"), "native");
    EXPECT_EQ(running->abilities.at("vehicle_entry"), "native");
    EXPECT_FALSE(running->all_adapters_run);
    EXPECT_FALSE(read_status(status, "nowhere"));
}

}  // namespace
}  // namespace lotbridge::acceptance::test
