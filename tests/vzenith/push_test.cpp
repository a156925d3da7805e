#include "lot.hpp"

namespace lotbridge::vzenith {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class PushTest : public LotTest {
protected:
    void begin(std::string const& entry_members = "", std::string const& more = "", std::string cursor = "") {
        start(R"({"listen":{"address":"127.0.0.1","port":)" + std::to_string(port_) + R"(},"patience_seconds":2,)" +
                  more + R"("lanes":[{"code":"N1","serialno":"in","way":"entry")" + entry_members +
                  R"(},{"code":"X1","serialno":"out","way":"exit")" + exit_members_ + "}]}",
              std::move(cursor));
    }
    // A command, while the camera fetches its orders.
    template <class M>
    auto command(M const& message, sim::PushCamera& camera) {
        std::atomic<bool> done{false};
        std::thread calling([&] {
            while (!done) camera.call();
        });
        auto reply = host_->command(message);
        done = true;
        calling.join();
        return reply;
    }

    std::string exit_members_;
    std::uint16_t port_ = free_port(network_);
    std::string url_ = "http://127.0.0.1:" + std::to_string(port_) + "/device/push";
    sim::PushCamera in_{client_, {.lane = "N1", .serialno = "in", .entry = true, .plate_key = {}}, url_};
    sim::PushCamera out_{client_, {.lane = "X1", .serialno = "out", .entry = false, .plate_key = {}}, url_};
};

TEST_F(PushTest, ACarGoesInAndOutWithItsPictures) {
    begin();
    during([&] {
        EXPECT_TRUE(in_.see("测A12345"));
        EXPECT_TRUE(out_.see("测A12345"));
    });

    ASSERT_THAT(stored<vo::VehicleEntry>(), SizeIs(1));
    ASSERT_THAT(stored<vo::VehicleExit>(), SizeIs(1));
    auto const entry = stored<vo::VehicleEntry>()[0];
    auto const exit = stored<vo::VehicleExit>()[0];
    EXPECT_EQ(entry.car_num, "测A12345");
    EXPECT_EQ(entry.in_cross, "N1");
    EXPECT_EQ(entry.car_color, "绿");
    EXPECT_EQ(exit.record_code, entry.record_code);
    EXPECT_EQ(exit.in_time, entry.in_time);
    EXPECT_EQ(exit.out_cross, "X1");
    ASSERT_THAT(stored<vo::ImageUpload>(), SizeIs(4));
    EXPECT_EQ(host_->images().size(), 2u);  // both lanes' are the same bytes here
    EXPECT_THAT(host_->quarantined(), IsEmpty());
}

TEST_F(PushTest, ResendsAndSecondTriggersOfOneCarAreOnePassage) {
    begin();
    during([&] {
        EXPECT_TRUE(in_.see("测A12345"));
        EXPECT_TRUE(in_.repeat(4));
        EXPECT_TRUE(in_.see("测A12345", 2000, 8));
    });
    EXPECT_THAT(stored<vo::VehicleEntry>(), SizeIs(1));
}

TEST_F(PushTest, AGateOpensForALiveCarOnceAndForAReplayNever) {
    begin(R"(,"opens_for":"everybody","voice":"{plate} 欢迎光临")");
    during([&] {
        EXPECT_TRUE(in_.see("测A12345"));
        EXPECT_TRUE(in_.repeat(3));
        in_.see_offline("测B11111");
        EXPECT_EQ(in_.replay([](auto&) {}), 1u);
    });

    EXPECT_EQ(in_.state().pulses, 1);
    EXPECT_THAT(in_.state().said(), ElementsAre("测A12345 欢迎光临"));
    EXPECT_THAT(in_.last_answer(), HasSubstr("ContinuePushOffline"));
}

TEST_F(PushTest, WhatTheHostCouldNotStoreIsPushedAgain) {
    begin(R"(,"opens_for":"everybody")");
    host_->fail_next_submit({Errc::retry, "the disk is full"});
    during([&] { EXPECT_TRUE(in_.see("测A12345")); });

    EXPECT_THAT(stored<vo::VehicleEntry>(), SizeIs(1));
    EXPECT_EQ(in_.state().pulses, 1);
}

TEST_F(PushTest, AfterARestartTheStayIsStillOpenAndTheResendStillKnown) {
    begin();
    during([&] { EXPECT_TRUE(in_.see("测A12345")); });
    auto const record = stored<vo::VehicleEntry>()[0].record_code;
    begin("", "", host_->cursor());
    during([&] {
        EXPECT_TRUE(in_.repeat(1));
        EXPECT_TRUE(out_.see("测A12345"));
    });

    EXPECT_THAT(stored<vo::VehicleEntry>(), IsEmpty());
    ASSERT_THAT(stored<vo::VehicleExit>(), SizeIs(1));
    EXPECT_EQ(stored<vo::VehicleExit>()[0].record_code, record);
    EXPECT_THAT(stored<vo::ChannelInfo>(), IsEmpty());  // told by the first run
}

TEST_F(PushTest, AnExitWithoutAnEntryIsReportedWhenNoneTurnsUp) {
    begin();
    during([&] { EXPECT_TRUE(out_.see("测A12345")); });
    EXPECT_THAT(stored<vo::VehicleExit>(), IsEmpty());

    ASSERT_TRUE(until([&] { return !stored<vo::VehicleExit>().empty(); }, 15s));
    EXPECT_TRUE(stored<vo::VehicleExit>()[0].in_time.empty());
    EXPECT_THAT(stored<vo::ImageUpload>(), SizeIs(2));
}

TEST_F(PushTest, ACarWithoutAPlateIsLetInAndOutByTheCloudsRequestsAndCountedOnce) {
    exit_members_ = R"(,"gate":{"opened_input":2})";
    begin(R"(,"gate":{"opened_input":2})");
    during([&] { EXPECT_TRUE(in_.see("")); });
    EXPECT_THAT(stored<vo::VehicleEntry>(), IsEmpty());

    vo::UnlicensedEntry const request{.plateno = "无A0001", .in_cross = "N1"};
    auto const entered = command(request, in_);
    ASSERT_TRUE(entered) << entered.error().message;
    ASSERT_TRUE(command(request, in_));  // the same number again
    EXPECT_EQ(in_.state().pulses, 1);
    ASSERT_THAT(stored<vo::VehicleEntry>(), SizeIs(1));
    EXPECT_EQ(stored<vo::VehicleEntry>()[0].car_num, "无A0001");

    vo::UnlicensedExit leaving{.plateno = "无A0001", .out_cross = "N1"};
    auto const body = schema::encode(leaving);
    EXPECT_FALSE(host_->command("unlicensed_exit", body, 1s, "number-2"));  // this lane leads in
    leaving.out_cross = "X1";
    std::atomic<bool> done{false};
    std::thread calling([&] {
        while (!done) out_.call();
    });
    auto const left = host_->command("unlicensed_exit", schema::encode(leaving), 5s, "number-3");
    done = true;
    calling.join();
    ASSERT_TRUE(left) << left.error().message;
    ASSERT_THAT(stored<vo::VehicleExit>(), SizeIs(1));
    EXPECT_EQ(stored<vo::VehicleExit>()[0].record_code, stored<vo::VehicleEntry>()[0].record_code);
}

TEST_F(PushTest, CarsWithoutAPlatePassFreelyWhereTheLotWantsIt) {
    begin(R"(,"opens_for":"everybody")", R"("unlicensed":"free",)");
    during([&] {
        EXPECT_TRUE(in_.see(""));
        EXPECT_TRUE(out_.see(""));
    });
    ASSERT_THAT(stored<vo::VehicleEntry>(), SizeIs(1));
    ASSERT_THAT(stored<vo::VehicleExit>(), SizeIs(1));
    EXPECT_EQ(stored<vo::VehicleEntry>()[0].car_num, "无牌车");
    EXPECT_TRUE(stored<vo::VehicleExit>()[0].in_time.empty());
    EXPECT_EQ(in_.state().pulses, 1);
}

TEST_F(PushTest, AGateOrderIsFetchedByTheCameraAndConfirmedByTheLimitSwitch) {
    begin(R"(,"gate":{"opened_input":2})");

    auto const reply = command(vo::GateControl{.bar_code = "N1", .is_open = true}, in_);

    ASSERT_TRUE(reply) << reply.error().message;
    EXPECT_EQ(reply->status, 1);
    EXPECT_EQ(in_.state().moves, 1);
    EXPECT_EQ(host_->command(vo::GateStatus{.bar_code = "N1"})->bar_status, 1);
    ASSERT_TRUE(until([&] { return !stored<vo::EquipmentStatus>().empty(); }));
    EXPECT_THAT(stored<vo::ManualGateOpening>(), IsEmpty());  // it was ours
}

TEST_F(PushTest, AnOrderThatNoCameraFetchesIsWithdrawn) {
    begin(R"(,"gate":{"opened_input":2})");
    auto const reply = host_->command(vo::GateControl{.bar_code = "N1", .is_open = true}, 200ms);
    ASSERT_FALSE(reply);
    EXPECT_THAT(reply.error().message, HasSubstr("did not call within 200 ms; the order was withdrawn"));

    during([&] { EXPECT_TRUE(in_.call()); });
    EXPECT_EQ(in_.state().pulses, 0);
}

TEST_F(PushTest, AGateThatNobodyOrderedOpenWasOpenedByHand) {
    begin(R"(,"gate":{"opened_input":2})");
    host_->fail_next_submit({Errc::retry, "the disk is full"});
    during([&] {
        EXPECT_TRUE(in_.move_barrier(true));
        EXPECT_TRUE(in_.move_barrier(false));
        EXPECT_TRUE(in_.move_barrier(true));  // the contact bounces
    });
    ASSERT_TRUE(until([&] { return !stored<vo::ManualGateOpening>().empty(); }));
    EXPECT_THAT(stored<vo::ManualGateOpening>(), SizeIs(1));
    EXPECT_EQ(stored<vo::ManualGateOpening>()[0].in_out_door, "入场");
}

TEST_F(PushTest, WhatNobodyCouldConfirmIsUnsupported) {
    begin();
    auto const sheet = host_->capabilities().value();
    for (auto const* name : {"gate_control", "gate_status", "manual_gate_opening", "unlicensed_entry", "fee_query"})
        EXPECT_THAT(sheet, HasSubstr(std::string("\"") + name + "\":\"unsupported\""));
    EXPECT_THAT(sheet, HasSubstr("\"vehicle_entry\":\"native\""));
    EXPECT_EQ(host_->command(vo::GateControl{.bar_code = "N1", .is_open = true}).error().code, Errc::unsupported);
    for (auto const* name : {"fee_query", "prepayment", "free_minutes", "monthly_card_product", "auto_deduct"})
        EXPECT_EQ(host_->command(name, "{}").error().code, Errc::unsupported) << name;
}

TEST_F(PushTest, AStrangerAndGarbageAreTurnedAway) {
    begin();
    sim::PushCamera stranger(client_, {.lane = "?", .serialno = "stranger", .entry = true, .plate_key = {}}, url_);
    during([&] {
        EXPECT_FALSE(stranger.see("测A12345"));
        for (auto const* body : {"", "{", "[]", R"({"AlarmInfoPlate":7})", R"({"AlarmInfoPlate":{"serialno":"in"}})"})
            (void)client_.send({.method = "POST", .url = url_, .headers = {}, .body = body});
    });
    EXPECT_THAT(stored<vo::VehicleEntry>(), IsEmpty());
    EXPECT_THAT(host_->logged(),
                Contains(::testing::Pair(LogLevel::warning, HasSubstr("a camera that no lane names"))));
}

}  // namespace
}  // namespace lotbridge::vzenith
