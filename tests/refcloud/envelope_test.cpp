#include "lot.hpp"

#include <gmock/gmock.h>

namespace lotbridge::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class CloudEnvelope : public testing::Test {
protected:
    CloudEnvelope() { lot.login(); }

    std::string signed_by(std::string const& signature, std::string const& data = "{}") const {
        return R"({"k":")" + lot.token() + R"(","code":"8","oprNum":"N9","ip":"","signature":")" + signature +
               R"(","data":)" + data + "}";
    }
    Told post(std::string const& envelope) const { return post_form(cloud.uplink(), envelope); }

    CloudProcess cloud;
    Lot lot{cloud};
};

// MD5 of {} with k0 and k1, by md5sum.
constexpr char const* golden_k0 = "E3B59CE8E2A7FC6FBD1C8460801E4A5400";
constexpr char const* golden_k1 = "B5D4EA12FC7F44D652BE606833FB2AF301";

TEST_F(CloudEnvelope, IsGoodWithAnyKeyOfThePool) {
    EXPECT_EQ(post(signed_by(golden_k0)).code(), "0000");
    EXPECT_EQ(post(signed_by(golden_k1)).code(), "0000");
    EXPECT_THAT(cloud.violations(), IsEmpty());
}

TEST_F(CloudEnvelope, IsRefusedWithAWrongSignature) {
    EXPECT_EQ(post(signed_by("F3B59CE8E2A7FC6FBD1C8460801E4A5400")).code(), "9999");
    EXPECT_THAT(cloud.violations(), ElementsAre("B.2.6 the signature is wrong"));
}

TEST_F(CloudEnvelope, IsRefusedInSmallLettersOrWithTheIndexOfAnotherKey) {
    EXPECT_EQ(post(signed_by("e3b59ce8e2a7fc6fbd1c8460801e4a5400")).code(), "9999");
    EXPECT_EQ(post(signed_by("E3B59CE8E2A7FC6FBD1C8460801E4A5401")).code(), "9999");
    EXPECT_EQ(post(signed_by("E3B59CE8E2A7FC6FBD1C8460801E4A5402")).code(), "9999");
    EXPECT_THAT(cloud.violations(), ElementsAre("B.2.6 the signature is wrong", "B.2.6 the signature is wrong",
                                                "B.2.6 the signature names a key that the pool does not hold"));
}

TEST_F(CloudEnvelope, IsRefusedWithoutASignature) {
    EXPECT_EQ(post(signed_by("")).code(), "9999");
    EXPECT_THAT(cloud.violations(), ElementsAre("B.2.6 the signature is missing"));
}

TEST_F(CloudEnvelope, IsGoodWhenTheSignatureIsOverTheMinifiedData) {
    EXPECT_EQ(post(signed_by(golden_k0, "{ }")).code(), "0000");
    EXPECT_THAT(cloud.violations(), IsEmpty());
}

TEST_F(CloudEnvelope, IsTakenButReportedWhenDataIsNotLast) {
    auto const told = post(R"({"data":{},"k":")" + lot.token() + R"(","code":"8","oprNum":"N9","ip":"","signature":")" +
                           golden_k0 + R"("})");

    EXPECT_EQ(told.code(), "0000");
    EXPECT_THAT(cloud.violations(), Contains("B.1.1 data is not the last element of the header"));
}

TEST_F(CloudEnvelope, IsTakenButReportedWhenItsMembersAreOutOfOrder) {
    auto const told = post(R"({"code":"8","k":")" + lot.token() + R"(","oprNum":"N9","ip":"","signature":")" +
                           golden_k0 + R"(","data":{}})");

    EXPECT_EQ(told.code(), "0000");
    EXPECT_THAT(cloud.violations(), ElementsAre("B.1.2.1 k is out of the table's order (E6)"));
}

TEST_F(CloudEnvelope, IsTakenButReportedWhenAMemberIsTooLong) {
    std::string const number(37, '7');

    EXPECT_EQ(lot.tell("8", "{}", number).code(), "0000");
    EXPECT_THAT(cloud.violations(), ElementsAre("B.1.2.1 oprNum has 37 characters, the table says V36"));
}

TEST_F(CloudEnvelope, CountsLengthsInCharactersNotBytes) {
    std::string number;
    for (int i = 0; i < 36; ++i) number += "号";

    EXPECT_EQ(lot.tell("8", "{}", number).code(), "0000");
    EXPECT_THAT(cloud.violations(), IsEmpty());
}

TEST_F(CloudEnvelope, IsTakenButReportedWithNullOrAStrangeMember) {
    auto const told =
        post(R"({"k":")" + lot.token() + R"(","code":"8","oprNum":"N9","ip":null,"version":2,"signature":")" +
             golden_k0 + R"(","data":{}})");

    EXPECT_EQ(told.code(), "0000");
    EXPECT_THAT(cloud.violations(),
                ElementsAre("B.1.2.4 null inside ip (E7)", "B.1.2.1 the header has no member version"));
}

