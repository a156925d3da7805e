#include "relay/routine.hpp"

#include "fakes/fake_gateway.hpp"
#include "fakes/fake_scheduler.hpp"

#include <gmock/gmock.h>

namespace lotbridge::relay {
namespace {

using namespace std::chrono_literals;

class RoutineTest : public testing::Test {
protected:
    void SetUp() override {
        routine = std::make_shared<Routine>(Routine::Parts{.gateway = gateway,
                                                           .scheduler = scheduler,
                                                           .settings = settings,
                                                           .new_opr_num = [] { return std::string("N"); },
                                                           .repeat_free_spaces = [this] { ++repeats; },
                                                           .log = {}});
    }

    fakes::FakeScheduler scheduler;
    fakes::FakeGateway gateway{scheduler};
    config::LotSettings settings;
    int repeats = 0;
    std::shared_ptr<Routine> routine;
};

TEST_F(RoutineTest, SendsAHeartbeatEveryFiveMinutes) {
    routine->start();

    scheduler.advance(20min);

    EXPECT_EQ(gateway.sent.size(), 5u);
    EXPECT_EQ(gateway.sent.back().exchange.topic, "heartbeat");
}

TEST_F(RoutineTest, TellsHowFarThePlatformsClockIsAhead) {
    gateway.answer = [this](auto const&) {
        auto outcome = fakes::accepted();
        outcome.server_time = scheduler.wall() + 42s;
        return outcome;
    };

    routine->start();
    scheduler.run_ready();

    EXPECT_EQ(routine->clock_offset(), 42s);
}

TEST_F(RoutineTest, RepeatsTheFreeSpacesEachMinuteWhileTheCloudIsThere) {
    routine->start();
    scheduler.advance(3min);
    EXPECT_EQ(repeats, 3);

    gateway.set_reachable(false);
    scheduler.advance(3min);

    EXPECT_EQ(repeats, 3);
}

TEST_F(RoutineTest, IsSilentAfterItStopped) {
    routine->start();
    routine->stop();

    scheduler.advance(20min);

    EXPECT_EQ(gateway.sent.size(), 1u);
}

}  // namespace
}  // namespace lotbridge::relay
