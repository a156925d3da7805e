#include "instance_fixture.hpp"

#include "plugin/command_queue.hpp"

namespace lotbridge::plugin {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

class InstanceFailureTest : public InstanceFixture {
protected:
    // The adapter hangs in its first poll until the test opens the gate.
    void hang_in_poll() {
        adapter_.on_poll = [this](auto, bool&, auto) {
            recorder_.note("poll");
            gate_.wait();
            return LB_OK;
        };
    }
    static InstanceOptions impatient() {
        auto options = patient();
        options.call_limit = 1ms;
        return options;
    }
    static InstanceOptions in_no_hurry_to_restart() {
        auto options = patient();
        options.restart_first = options.restart_max = 1h;
        return options;
    }
};

TEST_F(InstanceFailureTest, TriesAFailedStartAgainWithANewAdapter) {
    adapter_.on_create = [this](auto) { return recorder_.note("create"), LB_OK; };
    adapter_.on_start = [this](auto, lb_error* error) {
        auto const first = recorder_.noted("create") == 1;
        return first ? ScriptedAdapter::say(error, LB_RETRY, "no database yet") : LB_OK;
    };
    adapter_.on_poll = [this](auto, bool&, auto) { return recorder_.note("poll"), LB_OK; };
    adapter_.on_destroy = [this] { recorder_.note("destroy"); };

    run(patient());

    ASSERT_TRUE(recorder_.eventually_noted("poll"));
    EXPECT_THAT(happened(), ElementsAre("create", "destroy", "create", "poll"));
    EXPECT_EQ(instance_->status().failures, 1u);
}

TEST_F(InstanceFailureTest, RefusesCommandsAtOnceWithTheReasonWhileItWaitsToStartAgain) {
    adapter_.on_start = [](auto, lb_error* error) { return ScriptedAdapter::say(error, LB_RETRY, "no database yet"); };
    run(in_no_hurry_to_restart());
    ASSERT_TRUE(eventually(Health::retrying));

    command("fee_query", 1h);

    ASSERT_TRUE(recorder_.eventually_noted("fee_query 1"));
    EXPECT_THAT(last_result().words, AllOf(HasSubstr("does not run"), HasSubstr("start: no database yet")));
    EXPECT_EQ(instance_->status().words, "start: no database yet");
}

TEST_F(InstanceFailureTest, MakesABrokenAdapterAnew) {
    adapter_.on_create = [this](auto) { return recorder_.note("create"), LB_OK; };
    adapter_.on_poll = [this](auto, bool&, lb_error* error) -> lb_status {
        if (recorder_.noted("create") == 1) return ScriptedAdapter::say(error, LB_BROKEN, "lost my mind");
        return recorder_.note("poll"), LB_OK;
    };
    adapter_.on_stop = [this] { recorder_.note("stop"); };
    adapter_.on_destroy = [this] { recorder_.note("destroy"); };

    run(patient());

    ASSERT_TRUE(recorder_.eventually_noted("poll"));
    EXPECT_THAT(happened(), ElementsAre("create", "stop", "destroy", "create", "poll"));
}

TEST_F(InstanceFailureTest, AnswersTheCommandThatBrokeTheAdapterAndMakesItAnew) {
    adapter_.on_create = [this](auto) { return recorder_.note("create"), LB_OK; };
    adapter_.on_command = [](auto&, auto, auto&, auto) -> lb_status { throw std::runtime_error("vendor bug"); };
    run(patient());

    command("fee_query", 1h);

    ASSERT_TRUE(recorder_.eventually([this] { return recorder_.noted("create") == 2; }));
    EXPECT_EQ(recorder_.noted("fee_query 5"), 1u);
    EXPECT_THAT(last_result().words, HasSubstr("an exception left the adapter: vendor bug"));
}

TEST_F(InstanceFailureTest, IsHeldAfterTooManyFaultsUntilItIsLetRunAgain) {
    auto options = patient();
    options.most_faults = 3;
    options.how_to_run = "type resume";
    adapter_.on_create = [this](auto) { return recorder_.note("create"), LB_OK; };
    adapter_.on_poll = [](auto, bool&, lb_error* error) {
        return ScriptedAdapter::say(error, LB_BROKEN, "its process was ended by signal 11");
    };
    run(options);
    ASSERT_TRUE(eventually(Health::held));

    command("gate_control", 1h);

    EXPECT_EQ(recorder_.noted("create"), 3u);
    EXPECT_EQ(instance_->status().words,
              "held after 3 faults in 10 minutes; the last: poll: its process was ended by signal 11; type resume");
    EXPECT_TRUE(recorder_.eventually_noted("gate_control 1"));
    EXPECT_THAT(last_result().words, HasSubstr("the adapter does not run: held after 3 faults"));

    adapter_.on_poll = [this](auto, bool&, auto) { return recorder_.note("poll"), LB_OK; };
    instance_->resume();

    EXPECT_TRUE(recorder_.eventually_noted("poll"));
    EXPECT_TRUE(eventually(Health::running));
}

TEST_F(InstanceFailureTest, CountsABrokenStartAsAFaultAndOneThatIsToBeTriedAgainAsNone) {
    auto options = patient();
    options.most_faults = 2;
    adapter_.on_create = [this](auto) { return recorder_.note("create"), LB_OK; };
    adapter_.on_start = [this](auto, lb_error* error) {
        auto const broken = recorder_.noted("create") > 3;
        return ScriptedAdapter::say(error, broken ? LB_BROKEN : LB_RETRY, broken ? "crashed" : "no database yet");
    };

    run(options);

    ASSERT_TRUE(eventually(Health::held));
    EXPECT_EQ(recorder_.noted("create"), 5u);
}

TEST_F(InstanceFailureTest, IsNotHeldWhenItsFaultsAreFarApart) {
    auto options = patient();
    options.most_faults = 2;
    options.fault_window = 0ms;
    adapter_.on_create = [this](auto) { return recorder_.note("create"), LB_OK; };
    adapter_.on_poll = [](auto, bool&, auto) -> lb_status { return LB_BROKEN; };

    run(options);

    EXPECT_TRUE(recorder_.eventually([this] { return recorder_.noted("create") >= 5; }));
    EXPECT_NE(instance_->status().health, Health::held);
}

TEST_F(InstanceFailureTest, CanBeStoppedWhileItIsHeld) {
    auto options = patient();
    options.most_faults = 1;
    adapter_.on_poll = [](auto, bool&, auto) -> lb_status { return LB_BROKEN; };
    auto& instance = run(options);
    ASSERT_TRUE(eventually(Health::held));

    EXPECT_TRUE(instance.stop(30s));
}

TEST_F(InstanceFailureTest, StaysUpWhileItsLegacySystemIsAwayAndPollsAgain) {
    auto options = patient();
    options.poll = 1ms;
    adapter_.on_create = [this](auto) { return recorder_.note("create"), LB_OK; };
    adapter_.on_poll = [this](auto, bool&, lb_error* error) {
        recorder_.note("poll");
        return recorder_.noted("poll") < 4 ? ScriptedAdapter::say(error, LB_RETRY, "database is locked") : LB_OK;
    };

    run(options);

    ASSERT_TRUE(recorder_.eventually([this] { return recorder_.noted("poll") >= 5; }));
    EXPECT_EQ(recorder_.noted("create"), 1u);
    EXPECT_EQ(recorder_.noted("log poll: database is locked"), 1u);
    EXPECT_EQ(instance_->status().failures, 3u);
    EXPECT_EQ(instance_->status().words, "");
}

TEST_F(InstanceFailureTest, GoesOnAtItsPaceAndSaysOnceWhatAPollHadToLeaveOut) {
    auto options = patient();
    options.poll = 1ms;
    options.restart_first = 1h;
    adapter_.on_poll = [this](auto, bool&, lb_error* error) {
        recorder_.note("poll");
        return recorder_.noted("poll") < 4 ? ScriptedAdapter::say(error, LB_OK, "no such column") : LB_OK;
    };

    run(options);

    ASSERT_TRUE(recorder_.eventually([this] { return recorder_.noted("poll") >= 5; }));
    EXPECT_EQ(recorder_.noted("log poll: no such column"), 1u);
    EXPECT_EQ(recorder_.noted("log works again"), 1u);
    EXPECT_EQ(instance_->status().failures, 3u);
    EXPECT_EQ(instance_->status().health, Health::running);
}

TEST_F(InstanceFailureTest, ShowsWhatAPollHadToLeaveOut) {
    adapter_.on_poll = [](auto, bool&, lb_error* error) {
        return ScriptedAdapter::say(error, LB_OK, "no such column");
    };

    run(patient());

    ASSERT_TRUE(eventually(Health::retrying));
    EXPECT_EQ(instance_->status().words, "poll: no such column");
    EXPECT_EQ(instance_->status().polls, 1u);
}

TEST_F(InstanceFailureTest, ShowsACallBeyondItsLimitAsStuckUntilItComesBack) {
    hang_in_poll();
    run(impatient());
    ASSERT_TRUE(recorder_.eventually_noted("poll"));

    ASSERT_TRUE(eventually(Health::stuck));
    EXPECT_THAT(instance_->status().words, HasSubstr("poll has been inside the adapter for"));
    gate_.open();

    EXPECT_TRUE(eventually(Health::running));
}

TEST_F(InstanceFailureTest, ShowsAnAdapterThatHangsInItsStart) {
    adapter_.on_start = [this](auto, auto) { return recorder_.note("start"), gate_.wait(), LB_OK; };
    run(impatient());
    ASSERT_TRUE(recorder_.eventually_noted("start"));

    ASSERT_TRUE(eventually(Health::stuck));

    EXPECT_THAT(instance_->status().words, HasSubstr("start has been inside"));
}

TEST_F(InstanceFailureTest, RefusesNewCommandsAtOnceWhileItIsStuck) {
    adapter_.on_create = [this](auto) { return gate_.wait(), LB_OK; };
    run(impatient());
    ASSERT_TRUE(recorder_.eventually([this] { return instance_->status().failures == 1; }));

    command("gate_control", 1h);

    EXPECT_EQ(recorder_.noted("gate_control 1"), 1u);
    EXPECT_THAT(last_result().words, HasSubstr("the adapter is stuck: create"));
}

TEST_F(InstanceFailureTest, AnswersACommandBehindABusyCallAtItsLimitAndNeverCarriesItOut) {
    hang_in_poll();
    adapter_.on_command = [this](lb_message const& request, auto, auto& reply, auto) {
        recorder_.note("carried out " + std::string(view(request.name)));
        return reply("{}"), LB_OK;
    };
    run(patient());
    ASSERT_TRUE(recorder_.eventually_noted("poll"));
    command("gate_control", 1ms);
    ASSERT_TRUE(recorder_.eventually_noted("gate_control 1"));
    EXPECT_THAT(last_result().words, HasSubstr("its time passed before the adapter was free"));

    gate_.open();
    command("fee_query", 1h);

    ASSERT_TRUE(recorder_.eventually_noted("fee_query 0"));
    EXPECT_EQ(recorder_.noted("carried out gate_control"), 0u);
    EXPECT_EQ(recorder_.noted("gate_control 1"), 1u);
}

TEST_F(InstanceFailureTest, RefusesACommandThatHasNoTimeLeft) {
    run(patient());

    command("gate_control", 0ms);

    EXPECT_TRUE(recorder_.eventually_noted("gate_control 1"));
}

TEST_F(InstanceFailureTest, RefusesCommandsWhenTooManyWait) {
    hang_in_poll();
    run(patient());
    ASSERT_TRUE(recorder_.eventually_noted("poll"));
    for (std::size_t i = 0; i < CommandQueue::most; ++i) command("waiting", 1h);

    command("one_more", 1h);

    EXPECT_EQ(recorder_.noted("one_more 1"), 1u);
    EXPECT_EQ(recorder_.noted("waiting 1"), 0u);
}

TEST_F(InstanceFailureTest, LeavesAStuckCallBehindWhenItIsStoppedAndAnswersWhoWaits) {
    hang_in_poll();
    auto& instance = run(patient());
    ASSERT_TRUE(recorder_.eventually_noted("poll"));
    command("fee_query", 1h);

    EXPECT_FALSE(instance.stop(1ms));
    gate_.open();

    EXPECT_TRUE(instance.stop(1h));
    EXPECT_EQ(recorder_.noted("fee_query 1"), 1u);
}

TEST_F(InstanceFailureTest, StopsAtOnceInThePauseBeforeARestart) {
    adapter_.on_start = [](auto, lb_error* error) { return ScriptedAdapter::say(error, LB_REJECTED, "no such table"); };
    auto& instance = run(in_no_hurry_to_restart());
    ASSERT_TRUE(eventually(Health::retrying));

    EXPECT_TRUE(instance.stop(30s));
}

TEST_F(InstanceFailureTest, TakesACapabilitySheetThatIsNoneAsAFailedStart) {
    adapter_.sheet = R"({"vehicle_entry":"maybe"})";
    run(in_no_hurry_to_restart());

    ASSERT_TRUE(eventually(Health::retrying));

    EXPECT_THAT(instance_->status().words, HasSubstr("'vehicle_entry' is none of native, derived, unsupported"));
}

}  // namespace
}  // namespace lotbridge::plugin
