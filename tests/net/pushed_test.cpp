// The class behind the brands that push, without a network: a thread of the test's is the lot.
#include <lotbridge/adapter/pushed.hpp>
#include <lotbridge/testing/fake_host.hpp>

#include <gmock/gmock.h>

#include <thread>

namespace lotbridge::test {
namespace {

using namespace std::chrono_literals;
using lotbridge::testing::FakeHost;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// Tells each word that it hears once, and notes it as answered when it is on disk.
class Parrot final : public PushedAdapter<std::string> {
public:
    static constexpr auto offers = native<vo::VehicleEntry, vo::GateControl>;
    static constexpr char settings_schema[] = R"({"type":"object"})";
    static inline Parrot* living = nullptr;

    Parrot() : PushedAdapter({.waiting = 5, .at_once = 3}) {
        living = this;
        on<vo::GateControl>([this](vo::GateControl const& control) -> Result<vo::GateControlReply> {
            auto next = draft();
            next.known.keep_answer(control.bar_code, "moved");
            LOTBRIDGE_CHECK(keep(std::move(next)));
            return vo::GateControlReply{.bar_code = control.bar_code, .status = 1};
        });
    }

    bool hear(std::string word) {
        bool kept = false;
        std::thread([&] { kept = heard(std::move(word)); }).join();
        return kept;
    }
    bool knows(std::string const& gate) const { return known().answered(gate) != nullptr; }

    std::vector<std::string> answered;
    int taken = 0, closed = 0;

protected:
    Result<> open(Settings const& settings, net::Network&) override {
        if (settings.has("refuse")) return fail(Errc::retry, "the port is in use");
        return {};
    }
    void close() override { ++closed; }
    Result<> take(std::vector<std::string> words) override {
        ++taken;
        auto next = draft();
        for (auto const& word : words)
            if (next.known.see("words", word) == Memory::Seen::fresh)
                next.batch.add(
                    vo::VehicleEntry{
                        .record_code = word, .car_num = word, .in_time = *LocalTime::parse("2024-05-01 08:00:00")},
                    word);
        LOTBRIDGE_CHECK(keep(std::move(next)));
        answered.insert(answered.end(), words.begin(), words.end());
        return {};
    }
};

class PushedTest : public ::testing::Test {
protected:
    PushedTest() { EXPECT_TRUE(host_.start("{}")); }
    ~PushedTest() override { host_.stop(); }

