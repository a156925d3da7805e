#include "lot.hpp"

#include <gmock/gmock.h>

namespace lotbridge::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

class CloudRecord : public testing::Test {
protected:
    CloudRecord() { lot.login(); }

    CloudProcess cloud;
    Lot lot{cloud};
};

TEST_F(CloudRecord, KeepsTheLifeOfARecordInTheOrderItWasTold) {
    EXPECT_EQ(lot.tell("2", entry("R1")).code(), "0000");
    EXPECT_EQ(lot.tell("5", image("R1")).code(), "0000");
    EXPECT_EQ(lot.tell("3", correction("R1", "京A12346")).code(), "0000");
    EXPECT_EQ(lot.tell("4", exit("R1", "京A12346")).code(), "0000");

    EXPECT_THAT(cloud.story_of("R1"),
                ElementsAre("vehicle_entry", "image_upload", "vehicle_correction", "vehicle_exit"));
    EXPECT_THAT(cloud.violations(), IsEmpty());
}

TEST_F(CloudRecord, KeepsTheBodyToTheLastDigit) {
    lot.tell("2", entry("R1"));
    lot.tell("4", exit("R1"));

    auto const told = cloud.api("GET", "/records/R1", "");

    rapidjson::Document expected;
    expected.Parse(exit("R1").c_str());
    EXPECT_EQ(told[1]["body"], expected);
}

TEST_F(CloudRecord, RefusesAnExitWhoseEntryItNeverSaw) {
    EXPECT_EQ(lot.tell("4", exit("R1")).code(), "9999");

    EXPECT_THAT(cloud.story_of("R1"), IsEmpty());
    EXPECT_THAT(cloud.violations(), ElementsAre("5.1.4 an exit without its entry; 5.2.4 wants a supplementary bill"));
}

TEST_F(CloudRecord, TakesTheExitOfACarThatTheLotNeverSawEnter) {
    auto body = exit("R1");
    body.replace(body.find("2024-05-01 08:00:00"), std::string_view("2024-05-01 08:00:00").size(), "");

    EXPECT_EQ(lot.tell("4", body).code(), "0000");
    EXPECT_EQ(lot.tell("5", image("R1")).code(), "0000");

    EXPECT_THAT(cloud.violations(), IsEmpty());
}

TEST_F(CloudRecord, RefusesAnImageBeforeItsRecord) {
    EXPECT_EQ(lot.tell("5", image("R1")).code(), "9999");

    EXPECT_THAT(cloud.violations(), ElementsAre("5.1.5 an image whose parking record has not been uploaded"));
}

TEST_F(CloudRecord, TakesAnImageAfterASupplementaryBill) {
    EXPECT_EQ(lot.tell("12", bill("R1")).code(), "0000");
    EXPECT_EQ(lot.tell("5", image("R1")).code(), "0000");

    EXPECT_THAT(cloud.violations(), IsEmpty());
}

TEST_F(CloudRecord, ReportsAnImageThatIsNotBase64) {
    lot.tell("2", entry("R1"));

    lot.tell("5", image("R1", "not base 64"));

    EXPECT_THAT(cloud.violations(), ElementsAre("C.2.5 imageBase64 is not Base64"));
}

TEST_F(CloudRecord, RefusesAnExitAfterTheSupplementaryBill) {
    lot.tell("12", bill("R1"));

    EXPECT_EQ(lot.tell("4", exit("R1")).code(), "9999");

    EXPECT_THAT(cloud.violations(), ElementsAre("5.2.4 an exit after the record's supplementary bill"));
}

TEST_F(CloudRecord, TakesASupplementaryBillForARecordWhoseEntryItKnows) {
    lot.tell("2", entry("R1"));

    EXPECT_EQ(lot.tell("12", bill("R1")).code(), "0000");

    EXPECT_THAT(cloud.violations(), IsEmpty());
}

TEST_F(CloudRecord, RefusesACorrectionAfterTheExit) {
    lot.tell("2", entry("R1"));
    lot.tell("4", exit("R1"));

    EXPECT_EQ(lot.tell("3", correction("R1", "京A12346")).code(), "9999");

    EXPECT_THAT(cloud.violations(), ElementsAre("5.1.3 a correction after the vehicle has left"));
}

TEST_F(CloudRecord, ReportsAnExitThatForgotTheCorrectedPlate) {
    lot.tell("2", entry("R1"));
    lot.tell("3", correction("R1", "京A12346"));

    EXPECT_EQ(lot.tell("4", exit("R1", "京A12345")).code(), "0000");

    EXPECT_THAT(cloud.violations(), ElementsAre("5.1.4.2 the exit's carNum is not the corrected one"));
}

TEST_F(CloudRecord, RefusesASecondEntryWithOtherContentForOneRecordCode) {
    lot.tell("2", entry("R1", "京A12345"));

    EXPECT_EQ(lot.tell("2", entry("R1", "沪B00001")).code(), "9999");

    EXPECT_THAT(cloud.violations(), ElementsAre("5.1.5 a second entry with other content for one recordCode"));
}

TEST_F(CloudRecord, KeepsTheSameEntryUnderANewNumberOnlyOnce) {
    lot.tell("2", entry("R1"), "N1");

    EXPECT_EQ(lot.tell("2", entry("R1"), "N2").code(), "0000");

    EXPECT_THAT(cloud.story_of("R1"), ElementsAre("vehicle_entry"));
    EXPECT_THAT(cloud.violations(), ElementsAre("B.1.2.1 the same entry again under another oprNum (E12)"));
}

TEST_F(CloudRecord, RefusesTheLotIdOfSomebodyElse) {
    auto body = bill("R1");
    body.replace(body.find("P1"), 2, "P9");

    EXPECT_EQ(lot.tell("12", body).words(), "parkId is not yours");

    EXPECT_THAT(cloud.story_of("R1"), IsEmpty());
}

TEST(CloudDisorder, IsTakenAndReportedWhenTheOptionSaysSo) {
    CloudProcess const cloud({"--accept-disorder"});
    Lot lot(cloud);
    lot.login();

    EXPECT_EQ(lot.tell("4", exit("R1")).code(), "0000");

    EXPECT_THAT(cloud.story_of("R1"), ElementsAre("vehicle_exit"));
    EXPECT_THAT(cloud.violations(), Contains("5.1.4 an exit without its entry; 5.2.4 wants a supplementary bill"));
}

TEST(CloudDeduction, IsDoneForMembersWithAKnownRecordOnly) {
    CloudProcess const cloud({"--member", "京A12345"});
    Lot lot(cloud);
    lot.login();
    lot.tell("2", entry("R1"));
    auto const ask = [&](std::string const& record, std::string const& plate) {
        auto const told =
            lot.tell("26", R"({"recordCode":")" + record +
                               R"(","inTime":"2024-05-01 08:00:00","outTime":"2024-05-01 09:00:00","carNum":")" +
                               plate + R"(","carColor":"","payMoney":8,"agioMoney":0,"chargeMoney":8})");
        auto const answer = told.envelope();
        return std::pair(answer["data"]["payStatus"].GetInt(), answer["data"]["failReason"].GetInt());
    };

    EXPECT_EQ(ask("R1", "京A12345"), std::pair(1, 0));
    EXPECT_EQ(ask("R1", "沪B00001"), std::pair(0, 7));
    EXPECT_EQ(ask("R2", "京A12345"), std::pair(0, 6));
}

}  // namespace
}  // namespace lotbridge::test
