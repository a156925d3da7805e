#include "lot.hpp"

#include <gmock/gmock.h>
#include <chrono>
#include <thread>

namespace lotbridge::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST(CloudRepeat, GetsTheFirstAnswerAgainAndIsKeptOnce) {
    CloudProcess const cloud;
    Lot lot(cloud);
    lot.login();
    lot.tell("2", entry("R1"), "N1");

    EXPECT_EQ(lot.tell("2", entry("R1"), "N1").code(), "0000");

    auto const counts = cloud.get("/counts");
    EXPECT_EQ(counts["interfaces"]["vehicle_entry"]["accepted"].GetInt(), 1);
    EXPECT_EQ(counts["interfaces"]["vehicle_entry"]["repeats"].GetInt(), 1);
    EXPECT_THAT(cloud.violations(), IsEmpty());
}

TEST(CloudRepeat, IsRefusedWhenTheNumberCarriesAnotherMessage) {
    CloudProcess const cloud;
    Lot lot(cloud);
    lot.login();
    lot.tell("2", entry("R1"), "N1");

    EXPECT_EQ(lot.tell("2", entry("R2"), "N1").code(), "9999");

    EXPECT_THAT(cloud.violations(), ElementsAre("B.1.2.1 oprNum was used before for another message"));
}

TEST(CloudRepeat, IsKnownAfterARestart) {
    Folder const folder;
    std::vector<std::string> const options{"--database", folder.file("cloud.db")};
    std::string envelope;
    {
        CloudProcess cloud(options);
        Lot lot(cloud);
        lot.login();
        envelope = lot.envelope("2", entry("R1"));
        post_form(cloud.uplink(), envelope);
        cloud.stop();
    }
    CloudProcess const cloud(options);

    EXPECT_EQ(post_form(cloud.uplink(), envelope).code(), "0000");

    EXPECT_THAT(cloud.story_of("R1"), ElementsAre("vehicle_entry"));
    EXPECT_EQ(cloud.get("/counts")["repeats"].GetInt(), 1);
}

TEST(CloudRepeat, IsReportedTheSixthTimeInAnHour) {
    CloudProcess const cloud;
    Lot lot(cloud);
    lot.login();
    for (int i = 0; i < 5; ++i) lot.tell("2", entry("R1"), "N1");
    ASSERT_THAT(cloud.violations(), IsEmpty());

    lot.tell("2", entry("R1"), "N1");

    EXPECT_THAT(cloud.violations(), ElementsAre("B.1.2.5 more than 5 requests with one oprNum in an hour"));
}

TEST(CloudRepeat, IsForgivenWhenTheHourIsOver) {
    CloudProcess const cloud({"--time-scale", "0.00001"});  // an hour of 36 ms
    Lot lot(cloud);
    lot.login();
    for (int i = 0; i < 5; ++i) lot.tell("2", entry("R1"), "N1");
    std::this_thread::sleep_for(std::chrono::milliseconds(40));

    lot.tell("2", entry("R1"), "N1");

    EXPECT_THAT(cloud.violations(), Not(Contains(HasSubstr("B.1.2.5"))));
}

TEST(CloudRetry, IsReportedWhenItComesBeforeTheTenMinutesAreOver) {
    CloudProcess const cloud;
    Lot lot(cloud);
    lot.login();
    cloud.post("/faults", R"({"kind":"answer","code":"9999","count":1})");
    ASSERT_EQ(lot.tell("2", entry("R1"), "N1").code(), "9999");

    EXPECT_EQ(lot.tell("2", entry("R1"), "N1").code(), "0000");

    EXPECT_THAT(cloud.violations(), ElementsAre(testing::StartsWith("5.1.2 sent again ")));
}

TEST(CloudRetry, MayComeAtOnceAfterALostAnswerOrADeadToken) {
    CloudProcess const cloud;
    Lot lot(cloud);
    lot.login();
    cloud.post("/faults", R"({"kind":"drop_before","count":1})");
    cloud.post("/faults", R"({"kind":"answer","code":"9000","count":1})");
    lot.tell("2", entry("R1"), "N1");
    ASSERT_EQ(lot.tell("2", entry("R1"), "N1").code(), "9000");

    EXPECT_EQ(lot.tell("2", entry("R1"), "N1").code(), "0000");

    EXPECT_THAT(cloud.violations(), IsEmpty());
}

// The platform's own clock has to pass here; the test waits for the report, not for a time.
TEST(CloudSilence, OfALotIsReportedAsARecommendationMissed) {
    CloudProcess const cloud({"--time-scale", "0.0002"});  // a heartbeat at least every 72 ms
    Lot lot(cloud);
    lot.login();

    auto found = cloud.violations();
    for (int i = 0; i < 500 && found.size() < 2; ++i, found = cloud.violations())
        std::this_thread::sleep_for(std::chrono::milliseconds(10));

    EXPECT_THAT(found, Contains("5.1.8 no heartbeat for longer than the recommended five minutes"));
    EXPECT_THAT(found, Contains("5.1.7 no free spaces for longer than the recommended minute"));
    EXPECT_EQ(text(cloud.get("/violations")[0], "level"), "should");
}

}  // namespace
}  // namespace lotbridge::test
