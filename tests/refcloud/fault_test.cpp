#include "lot.hpp"

#include <gmock/gmock.h>
#include <chrono>
#include <thread>

namespace lotbridge::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class CloudFault : public testing::Test {
protected:
    CloudFault() { lot.login(); }

    void order(std::string const& fault) const { cloud.post("/faults", fault); }

    CloudProcess cloud;
    Lot lot{cloud};
};

TEST_F(CloudFault, AnswersWithTheOrderedCodeAndKeepsNothing) {
    order(R"({"kind":"answer","code":"9999","message":"closed for today","interface":"vehicle_entry","count":1})");

    auto const told = lot.tell("2", entry("R1"));

    EXPECT_EQ(told.code(), "9999");
    EXPECT_EQ(told.words(), "closed for today");
    EXPECT_THAT(cloud.story_of("R1"), IsEmpty());
}

TEST_F(CloudFault, StrikesOnlyItsInterfaceAndOnlySoOften) {
    order(R"({"kind":"answer","code":"9999","interface":"vehicle_entry","count":1})");

    EXPECT_EQ(lot.tell("8", "{}").code(), "0000");
    EXPECT_EQ(lot.tell("2", entry("R1")).code(), "9999");
    EXPECT_EQ(lot.tell("2", entry("R2")).code(), "0000");
    EXPECT_EQ(cloud.get("/faults")[0]["hits"].GetInt(), 1);
}

TEST_F(CloudFault, DropsBeforeKeeping) {
    order(R"({"kind":"drop_before","count":1})");

    auto const told = lot.tell("2", entry("R1"));

    EXPECT_TRUE(told.http.connected);
    EXPECT_EQ(told.http.status(), 0);
    EXPECT_THAT(cloud.story_of("R1"), IsEmpty());
}

TEST_F(CloudFault, DropsAfterKeeping) {
    order(R"({"kind":"drop_after","count":1})");

    auto const told = lot.tell("2", entry("R1"));

    EXPECT_EQ(told.http.status(), 0);
    EXPECT_THAT(cloud.story_of("R1"), ElementsAre("vehicle_entry"));
    EXPECT_EQ(cloud.get("/counts")["interfaces"]["vehicle_entry"]["unanswered"].GetInt(), 1);
}

TEST_F(CloudFault, SendsHalfAReplyAfterKeeping) {
    order(R"({"kind":"half","count":1})");

    auto const told = lot.tell("2", entry("R1"));

    EXPECT_EQ(told.http.status(), 200);
    EXPECT_FALSE(told.http.whole);
    EXPECT_THAT(cloud.story_of("R1"), ElementsAre("vehicle_entry"));
}

TEST_F(CloudFault, AnswersGarbageAfterKeeping) {
    order(R"({"kind":"garbage","count":1})");

    auto const told = lot.tell("2", entry("R1"));

    EXPECT_TRUE(told.http.whole);
    EXPECT_TRUE(told.envelope().HasParseError());
    EXPECT_THAT(cloud.story_of("R1"), ElementsAre("vehicle_entry"));
}

TEST_F(CloudFault, AnswersWithAnHttpStatusAndKeepsNothing) {
    order(R"({"kind":"http_status","status":503,"count":1})");

    EXPECT_EQ(lot.tell("2", entry("R1")).http.status(), 503);
    EXPECT_THAT(cloud.story_of("R1"), IsEmpty());
}

TEST_F(CloudFault, LetsOthersPassWhileOneAnswerIsDelayed) {
    order(R"({"kind":"delay","delayMs":600000,"interface":"vehicle_entry"})");
    std::jthread const stuck([&] { lot.tell("2", entry("R1"), "N1"); });

    EXPECT_EQ(lot.tell("8", "{}", "N2").code(), "0000");

    // The delayed answer is given up when the platform stops, which ends the thread above.
    EXPECT_TRUE(cloud.stop());
}

TEST_F(CloudFault, RefusesConnectionsUntilItIsTakenBack) {
    order(R"({"kind":"refuse"})");
    EXPECT_FALSE(lot.tell("8", "{}").http.connected);

    cloud.api("DELETE", "/faults", "");

    EXPECT_EQ(lot.tell("8", "{}").code(), "0000");
}

TEST_F(CloudFault, RefusesConnectionsForTheOrderedTime) {
    order(R"({"kind":"refuse","forMs":100})");

    auto told = lot.tell("8", "{}");
    EXPECT_FALSE(told.http.connected);
    for (int i = 0; i < 500 && !told.http.connected; ++i, told = lot.tell("8", "{}"))
        std::this_thread::sleep_for(std::chrono::milliseconds(10));

    EXPECT_EQ(told.code(), "0000");
}

TEST_F(CloudFault, OfATokenMakesTheNextLoginANormalThing) {
    order(R"({"kind":"answer","code":"9000","count":1})");
    ASSERT_EQ(lot.tell("8", "{}").code(), "9000");

    lot.login();

    EXPECT_EQ(lot.tell("8", "{}").code(), "0000");
    EXPECT_THAT(cloud.violations(), IsEmpty());
}

TEST_F(CloudFault, WithAProbabilityStrikesTheSameRequestsForTheSameSeed) {
    auto const pattern = [&](std::string const& prefix) {
        cloud.api("DELETE", "/faults", "");
        order(R"({"misbehave":{"seed":7,"rates":{"9999":0.5}}})");
        std::string out;
        for (int i = 0; i < 24; ++i)
            out += lot.tell("8", "{}", prefix + std::to_string(i)).code() == "0000" ? '.' : 'x';
        return out;
    };

    auto const first = pattern("a"), second = pattern("b");

    EXPECT_EQ(first, second);
    EXPECT_THAT(first, testing::HasSubstr("x"));
    EXPECT_THAT(first, testing::HasSubstr("."));
}

TEST_F(CloudFault, OfAnUnknownKindIsRefusedInWords) {
    EXPECT_EQ(text(cloud.post("/faults", R"({"kind":"earthquake"})"), "error"),
              "there is no fault of kind \"earthquake\"");
    EXPECT_EQ(text(cloud.post("/faults", R"({"misbehave":{"rates":{"earthquake":1}}})"), "error"),
              "misbehave: there is no rate \"earthquake\"");
}

}  // namespace
}  // namespace lotbridge::test
