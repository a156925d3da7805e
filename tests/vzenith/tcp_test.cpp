#include "lot.hpp"

namespace lotbridge::vzenith {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class TcpCameraTest : public LotTest {
protected:
    TcpCameraTest() { open_camera(0); }

    void open_camera(std::uint16_t port) {
        camera_ =
            sim::TcpCamera::open(
                network_, {.lane = "N1", .serialno = "in", .entry = true, .plate_key = key_, .clock_ahead = 180s}, port)
                .value();
    }
    void begin(std::string const& lane_members = "", std::string cursor = "") {
        bool const first = cursor.empty();
        start(
            R"({"patience_seconds":2,"lanes":[{"code":"N1","serialno":"in","way":"entry","host":"127.0.0.1","port":)" +
                std::to_string(camera_->port()) + lane_members + "}]}",
            std::move(cursor));
        // The cloud knows it from the first run.
        ASSERT_TRUE(!first || until([&] { return online(); }));
    }
    bool online() const {
        auto const told = stored<vo::EquipmentStatus>();
        return !told.empty() && told.back().link_status == vo::LinkStatus::online;
    }

    std::string key_;
    std::unique_ptr<sim::TcpCamera> camera_;
};

TEST_F(TcpCameraTest, ASessionSetsTheClockAndBringsWhatIsSeen) {
    begin();
    EXPECT_LE(
        std::chrono::abs(
            camera_->state().now().at() -
            LocalTime::from_utc(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()), 8h).at()),
        2s);

    camera_->see("测A12345", 5000, 7);

    ASSERT_TRUE(until([&] { return stored<vo::ImageUpload>().size() == 2; }));
    ASSERT_THAT(stored<vo::VehicleEntry>(), SizeIs(1));
    EXPECT_EQ(stored<vo::VehicleEntry>()[0].car_num, "测A12345");
    EXPECT_EQ(host_->images()[0], sim::jpeg(5000));
    EXPECT_THAT(host_->quarantined(), IsEmpty());
}

TEST_F(TcpCameraTest, APictureOfNearlyAMegabyteArrives) {
    begin();
    camera_->see("测A12345", 1024 * 1024 - 2000);
    ASSERT_TRUE(until([&] { return stored<vo::ImageUpload>().size() == 2; }));
    EXPECT_EQ(host_->images()[0].size(), 1024u * 1024 - 2000);
}

TEST_F(TcpCameraTest, WhatWasMissedIsFetchedByNumberAndOpensNoGate) {
    begin(R"(,"opens_for":"everybody")");
    camera_->see("测A00001");
    ASSERT_TRUE(until([&] { return camera_->state().pulses == 1; }));
    auto const cursor = host_->cursor();
    host_->stop();
    host_.reset();
    camera_->see("测A00002");
    camera_->see("测A00003");

    begin(R"(,"opens_for":"everybody")", cursor);

    ASSERT_TRUE(until([&] { return stored<vo::VehicleEntry>().size() == 2; }, 20s));
    EXPECT_EQ(stored<vo::VehicleEntry>()[0].car_num, "测A00002");
    EXPECT_EQ(camera_->state().pulses, 1);
}

TEST_F(TcpCameraTest, WhatACameraHasFromBeforeIsNotOurs) {
    camera_->see("测A00000");
    begin();
    camera_->see("测A00001");
    ASSERT_TRUE(until([&] { return !stored<vo::VehicleEntry>().empty(); }));
    ASSERT_TRUE(until([&] { return Memory::read(host_->cursor())->mark("in") == 2; }));
    ASSERT_THAT(stored<vo::VehicleEntry>(), SizeIs(1));
    EXPECT_EQ(stored<vo::VehicleEntry>()[0].car_num, "测A00001");
}

// The very first record of a new camera, while its line is broken.
TEST_F(TcpCameraTest, WhatACameraThatWasMetEmptySeesWhileItIsAwayIsOurs) {
    begin();
    ASSERT_TRUE(until([&] { return Memory::read(host_->cursor())->has_mark("in"); }));
    auto const port = camera_->port();
    camera_.reset();
    open_camera(port);
    camera_->see("测A00001");

    ASSERT_TRUE(until([&] { return stored<vo::VehicleEntry>().size() == 1; }, 20s));
    EXPECT_EQ(stored<vo::VehicleEntry>()[0].car_num, "测A00001");
}

TEST_F(TcpCameraTest, ACameraWhoseMemoryWasLostGoesOnWithItsNewNumbers) {
    begin();
    for (auto const* plate : {"测A00001", "测A00002", "测A00003"}) camera_->see(plate);
    ASSERT_TRUE(until([&] { return Memory::read(host_->cursor())->mark("in") == 3; }));
    auto const port = camera_->port();
    camera_.reset();
    open_camera(port);
    camera_->see("测A00004");  // before anybody listens: not told apart from what it had long ago

    ASSERT_TRUE(until([&] { return camera_->has_listener(); }, 20s));
    ASSERT_TRUE(until([&] { return Memory::read(host_->cursor())->mark("in") == 1; }));
    camera_->see("测A00005");
    ASSERT_TRUE(until([&] { return stored<vo::VehicleEntry>().size() == 4; }));
    EXPECT_EQ(stored<vo::VehicleEntry>()[3].car_num, "测A00005");
}

