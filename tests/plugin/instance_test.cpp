#include "instance_fixture.hpp"

namespace lotbridge::plugin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class InstanceTest : public InstanceFixture {};

TEST_F(InstanceTest, LivesThroughItsCallsInOrder) {
    adapter_.on_create = [this](auto) { return recorder_.note("create"), LB_OK; };
    adapter_.on_start = [this](auto settings, auto) { return recorder_.note("start " + std::string(settings)), LB_OK; };
    adapter_.on_poll = [this](auto, bool&, auto) { return recorder_.note("poll"), LB_OK; };
    adapter_.on_stop = [this] { recorder_.note("stop"); };
    adapter_.on_destroy = [this] { recorder_.note("destroy"); };
    auto& instance = run(patient());
    ASSERT_TRUE(recorder_.eventually_noted("poll"));

    ASSERT_TRUE(instance.stop(1h));

    EXPECT_THAT(happened(), ElementsAre("create", "start {\"a\":1}", "poll", "stop", "destroy"));
    EXPECT_EQ(instance.status().health, Health::stopped);
}

TEST_F(InstanceTest, ShowsWhatItCanDoAndHowItIs) {
    adapter_.on_poll = [this](auto, bool& more, lb_error* error) {
        more = recorder_.cursors().empty();
        return more ? adapter_.submit("{}", "1", error) : (recorder_.note("read all"), LB_OK);
    };
    run(patient());
    ASSERT_TRUE(recorder_.eventually_noted("read all"));

    command("any", 1h);  // answered after the poll: the counts are then settled
    ASSERT_TRUE(recorder_.eventually_noted("any 0"));
    auto const status = instance_->status();

    EXPECT_EQ(status.health, Health::running);
    EXPECT_EQ(status.words, "");
    EXPECT_EQ(status.polls, 2u);
    EXPECT_EQ(status.submitted, 1u);
    EXPECT_EQ(status.commands, 1u);
    EXPECT_EQ(status.failures, 0u);
    EXPECT_THAT(status.capabilities, ElementsAre(std::pair("vehicle_entry", "native")));
}

TEST_F(InstanceTest, GivesThePollTheCursorOfTheHostAndThenTheLastStoredOne) {
    recorder_.resume_at = "40";
    adapter_.on_poll = [this](std::string_view cursor, bool& more, lb_error* error) {
        recorder_.note("poll from " + std::string(cursor));
        more = cursor != "42";
        return adapter_.submit("{}", cursor == "40" ? "41" : "42", error);
    };
    run(patient());

    ASSERT_TRUE(recorder_.eventually_noted("poll from 42"));

    EXPECT_THAT(happened(), ElementsAre("poll from 40", "poll from 41", "poll from 42"));
}

TEST_F(InstanceTest, PollsBeforeTheIntervalEndsWhenAsked) {
    adapter_.on_poll = [this](auto, bool&, auto) { return recorder_.note("poll"), LB_OK; };
    auto& instance = run(patient());
    ASSERT_TRUE(recorder_.eventually_noted("poll"));

    instance.poll_soon();

    EXPECT_TRUE(recorder_.eventually([this] { return recorder_.noted("poll") == 2; }));
}

TEST_F(InstanceTest, CarriesOutACommandAndGivesItsReply) {
    adapter_.on_command = [](lb_message const& request, auto, ScriptedAdapter::Reply const& reply, auto) {
        return reply(R"({"for":")" + std::string(view(request.name)) + R"("})"), LB_OK;
    };
    run(patient());

    command("fee_query", 1h);

    ASSERT_TRUE(recorder_.eventually_noted("fee_query 0"));
    EXPECT_EQ(last_result().reply, R"({"for":"fee_query"})");
}

TEST_F(InstanceTest, PassesOnWhatTheAdapterAnswers) {
    adapter_.on_command = [](auto&, auto, auto&, lb_error* error) {
        return ScriptedAdapter::say(error, LB_UNSUPPORTED, "this brand has no gate");
    };
    run(patient());

    command("gate_control", 1h);

    ASSERT_TRUE(recorder_.eventually_noted("gate_control 3"));
    EXPECT_EQ(last_result().words, "command gate_control: this brand has no gate");
}