    FakeHost<Parrot> host_;
    Parrot& parrot_ = *Parrot::living;
};

TEST_F(PushedTest, WhatIsHeardWakesTheHostAndIsAnsweredWhenItIsOnDisk) {
    ASSERT_TRUE(host_.poll());

    EXPECT_TRUE(parrot_.hear("A1"));
    EXPECT_EQ(host_.wakes(), 1);
    EXPECT_THAT(parrot_.answered, IsEmpty());
    ASSERT_TRUE(host_.look());

    EXPECT_THAT(parrot_.answered, ElementsAre("A1"));
    EXPECT_THAT(host_.messages(), SizeIs(1));
    EXPECT_NE(host_.cursor(), "");
}

TEST_F(PushedTest, WhatCouldNotBeStoredIsNotAnsweredAndNewsWhenItComesAgain) {
    ASSERT_TRUE(host_.poll());
    parrot_.hear("A1");
    host_.fail_next_submit({Errc::retry, "the disk is full"});
    EXPECT_FALSE(host_.look());
    EXPECT_THAT(parrot_.answered, IsEmpty());

    parrot_.hear("A1");
    ASSERT_TRUE(host_.look());

    EXPECT_THAT(parrot_.answered, ElementsAre("A1"));
    EXPECT_THAT(host_.messages(), SizeIs(1));
}

TEST_F(PushedTest, WhatComesAgainIsAnsweredAndToldOnceAlsoInTheNextRun) {
    ASSERT_TRUE(host_.poll());
    parrot_.hear("A1");
    parrot_.hear("A1");
    ASSERT_TRUE(host_.look());
    EXPECT_THAT(parrot_.answered, ElementsAre("A1", "A1"));
    EXPECT_THAT(host_.messages(), SizeIs(1));

    FakeHost<Parrot> next_run;
    next_run.set_cursor(host_.cursor());
    ASSERT_TRUE(next_run.start("{}"));
    Parrot::living->hear("A1");
    ASSERT_TRUE(next_run.poll());

    EXPECT_THAT(Parrot::living->answered, ElementsAre("A1"));
    EXPECT_THAT(next_run.messages(), IsEmpty());
}

TEST_F(PushedTest, NothingIsTakenBeforeTheCursorIsKnown) {
    parrot_.hear("A1");
    ASSERT_TRUE(host_.look());
    EXPECT_EQ(parrot_.taken, 0);

    ASSERT_TRUE(host_.poll());

    EXPECT_THAT(parrot_.answered, ElementsAre("A1"));
}

TEST_F(PushedTest, ACommandBeforeTheFirstPollIsNotCarriedOutSoThatNoMemoryIsLost) {
    auto const early = host_.command(vo::GateControl{.bar_code = "G1", .is_open = true});
    ASSERT_FALSE(early);
    EXPECT_EQ(early.error().code, Errc::retry);
    EXPECT_EQ(host_.command("fee_query", "{}").error().code, Errc::unsupported);
    EXPECT_EQ(host_.cursor(), "");

    ASSERT_TRUE(host_.poll());

    EXPECT_TRUE(host_.command(vo::GateControl{.bar_code = "G1", .is_open = true}));
    EXPECT_TRUE(parrot_.knows("G1"));
}

TEST_F(PushedTest, TakesNoMoreAtOnceThanItMayAndAsksForTheRest) {
    ASSERT_TRUE(host_.poll());
    for (auto const* word : {"1", "2", "3", "4", "5"}) EXPECT_TRUE(parrot_.hear(word));
    EXPECT_FALSE(parrot_.hear("6")) << "there is no room";
    EXPECT_EQ(host_.wakes(), 5);

    ASSERT_TRUE(host_.look());
    EXPECT_THAT(parrot_.answered, SizeIs(3));
    EXPECT_EQ(host_.wakes(), 6);
    ASSERT_TRUE(host_.look());

    EXPECT_THAT(parrot_.answered, SizeIs(5));
    EXPECT_EQ(host_.wakes(), 6);
}

TEST_F(PushedTest, GoesOnFromTheCursorThatTheHostHas) {
    ASSERT_TRUE(host_.poll());
    parrot_.hear("A1");
    ASSERT_TRUE(host_.look());

    host_.set_cursor("");
    ASSERT_TRUE(host_.poll());
    parrot_.hear("A1");
    ASSERT_TRUE(host_.look());
    EXPECT_EQ(host_.messages().size(), 1u) << "the host knows it";
    EXPECT_NE(host_.cursor(), "");

    host_.set_cursor("of somebody else");
    EXPECT_EQ(host_.poll().error().code, Errc::rejected);
}

TEST_F(PushedTest, LetsGoOfAllWhenItCannotStartAndWhenItStops) {
    host_.stop();
    EXPECT_EQ(parrot_.closed, 1);

    EXPECT_EQ(host_.start(R"({"refuse":1})").error().message, "the port is in use");
    EXPECT_EQ(parrot_.closed, 2);

    ASSERT_TRUE(host_.start("{}"));
    parrot_.hear("A1");
    host_.stop();
    ASSERT_TRUE(host_.start("{}"));
    ASSERT_TRUE(host_.poll());
    EXPECT_THAT(parrot_.answered, IsEmpty()) << "it comes again";
}

TEST_F(PushedTest, LooksOftenOnlyWhereNobodyCanBeWoken) {
    EXPECT_EQ(host_.look_every(), 1s);

    lb_host older{};
    older.struct_size = sizeof older;
    older.extension = [](lb_host const*, char const*) -> void const* { return nullptr; };
    auto* const adapter = lotbridge::detail::create<Parrot>(&older, nullptr);
    lb_error error{sizeof error, 0, {}};
    ASSERT_EQ(adapter->start(adapter, {"{}", 2}, &error), LB_OK);
    auto const* questions = static_cast<lb_adapter_questions const*>(adapter->extension(adapter, LB_EXT_QUESTIONS));

    EXPECT_EQ(questions->interval_ms(adapter), 50u);
    EXPECT_TRUE(Parrot::living->hear("A1"));
    adapter->destroy(adapter);
}

}  // namespace
}  // namespace lotbridge::test