TEST_F(CloudEnvelope, IsRefusedWithoutAnOprNum) {
    auto const told =
        post(R"({"k":")" + lot.token() + R"(","code":"8","ip":"","signature":")" + golden_k0 + R"(","data":{}})");

    EXPECT_EQ(told.code(), "9999");
    EXPECT_THAT(told.words(), HasSubstr("oprNum is missing (B.1.2.1)"));
}

TEST_F(CloudEnvelope, IsRefusedWhenItIsCutOff) {
    EXPECT_EQ(post(R"({"k":")").code(), "9999");
    EXPECT_THAT(cloud.violations(), ElementsAre(HasSubstr("unreadable")));
}

TEST_F(CloudEnvelope, IsRefusedForAnUnknownCodeAndForOneThatOnlyGoesDown) {
    EXPECT_EQ(lot.tell("99", "{}").words(), "unknown code (E1)");
    EXPECT_EQ(lot.tell("18", "{}").words(), "this interface goes down only");
}

TEST_F(CloudEnvelope, MustBeAPostedForm) {
    http(cloud.uplink(), "POST", "/", "application/json", "param=" + percent_encoded(signed_by(golden_k0)));

    EXPECT_THAT(cloud.violations(), ElementsAre("B.1 the content type is not application/x-www-form-urlencoded (E9)"));
}

TEST_F(CloudEnvelope, ComesInAPartNextToItsPictureWhenSentAsMultipart) {
    lot.tell("2", entry("R1"));
    auto const envelope = lot.envelope("5", image("R1", ""));
    auto const body = "--frontier\r\nContent-Disposition: form-data; name=\"param\"\r\n\r\n" + envelope +
                      "\r\n--frontier\r\nContent-Disposition: form-data; name=\"I1\"; filename=\"a.jpg\"\r\n"
                      "Content-Type: image/jpeg\r\n\r\n\xFF\xD8\xFF\r\n--frontier--\r\n";

    auto const told = Told{http(cloud.uplink(), "POST", "/", "multipart/form-data; boundary=frontier", body)};

    EXPECT_EQ(told.code(), "0000");
    EXPECT_EQ(cloud.get("/pictures")[0]["size"].GetInt(), 3);
    EXPECT_THAT(cloud.violations(), IsEmpty());
}

class CloudFields : public CloudEnvelope {};

TEST_F(CloudFields, RefuseAMissingRequiredMemberWithItsClause) {
    auto body = entry("R1");
    body.replace(body.find(R"("inTime":"2024-05-01 08:00:00")"), 30, R"("inTime":"")");

    EXPECT_EQ(lot.tell("2", body).code(), "9999");
    EXPECT_THAT(cloud.violations(), Contains(testing::StartsWith("C.2.2 /inTime")));
}

TEST_F(CloudFields, RefuseAWrongType) {
    EXPECT_EQ(lot.tell("7", R"({"emptyNum":"many"})").code(), "9999");
    EXPECT_THAT(cloud.violations(), Contains(testing::StartsWith("C.2.7 /emptyNum")));
}

TEST_F(CloudFields, ReportAMemberThatIsAbsentInsteadOfItsDefault) {
    auto body = entry("R1");
    body.replace(body.find(R"(,"outOperatorName":"")"), 21, "");

    EXPECT_EQ(lot.tell("2", body).code(), "0000");
    EXPECT_THAT(cloud.violations(),
                ElementsAre("B.1.2.4 /outOperatorName is absent; an empty member is sent as its type's default (E7)"));
}

TEST_F(CloudFields, ReportATokenOrCodeInTheBody) {
    EXPECT_EQ(lot.tell("7", R"({"emptyNum":5,"token":"x"})").code(), "0000");
    EXPECT_THAT(cloud.violations(),
                ElementsAre(HasSubstr("token stands in the body, it travels in the header only (E5)")));
}

TEST_F(CloudFields, AreTakenWholeOrNotAtAllInAList) {
    auto const told = lot.tell("2", "[" + entry("R1") + "," + entry("") + "]");

    EXPECT_EQ(told.code(), "9999");
    EXPECT_THAT(cloud.story_of("R1"), IsEmpty());
    EXPECT_EQ(lot.tell("2", "[" + entry("R1") + "," + entry("R2") + "]").code(), "0000");
    EXPECT_THAT(cloud.story_of("R1"), ElementsAre("vehicle_entry"));
    EXPECT_THAT(cloud.story_of("R2"), ElementsAre("vehicle_entry"));
}

}  // namespace
}  // namespace lotbridge::test