TEST_F(InstanceTest, TellsACommandWhatIsLeftOfItsTime) {
    std::uint32_t left = 0;
    adapter_.on_command = [&](auto&, std::uint32_t timeout_ms, auto& reply, auto) {
        left = timeout_ms;
        return reply("{}"), LB_OK;
    };
    run(patient());

    command("gate_control", 60s);

    ASSERT_TRUE(recorder_.eventually_noted("gate_control 0"));
    EXPECT_GT(left, 0u);
    EXPECT_LE(left, 60'000u);
}

TEST_F(InstanceTest, TellsACommandTheCloudsNumberOfIt) {
    std::string number;
    adapter_.on_command = [&](lb_message const& request, auto, auto& reply, auto) {
        number = view(request.key);
        return reply("{}"), LB_OK;
    };
    run(patient());

    command("gate_control", 1h);

    ASSERT_TRUE(recorder_.eventually_noted("gate_control 0"));
    EXPECT_EQ(number, "number of gate_control");
}

TEST_F(InstanceTest, TakesWaitingCommandsAheadOfTheNextPoll) {
    adapter_.on_poll = [this](auto, bool& more, auto) {
        recorder_.note("poll");
        gate_.wait();
        more = recorder_.noted("poll") == 1;
        return LB_OK;
    };
    run(patient());
    ASSERT_TRUE(recorder_.eventually_noted("poll"));
    command("first", 1h);
    command("second", 1h);

    gate_.open();

    ASSERT_TRUE(recorder_.eventually([this] { return recorder_.noted("poll") == 2; }));
    EXPECT_THAT(happened(), ElementsAre("poll", "first 0", "second 0", "poll"));
}

TEST_F(InstanceTest, StoresWhatACommandReports) {
    recorder_.resume_at = "40";
    adapter_.on_command = [this](auto&, auto, auto& reply, lb_error* error) {
        reply("{}");
        return adapter_.submit("{}", "", error);
    };
    run(patient());

    command("gate_control", 1h);

    ASSERT_TRUE(recorder_.eventually_noted("gate_control 0"));
    EXPECT_THAT(recorder_.cursors(), ElementsAre("40"));
    EXPECT_EQ(recorder_.messages().size(), 1u);
}

TEST_F(InstanceTest, RefusesCommandsAtOnceBeforeItIsStartedAndAfterItIsStopped) {
    instance_ = std::make_unique<Instance>(adapter_.library(), patient(), recorder_.upward());
    command("before", 1h);
    EXPECT_EQ(recorder_.noted("before 1"), 1u);

    instance_->start();
    ASSERT_TRUE(instance_->stop(1h));
    command("after", 1h);

    EXPECT_EQ(recorder_.noted("after 1"), 1u);
    EXPECT_THAT(last_result().words, HasSubstr("stopped"));
}

TEST_F(InstanceTest, StartsAgainAfterAStop) {
    adapter_.on_poll = [this](auto, bool&, auto) { return recorder_.note("poll"), LB_OK; };
    auto& instance = run(patient());
    ASSERT_TRUE(recorder_.eventually_noted("poll"));
    ASSERT_TRUE(instance.stop(1h));

    instance.start();

    EXPECT_TRUE(recorder_.eventually([this] { return recorder_.noted("poll") == 2; }));
}

TEST_F(InstanceTest, TakesAnAnswerForKnownOnlyWhenItsCallEndedWell) {
    recorder_.answer = Answer{.body = "{}", .receipt = 1};
    adapter_.on_poll = [this](auto, bool&, lb_error* error) {
        adapter_.ask(error);
        return ScriptedAdapter::say(error, LB_RETRY, "the booth's table is locked");
    };
    adapter_.on_command = [this](auto&, auto, auto const& reply, lb_error* error) {
        return reply("{}"), adapter_.ask(error);
    };
    run(patient());
    ASSERT_TRUE(recorder_.eventually_noted("receipt 1 not well"));

    command("any", 1h);

    EXPECT_TRUE(recorder_.eventually_noted("receipt 1 well"));
}

TEST_F(InstanceTest, LooksForQuestionsAtTheAdaptersOwnPaceBesideItsPolls) {
    adapter_.look_interval = 1;
    adapter_.on_look = [this](bool&, auto) { return recorder_.note("look"), LB_OK; };
    adapter_.on_poll = [this](auto, bool&, auto) { return recorder_.note("poll"), LB_OK; };

    run(patient());

    EXPECT_TRUE(recorder_.eventually([this] { return recorder_.noted("look") >= 5 && recorder_.noted("poll") > 0; }));
    EXPECT_EQ(recorder_.noted("poll"), 1u);
}

TEST_F(InstanceTest, LooksAgainAtOnceWhenAnotherQuestionWaits) {
    adapter_.look_interval = 3'600'000;
    adapter_.on_look = [this](bool& more, auto) {
        more = recorder_.noted("look") < 3;
        return recorder_.note("look"), LB_OK;
    };

    run(patient());

    EXPECT_TRUE(recorder_.eventually([this] { return recorder_.noted("look") == 4; }));
}

// An hour between two looks: those that come were asked for.
TEST_F(InstanceTest, LooksAtOnceWhenTheAdapterAsksForIt) {
    adapter_.look_interval = 3'600'000;
    adapter_.on_look = [this](bool&, auto) { return recorder_.note("look"), LB_OK; };
    run(patient());
    ASSERT_TRUE(recorder_.eventually_noted("look"));

    adapter_.wake();

    EXPECT_TRUE(recorder_.eventually([this] { return recorder_.noted("look") == 2; }));
}

TEST_F(InstanceTest, LooksOnceMoreForAllThatCameWhileItWasInACall) {
    adapter_.look_interval = 3'600'000;
    adapter_.on_look = [this](bool&, auto) { return recorder_.note("look"), LB_OK; };
    adapter_.on_command = [this](auto&, auto, auto& reply, auto) {
        recorder_.note("command");
        gate_.wait();
        return reply("{}"), LB_OK;
    };
    run(patient());
    ASSERT_TRUE(recorder_.eventually_noted("look"));
    command("gate_control", 1h);
    ASSERT_TRUE(recorder_.eventually_noted("command"));

    for (int push = 0; push < 100; ++push) adapter_.wake();
    gate_.open();
    ASSERT_TRUE(recorder_.eventually([this] { return recorder_.noted("look") == 2; }));
    command("fee_query", 1h);
    ASSERT_TRUE(recorder_.eventually_noted("fee_query 0"));

    EXPECT_EQ(recorder_.noted("look"), 2u);
}

TEST_F(InstanceTest, PollsAnAdapterThatIsPushedToWithoutAPause) {
    adapter_.look_interval = 3'600'000;
    adapter_.on_look = [this](bool&, auto) { return adapter_.wake(), LB_OK; };
    adapter_.on_poll = [this](auto, bool&, auto) { return recorder_.note("poll"), LB_OK; };
    auto options = patient();
    options.poll = 1ms;

    run(options);
    ASSERT_TRUE(recorder_.eventually_noted("poll"));
    adapter_.wake();

    EXPECT_TRUE(recorder_.eventually([this] { return recorder_.noted("poll") > 20; }));
}

TEST_F(InstanceTest, PollsAnAdapterWhoseQuestionsNeverEnd) {
    adapter_.look_interval = 1;
    adapter_.on_look = [](bool& more, auto) { return more = true, LB_OK; };
    adapter_.on_poll = [this](auto, bool&, auto) { return recorder_.note("poll"), LB_OK; };
    auto options = patient();
    options.poll = 1ms;

    run(options);

    EXPECT_TRUE(recorder_.eventually([this] { return recorder_.noted("poll") > 20; }));
}

TEST_F(InstanceTest, NeverLooksAtAnAdapterThatFindsNothingHoweverItAsks) {
    adapter_.on_look = [this](bool&, auto) { return recorder_.note("look"), LB_OK; };
    adapter_.on_poll = [this](auto, bool&, auto) { return recorder_.note("poll"), LB_OK; };
    auto& instance = run(patient());
    ASSERT_TRUE(recorder_.eventually_noted("poll"));

    adapter_.wake();
    instance.poll_soon();
    ASSERT_TRUE(recorder_.eventually([this] { return recorder_.noted("poll") == 2; }));

    EXPECT_EQ(recorder_.noted("look"), 0u);
}

TEST_F(InstanceTest, TakesAnAnswerOfALookForKnownOnlyWhenItEndedWell) {
    recorder_.answer = Answer{.body = "{}", .receipt = 1};
    adapter_.look_interval = 1;
    adapter_.on_look = [this](bool&, lb_error* error) {
        adapter_.ask(error);
        auto const first = recorder_.noted("receipt 1 not well") == 0;
        return first ? ScriptedAdapter::say(error, LB_RETRY, "the booth's table is locked") : LB_OK;
    };

    run(patient());

    EXPECT_TRUE(recorder_.eventually_noted("receipt 1 well"));
    EXPECT_EQ(recorder_.noted("receipt 1 not well"), 1u);
}

TEST_F(InstanceTest, SaysOnceWhatALookComplainsOfHoweverWellPollsGo) {
    adapter_.look_interval = 1;
    adapter_.on_look = [](bool&, lb_error* error) { return ScriptedAdapter::say(error, LB_RETRY, "no such table"); };
    adapter_.on_poll = [this](auto, bool&, auto) { return recorder_.note("poll"), LB_OK; };
    auto options = patient();
    options.poll = 1ms;
    auto& instance = run(options);

    ASSERT_TRUE(recorder_.eventually([this] { return recorder_.noted("poll") > 20; }));

    EXPECT_EQ(instance.status().health, Health::retrying);
    EXPECT_EQ(instance.status().words, "look: no such table");
    auto const notes = recorder_.notes();
    EXPECT_EQ(std::count_if(notes.begin(), notes.end(), [](auto const& note) { return note.starts_with("log "); }), 1);
}

}  // namespace
}  // namespace lotbridge::plugin