TEST_F(TcpCameraTest, AHangUpInTheMiddleLosesNothing) {
    begin();
    camera_->see("测A00001");
    ASSERT_TRUE(until([&] { return stored<vo::VehicleEntry>().size() == 1; }));
    camera_->hang_up();
    camera_->see("测A00002");
    ASSERT_TRUE(until([&] { return stored<vo::VehicleEntry>().size() == 2; }, 30s));
    EXPECT_EQ(stored<vo::VehicleEntry>()[1].car_num, "测A00002");
}

TEST_F(TcpCameraTest, WhatTheHostCouldNotStoreIsFetchedAgain) {
    begin();
    camera_->see("测A00001");
    ASSERT_TRUE(until([&] { return stored<vo::VehicleEntry>().size() == 1; }));
    host_->fail_next_submit({Errc::retry, "the disk is full"});
    camera_->see("测A00002");
    ASSERT_TRUE(until([&] { return stored<vo::VehicleEntry>().size() == 2; }, 30s));
}

TEST_F(TcpCameraTest, AGateMovesWhenTheCameraAndTheLimitSwitchSaySo) {
    begin(R"(,"gate":{"opened_input":2,"close_output":1})");

    EXPECT_EQ(host_->command(vo::GateStatus{.bar_code = "N1"})->bar_status, 0);
    auto const opened = host_->command(vo::GateControl{.bar_code = "N1", .is_open = true});
    ASSERT_TRUE(opened) << opened.error().message;
    EXPECT_EQ(host_->command(vo::GateStatus{.bar_code = "N1"})->bar_status, 1);
    EXPECT_TRUE(host_->command(vo::GateControl{.bar_code = "N1", .is_open = false}));
    camera_->move_barrier(false);
    ASSERT_TRUE(until([&] { return host_->command(vo::GateStatus{.bar_code = "N1"})->bar_status == 0; }));

    camera_->state().barrier_stuck = true;
    auto const stuck = host_->command(vo::GateControl{.bar_code = "N1", .is_open = true});
    ASSERT_FALSE(stuck);
    EXPECT_THAT(stuck.error().message, HasSubstr("the camera took the order, and the barrier did not open"));
    EXPECT_EQ(host_->command(vo::GateControl{.bar_code = "N9", .is_open = true}).error().code, Errc::rejected);
}

TEST_F(TcpCameraTest, AWhiteListIsChangedForOnePlateAndNeverCleared) {
    begin();
    vo::MonthlyCard card{.ms_record_id = "1",
                         .car_num = "测A12345",
                         .begin_time = *LocalTime::parse("2025-06-01 00:00:00"),
                         .end_time = *LocalTime::parse("2025-06-30 23:59:59")};
    ASSERT_TRUE(host_->command(card));
    ASSERT_TRUE(host_->command(vo::Blacklist{.car_num = "测B00001", .type = vo::ListChange::add}));
    EXPECT_THAT(camera_->state().listed(), ElementsAre("测A12345", "测B00001"));

    card.status = vo::CardStatus::deleted;
    card.car_num = " ";
    EXPECT_FALSE(host_->command(card));
    card.car_num = "测A12345";
    ASSERT_TRUE(host_->command(card));
    EXPECT_THAT(camera_->state().listed(), ElementsAre("测B00001"));
}

TEST_F(TcpCameraTest, SpeaksAndWritesInTheCamerasOwnEncoding) {
    begin(R"(,"voice":"{plate} 请通行","screen":{"entry":"{plate} 欢迎光临","after":"0D"})");
    camera_->see("测A12345");
    ASSERT_TRUE(until([&] { return camera_->state().said().size() == 2; }));
    EXPECT_THAT(camera_->state().said(), ElementsAre("测A12345 请通行", "测A12345 欢迎光临\r"));
}

TEST_F(TcpCameraTest, AnotherCameraAtTheAddressIsNotListenedTo) {
    start(R"({"lanes":[{"code":"N1","serialno":"another","way":"entry","host":"127.0.0.1","port":)" +
          std::to_string(camera_->port()) + "}]}");
    ASSERT_TRUE(until([&] {
        return std::ranges::any_of(host_->logged(), [](auto const& line) {
            return line.second.find("at 127.0.0.1 is camera in") != std::string::npos;
        });
    }));
}

TEST_F(TcpCameraTest, CheckSaysWhichCamerasAnswer) {
    FakeHost<Adapter> host;
    auto const findings =
        host.check(R"({"lanes":[{"code":"N1","serialno":"in","way":"entry","host":"127.0.0.1","port":)" +
                   std::to_string(camera_->port()) +
                   R"(},{"code":"N2","serialno":"x","way":"exit","host":"127.0.0.1","port":1}]})");
    ASSERT_TRUE(findings) << findings.error().message;
    ASSERT_THAT(*findings, SizeIs(2));
    EXPECT_EQ((*findings)[0].outcome, Findings::Outcome::ok) << (*findings)[0].words;
    EXPECT_EQ((*findings)[1].outcome, Findings::Outcome::failed);
}

}  // namespace
}  // namespace lotbridge::vzenith
