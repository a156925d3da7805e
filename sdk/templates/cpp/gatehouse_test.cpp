// The adapter through the borders of a host, without one.
#include <lotbridge/testing/fake_host.hpp>

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace {

namespace vo = lotbridge::vo;
using lotbridge::Errc;
using lotbridge::testing::FakeHostBase;
using testing::SizeIs;

class Gatehouse : public testing::Test {
protected:
    Gatehouse() {
        auto const* test = testing::UnitTest::GetInstance()->current_test_info();
        folder_ = std::filesystem::temp_directory_path() / (std::string("gatehouse-") + test->name());
        std::filesystem::remove_all(folder_);
        std::filesystem::create_directories(folder_);
        write("1;2026-01-05 08:00:00;A12345;N1\n2;2026-01-05 08:00:09;B54321;N2\n");
    }
    ~Gatehouse() override { std::filesystem::remove_all(folder_); }

    void write(std::string const& text) { std::ofstream(folder_ / "passages.txt", std::ios::app) << text; }
    std::string commands() const {
        std::stringstream text;
        text << std::ifstream(folder_ / "commands.txt").rdbuf();
        return text.str();
    }
    std::string settings() const {
        auto const path = folder_.generic_string();
        return R"({"passages":")" + path + R"(/passages.txt","commands":")" + path + "/commands.txt\"}";
    }

    std::filesystem::path folder_;
    FakeHostBase host_{lb_entry_v1.create};
};

TEST_F(Gatehouse, ReportsEachPassageOnce) {
    ASSERT_TRUE(host_.start(settings()));
    ASSERT_TRUE(host_.poll_all());
    write("3;2026-01-05 08:01:00;;N1\n");

    ASSERT_TRUE(host_.poll_all());

    ASSERT_THAT(host_.stored<vo::VehicleEntry>(), SizeIs(3));
    EXPECT_EQ(host_.stored<vo::VehicleEntry>()[1].car_num, "B54321");
}

TEST_F(Gatehouse, GoesOnAfterARestartWhereTheHostHasStored) {
    ASSERT_TRUE(host_.start(settings()));
    ASSERT_TRUE(host_.poll_all());
    write("3;2026-01-05 08:01:00;C1;N1\n");

    FakeHostBase next_run(lb_entry_v1.create);
    next_run.set_cursor(host_.cursor());
    ASSERT_TRUE(next_run.start(settings()));
    ASSERT_TRUE(next_run.poll_all());

    ASSERT_THAT(next_run.stored<vo::VehicleEntry>(), SizeIs(1));
    EXPECT_EQ(next_run.stored<vo::VehicleEntry>()[0].car_num, "C1");
}

TEST_F(Gatehouse, GivesAgainWhatTheHostCouldNotStore) {
    ASSERT_TRUE(host_.start(settings()));
    host_.fail_next_submit({Errc::retry, "the disk is full"});
    EXPECT_FALSE(host_.poll());

    ASSERT_TRUE(host_.poll_all());

    EXPECT_THAT(host_.stored<vo::VehicleEntry>(), SizeIs(2));
}

TEST_F(Gatehouse, WaitsForALineToBeWrittenToItsEnd) {
    write("3;2026-01-05 08:01:00;C1");
    ASSERT_TRUE(host_.start(settings()));
    ASSERT_TRUE(host_.poll_all());
    EXPECT_THAT(host_.stored<vo::VehicleEntry>(), SizeIs(2));
    write("2345;N1\n");

    ASSERT_TRUE(host_.poll_all());

    ASSERT_THAT(host_.stored<vo::VehicleEntry>(), SizeIs(3));
    EXPECT_EQ(host_.stored<vo::VehicleEntry>()[2].car_num, "C12345");
}

TEST_F(Gatehouse, APassageWithABadTimeIsQuarantinedAndTheNextGoesOn) {
    write("3;yesterday;C12345;N1\n4;2026-01-05 08:02:00;D12345;N2\n");
    ASSERT_TRUE(host_.start(settings()));

    ASSERT_TRUE(host_.poll_all());

    EXPECT_THAT(host_.quarantined(), SizeIs(1));
    EXPECT_THAT(host_.stored<vo::VehicleEntry>(), SizeIs(3));
}

TEST_F(Gatehouse, MovesAGateOnceHoweverOftenItIsAsked) {
    ASSERT_TRUE(host_.start(settings()));
    auto const open = [&](char const* request) {
        return host_.command("gate_control", R"({"barCode":"G1","isOpen":1})", std::chrono::seconds(1), request);
    };

    ASSERT_TRUE(open("r-1"));
    ASSERT_TRUE(open("r-1"));
    ASSERT_TRUE(open("r-2"));

    EXPECT_EQ(commands(), "r-1 open G1\nr-2 open G1\n");
}

TEST_F(Gatehouse, RefusesAGateThatCannotBe) {
    ASSERT_TRUE(host_.start(settings()));

    EXPECT_EQ(host_.command("gate_control", R"({"barCode":"no gate\n","isOpen":1})").error().code, Errc::rejected);
}

TEST_F(Gatehouse, TriesAgainLaterWhenTheFileIsNotThere) {
    std::filesystem::remove(folder_ / "passages.txt");

    EXPECT_EQ(host_.start(settings()).error().code, Errc::retry);
}

}  // namespace
