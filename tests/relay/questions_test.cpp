#include "relay/asking_fixture.hpp"

#include <thread>

namespace lotbridge::relay {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

auto const scan = R"({"plateno":"临A001","inCross":"N1"})";

class QuestionsTest : public AskingFixture {
protected:
    // As an adapter asks: on a thread of its own, which waits.
    std::thread ask_and_wait(std::string body, std::chrono::milliseconds limit) {
        return std::thread([this, body = std::move(body), limit] {
            told = questions->ask({.name = "unlicensed_entry", .body = body}, limit);
            scheduler.post([this] { returned = true; });
        });
    }

    Result<plugin::Answer> told = plugin::Answer{"nothing yet"};
    bool returned = false;
};

TEST_F(QuestionsTest, AboutWhatIsQueuedAreUnsupported) {
    EXPECT_EQ(ask("vehicle_entry", "{}")->error(), Errc::unsupported);
    EXPECT_EQ(ask("make_coffee", "{}")->error(), Errc::unsupported);
    EXPECT_THAT(sent(), IsEmpty());
}

TEST_F(QuestionsTest, ThatBreakTheSchemaAreRejected) {
    auto const asked = ask("auto_deduct", R"({"recordCode":"R1"})");

    EXPECT_EQ(asked->error(), Errc::rejected);
    EXPECT_THAT(asked->answer->error().message, HasSubstr("/carNum"));
    EXPECT_THAT(sent(), IsEmpty());
}

TEST_F(QuestionsTest, OfACarWithoutAPlateAreSentWithTheLotsNumber) {
    EXPECT_TRUE(ask("unlicensed_entry", scan)->answer->has_value());

    ASSERT_THAT(sent(), SizeIs(1));
    EXPECT_EQ(fakes::member(sent()[0].data, "parkId"), "P1");
    EXPECT_TRUE(sent()[0].urgent);
}

TEST_F(QuestionsTest, OfACarWithoutAPlatePassOnARefusal) {
    gateway.answer = [](auto const&) { return fakes::refused(); };

    EXPECT_EQ(ask("unlicensed_exit", R"({"plateno":"临A001","outCross":"S1"})")->error(), Errc::rejected);
}

TEST_F(QuestionsTest, OfACarWithoutAPlateAreGivenUpInTimeAndNeverSentLater) {
    gateway.silent = true;
    auto const asked = ask("unlicensed_entry", scan);
    advance(1s, 1s);
    EXPECT_EQ(asked->error(), Errc::retry);

    come_back(fakes::lost());
    advance(10min);

    EXPECT_THAT(sent(), SizeIs(1));
}

TEST_F(QuestionsTest, AreCounted) {
    deduct();
    ask("vehicle_entry", "{}");

    EXPECT_EQ(questions->figures().asked, 2u);
    EXPECT_EQ(questions->figures().unanswered, 2u);
    ask("unlicensed_entry", scan);
    EXPECT_EQ(questions->figures().answered, 1u);
}

TEST_F(QuestionsTest, HoldAnAdaptersThreadUntilTheAnswer) {
    auto adapter = ask_and_wait(scan, 0ms);

    EXPECT_TRUE(scheduler.run_until([this] { return returned; }));

    adapter.join();
    EXPECT_EQ(told->body, "{}");
}

TEST_F(QuestionsTest, HoldAnAdaptersThreadNoLongerThanItsLimitEvenIfTheHostHangs) {
    ask_and_wait(scan, 20ms).join();  // nobody runs the network thread

    EXPECT_EQ(told.error().code, Errc::retry);
    idle();
    EXPECT_THAT(sent(), IsEmpty());
}

}  // namespace
}  // namespace lotbridge::relay
