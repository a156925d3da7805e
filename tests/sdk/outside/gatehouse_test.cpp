#include <lotbridge/testing/fake_host.hpp>

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace {

namespace vo = lotbridge::vo;
using lotbridge::LocalTime;
using lotbridge::testing::FakeHostBase;
using testing::SizeIs;

class GatehouseTest : public testing::Test {
protected:
    GatehouseTest() {
        auto const* test = testing::UnitTest::GetInstance()->current_test_info();
        folder_ = std::filesystem::temp_directory_path() / (std::string("gatehouse-") + test->name());
        std::filesystem::remove_all(folder_);
        std::filesystem::create_directories(folder_);
        write("");
    }
    ~GatehouseTest() override { std::filesystem::remove_all(folder_); }

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

TEST_F(GatehouseTest, ReportsEachPassageOnce) {
    write("1;2024-05-01 08:00:00;A12345;N1\n2;2024-05-01 08:00:09;B54321;N2\n");
    ASSERT_TRUE(host_.start(settings()));
    ASSERT_TRUE(host_.poll_all());
    write("3;2024-05-01 08:01:00;;N1\n");

    ASSERT_TRUE(host_.poll_all());

    ASSERT_THAT(host_.stored<vo::VehicleEntry>(), SizeIs(3));
    EXPECT_EQ(host_.stored<vo::VehicleEntry>()[1],
              (vo::VehicleEntry{.record_code = "GH-2",
                                .car_num = "B54321",
                                .in_cross = "N2",
                                .in_time = *LocalTime::parse("2024-05-01 08:00:09"),
                                .in_identity = vo::VehicleType::temporary}));
}

TEST_F(GatehouseTest, WaitsForALineToBeWrittenToItsEnd) {
    write("1;2024-05-01 08:00:00;A1");
    ASSERT_TRUE(host_.start(settings()));
    ASSERT_TRUE(host_.poll_all());
    write("2345;N1\n");

    ASSERT_TRUE(host_.poll_all());

    ASSERT_THAT(host_.stored<vo::VehicleEntry>(), SizeIs(1));
    EXPECT_EQ(host_.stored<vo::VehicleEntry>()[0].car_num, "A12345");
}

TEST_F(GatehouseTest, APassageWithABadTimeIsQuarantinedAndTheNextGoesOn) {
    write("1;yesterday;A12345;N1\n2;2024-05-01 08:00:09;B54321;N2\n");
    ASSERT_TRUE(host_.start(settings()));

    ASSERT_TRUE(host_.poll_all());

    EXPECT_THAT(host_.quarantined(), SizeIs(1));
    EXPECT_THAT(host_.stored<vo::VehicleEntry>(), SizeIs(1));
}

TEST_F(GatehouseTest, OpensAndClosesGates) {
    ASSERT_TRUE(host_.start(settings()));

    ASSERT_TRUE(host_.command(vo::GateControl{.bar_code = "G1", .is_open = true}));
    ASSERT_TRUE(host_.command(vo::GateControl{.bar_code = "G1", .is_open = false}));

    EXPECT_EQ(commands(), "open G1\nclose G1\n");
}

TEST_F(GatehouseTest, TriesAgainLaterWhenTheFileIsNotThere) {
    std::filesystem::remove(folder_ / "passages.txt");

    EXPECT_EQ(host_.start(settings()).error().code, lotbridge::Errc::retry);
}

}  // namespace
